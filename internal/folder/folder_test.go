package folder_test

import (
	"context"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/folder"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

var background = context.Background()

// TestTheTopOfAPageAboutAPerson opens one folder as people who may see more and
// less of it.
func TestTheTopOfAPageAboutAPerson(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		var ours, theirs, child db.ID
		err := d.Write(background, func(tx *db.Tx) (err error) {
			if ours, err = account.AddAgency(background, tx, account.Agency{Name: "Ours", Kind: account.CompetentAuthority, Jurisdiction: "england"}); err != nil {
				return err
			}
			if theirs, err = account.AddAgency(background, tx, account.Agency{Name: "Theirs", Kind: account.Police, Jurisdiction: "england"}); err != nil {
				return err
			}
			actor := account.Actor{Account: "somebody", Agency: ours}
			if child, _, err = casefile.OpenCase(background, tx, actor, casefile.Opening{Jurisdiction: "england", AgeGroup: casefile.NotSure}); err != nil {
				return err
			}
			if err := access.Give(background, tx, actor, access.Grant{Agency: ours, Case: child, Purpose: "test", LegalBasis: "public-task",
				Compartments: access.Everything | access.Sharing}); err != nil {
				return err
			}
			return casefile.Put(background, tx, actor, child, "referral", casefile.Record{Names: []casefile.Name{{Kind: casefile.NameGiven, Given: "Lan"}}})
		})
		if err != nil {
			t.Fatal(err)
		}
		warned := false
		shelf := &route.Shelf{
			Tabs: []route.Tab{
				{Action: access.ReadCase, Text: "Case", Path: "/cases/{id}"},
				{Action: access.ReadHistory, Text: "History", Path: "/history/{id}"},
				{Action: access.ReadStory, Text: "Empty", Path: "/empty/{id}", Shown: func(context.Context, *db.Tx, db.ID) (bool, error) { return false, nil }},
				{Action: "unknown", Text: "Nobody's", Path: "/nobody/{id}"},
			},
			Warnings: []route.Warn{func(_ context.Context, _ *db.Tx, _ account.Actor, of db.ID) ([]route.Warning, error) {
				warned = of == child
				return []route.Warning{{Text: "Careful"}}, nil
			}},
		}
		of := func(agency db.ID, current string, roles ...account.Role) (head folder.Head, err error) {
			r := &route.Request{Request: httptest.NewRequest("GET", "/", nil), Shelf: shelf, Actor: account.Actor{Account: "somebody", Agency: agency, Roles: roles}}
			return head, d.Read(background, func(tx *db.Tx) (err error) {
				head, err = folder.Of(background, tx, r, child, current)
				return err
			})
		}
		manager, err := of(ours, "Case", account.AuthorityManager)
		want := []page.Link{{Text: "Case", Href: "/cases/" + string(child), Current: true}, {Text: "History", Href: "/history/" + string(child)}}
		if err != nil || manager.Name != "Lan" || !manager.Child || manager.Reference == "" || !slices.Equal(manager.Rooms, want) || len(manager.Warnings) != 1 || !warned {
			t.Errorf("a manager sees %+v, %v", manager, err)
		}
		// Whom only the room they are in has anything for is shown no other.
		if worker, err := of(ours, "Case", account.DecisionMaker); err != nil || len(worker.Rooms) != 0 || len(worker.Warnings) != 1 {
			t.Errorf("a decision maker sees %+v, %v", worker, err)
		}
		// In a room with nothing yet, its own tab stands all the same.
		if worker, err := of(ours, "Empty", account.DecisionMaker); err != nil || len(worker.Rooms) != 2 || !worker.Rooms[1].Current {
			t.Errorf("in a room with nothing yet: %+v, %v", worker.Rooms, err)
		}
		if head, err := of(theirs, "Case", account.FirstResponder); !fault.Is(err, fault.NotFound) || head.Reference != "" {
			t.Errorf("a stranger sees %+v, %v", head, err)
		}
	})
}
