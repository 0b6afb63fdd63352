package job

import (
	"context"

	"github.com/havenward/havenward/internal/db"
)

// Renew lets tests renew the lease of a job as its runner does while it runs.
func (r *Runner) Renew(ctx context.Context, id db.ID) bool { return r.renew(ctx, leased{id: id}) }
