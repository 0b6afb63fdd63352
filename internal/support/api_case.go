package support

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/db"
)

// fill reads everything that the API tells of the support of somebody.
func (room *Room) fill(ctx context.Context, tx *db.Tx, id db.ID, out *supportCaseOut) (err error) {
	body := &out.Body
	for _, read := range []func() error{
		func() (err error) { body.Assessments, err = assessments(ctx, tx, id); return err },
		func() (err error) { body.Readings, err = readings(ctx, tx, id); return err },
		func() (err error) { body.Goals, err = goals(ctx, tx, id); return err },
		func() (err error) { body.Services, err = servicesOf(ctx, tx, id); return err },
		func() (err error) { body.Journal, err = entries(ctx, tx, id, "", "", 200); return err },
		func() (err error) { body.Dependants, err = dependants(ctx, tx, id); return err },
		func() (err error) {
			body.Coming, err = appointments(ctx, tx, id, tx.Now().Add(-90*24*time.Hour), 200)
			return err
		},
		func() (err error) { body.Reviews, err = reviews(ctx, tx, id); return err },
		func() (err error) { body.Extensions, err = extensions(ctx, tx, id); return err },
		func() (err error) { body.Further, err = furthers(ctx, tx, id); return err },
	} {
		if err := read(); err != nil {
			return err
		}
	}
	return nil
}
