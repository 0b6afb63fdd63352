package deed

import (
	"net/http"
	"net/url"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/route"
)

// conflict is what somebody reads whose page is older than what it would change.
const conflict = "Somebody changed this while you were working on it. What you entered is below: check it, then send it again"

// Post takes what was posted from a page, once for its key, and goes on to the
// next page. Where the person can mend what is wrong, again draws the page anew
// with what they typed: pages that do more than ask draw themselves, and those
// that ask are a Deed.
func Post(r *route.Request, take func(tx *db.Tx, values url.Values) (next string, err error), again func(status int, values url.Values, faults []fault.Field) error) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	// All of it stands inside Once: what the first click did may have ended what the
	// page asks about, and the second must still find the answer to the first.
	next, err := Once(r, r.URL.Path, values, func(tx *db.Tx) (string, error) { return take(tx, values) })
	switch {
	case fault.Is(err, fault.Invalid):
		return again(http.StatusUnprocessableEntity, values, fault.Of(err).Fields)
	case fault.Is(err, fault.Conflict):
		drawn := again(http.StatusConflict, values, []fault.Field{{Message: conflict}})
		if fault.Is(drawn, fault.NotFound) {
			return err // nothing is asked there any more
		}
		return drawn
	case err != nil:
		return err
	}
	return r.Redirect(next)
}
