package accommodation

import (
	"testing"

	"github.com/havenward/havenward/internal/page"
)

func TestTemplates(t *testing.T) {
	t.Parallel()
	page.CheckTemplates(t, templates)
}
