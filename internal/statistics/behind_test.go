package statistics

import (
	"slices"
	"testing"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// show lets the people of Harbour see somebody.
func (w *world) show(id db.ID, parts access.Compartments) {
	w.t.Helper()
	w.write(func(tx *db.Tx) error {
		return access.Give(background, tx, w.worker, access.Grant{Agency: w.manager.Agency, Case: id, Purpose: "justice", Compartments: parts, LegalBasis: "health-care"})
	})
}

// behind follows every number of the table of claims, provider by provider, and
// gives whom it leads to; where it leads nowhere, nobody may be found there either.
func (w *world) behind(actor account.Actor) map[string][]db.ID {
	w.t.Helper()
	found := map[string][]db.ID{}
	t, err := w.count(actor, "claims")
	if err != nil {
		w.t.Fatal(err)
	}
	w.write(func(tx *db.Tx) error {
		on := civil.DayOf(tx.Now())
		leads, err := seen(background, tx, actor, t, on)
		if err != nil {
			return err
		}
		page := tablePage{Table: t, On: on, Full: own(actor), Leads: leads}
		for _, line := range t.Lines {
			for _, n := range line.Numbers {
				behind, err := People(background, tx, actor, "claims", Cell{line.Agency, n.Code}, on)
				if n.Hidden {
					if !fault.Is(err, fault.NotFound) || page.Lead(line.Agency, n) != "" {
						w.t.Errorf("%s, %s is hidden and leads to somebody: %v", line.Name, n.Code, err)
					}
					continue
				}
				if err != nil {
					return err
				}
				if len(behind.People) > 0 && page.Lead(line.Agency, n) == "" {
					w.t.Errorf("%s, %s leads nowhere and counts %d whom %s may see", line.Name, n.Code, len(behind.People), actor.Name)
				}
				if behind.Counted+behind.Others() != n.N || behind.Seen != len(behind.People) || behind.Counted != behind.Seen {
					w.t.Errorf("%s, %s counts %d: %d are seen, %d times, and %d others", line.Name, n.Code, n.N, behind.Seen, behind.Counted, behind.Others())
				}
				for _, p := range behind.People {
					found[line.Name+" "+n.Code] = append(found[line.Name+" "+n.Code], p.Case)
				}
			}
		}
		return nil
	})
	return found
}

// TestEachNumberOfAProviderLeadsToThoseWhomItCounts: whoever may see everybody whom
// a number counts finds exactly so many; whoever may see fewer finds exactly those,
// of their own provider and of another; a hidden number leads to nobody.
func TestEachNumberOfAProviderLeadsToThoseWhomItCounts(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		same := func(actor account.Actor, want map[string][]db.ID) {
			t.Helper()
			found := w.behind(actor)
			for cell, ids := range want {
				got := found[cell]
				slices.Sort(got)
				slices.Sort(ids)
				if !slices.Equal(got, ids) {
					t.Errorf("%s finds %d people behind %s, want %d", actor.Name, len(got), cell, len(ids))
				}
				delete(found, cell)
			}
			for cell, ids := range found {
				if len(ids) > 0 {
					t.Errorf("%s finds %d people behind %s, want none", actor.Name, len(ids), cell)
				}
			}
		}
		// Fewer: one of the three open ones of Harbour.
		one := []db.ID{w.seen}
		same(w.manager, map[string][]db.ID{"Harbour open": one, "Harbour ": one, " open": one, " ": one})

		// All of Harbour, and of Lantern two who claimed and one of whom the amount is
		// not for them to see: only who they are.
		for state := range claimed["Harbour"] {
			for _, id := range w.cases["Harbour "+state] {
				if id != w.seen {
					w.show(id, access.Identity|access.Justice)
				}
			}
		}
		lantern := slices.Clone(w.cases["Lantern claimed"][:2])
		for _, id := range lantern {
			w.show(id, access.Identity|access.Justice)
		}
		w.show(w.cases["Lantern claimed"][2], access.Identity)

		open, asked, won := w.cases["Harbour considering"], w.cases["Harbour claimed"], w.cases["Harbour paid"]
		mine := slices.Concat(open, asked, won)
		same(w.manager, map[string][]db.ID{"Harbour open": open, "Harbour claimed": asked, "Harbour won": won, "Harbour ": mine, " open": open, " claimed": asked, " won": won, " ": mine})
		both := slices.Concat(mine, lantern)
		same(w.lead, map[string][]db.ID{"Harbour open": open, "Harbour claimed": asked, "Harbour won": won, "Harbour ": mine, "Lantern claimed": lantern, "Lantern ": lantern,
			" open": open, " claimed": slices.Concat(asked, lantern), " won": won, " ": both})
		same(w.commissioner, nil)
		w.write(func(tx *db.Tx) error {
			if _, err := People(background, tx, w.worker, "claims", Cell{}, civil.DayOf(tx.Now())); !fault.Is(err, fault.Forbidden) {
				t.Errorf("a worker looks behind a number: %v", err)
			}
			if _, err := People(background, tx, w.manager, "claims", Cell{Provider: "another"}, civil.DayOf(tx.Now())); !fault.Is(err, fault.NotFound) {
				t.Errorf("a provider that is none: %v", err)
			}
			return nil
		})
	})
}

// TestWhoManagesAndComparesReadsTheirOwnInFull: their own provider is shown in full,
// and of the others no more than to somebody who sees the others alone.
func TestWhoManagesAndComparesReadsTheirOwnInFull(t *testing.T) {
	t.Parallel()
	columns := []Column{{"a", "A"}, {"b", "B"}}
	others := []counted{{"2", "Lantern", "a", 2}, {"2", "Lantern", "b", 9}, {"3", "Quay", "a", 7}, {"3", "Quay", "b", 8}}
	alone := tableOf(Measure{Columns: columns}, others, "", true)
	whole := tableOf(Measure{Columns: columns}, append([]counted{{"1", "Harbour", "a", 3}, {"1", "Harbour", "b", 1}}, others...), "1", true)
	if got := numbers(whole); got[:len("Harbour: 3 1 4\n")] != "Harbour: 3 1 4\n" {
		t.Errorf("their own provider is not shown in full:\n%s", got)
	}
	mine := []int{3, 1, 4}
	for i, line := range alone.Lines {
		for j, n := range line.Numbers {
			shown := whole.Lines[i+1].Numbers[j]
			if line.Agency == "" && !n.Hidden {
				n.N += mine[j]
			}
			if shown.Hidden != n.Hidden || shown.N != n.N {
				t.Errorf("row %d, column %d: %d (hidden: %v) is shown, %d (%v) of the others alone", i, j, shown.N, shown.Hidden, n.N, n.Hidden)
			}
		}
	}
	if !alone.Lines[0].Numbers[0].Hidden {
		t.Error("a small number of another provider is shown")
	}
}
