package access_test

import (
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"pgregory.net/rapid"
)

// oracle says in plain Go, over everything that was ever done, what package
// access must answer from its tables.
type oracle struct {
	belongs []spell // teams and posts that somebody is in
	closed  map[db.ID]time.Time
	grants  []spell
	denials []spell
}

// spell is a time during which somebody (who) has something of something.
type spell struct {
	id, who, what db.ID
	agency        db.ID // of the holder
	purpose       string
	consent       db.ID
	bits          access.Compartments
	from, until   time.Time
}

func (s spell) live(at time.Time) bool {
	return !at.Before(s.from) && (s.until.IsZero() || at.Before(s.until))
}

func (s spell) over(at time.Time) bool { return !s.until.IsZero() && !at.Before(s.until) }

// selves are all that the actor is at a time.
func (o *oracle) selves(actor account.Actor, at time.Time) map[db.ID]bool {
	selves := map[db.ID]bool{actor.Agency: true, actor.Account: true}
	for _, b := range o.belongs {
		if b.who == actor.Account && b.agency == actor.Agency && b.live(at) && o.closed[b.what].IsZero() {
			selves[b.what] = true
		}
	}
	return selves
}

// reads are the compartments that the actor's roles can read, written down
// here by hand.
var reads = map[account.Role]access.Compartments{
	account.DecisionMaker:       access.Everything | access.Intelligence | access.Sharing,
	account.FirstResponder:      access.Everything | access.Intelligence,
	account.Carer:               access.Identity | access.Location,
	account.AgencyAdministrator: 0,
	account.SystemAdministrator: 0,
}

func (o *oracle) granted(actor account.Actor, id db.ID, at time.Time) access.Compartments {
	selves := o.selves(actor, at)
	for _, d := range o.denials {
		if d.what == id && selves[d.who] && d.live(at) {
			return 0
		}
	}
	var bits, most access.Compartments
	for _, g := range o.grants {
		if g.what == id && selves[g.who] && g.live(at) {
			bits |= g.bits
		}
	}
	for _, role := range actor.Roles {
		most |= reads[role]
	}
	return bits & most
}

// town is two agencies with people, teams, posts and cases in one database, and
// the oracle beside them.
type town struct {
	t     *rapid.T
	d     *db.Database
	now   *time.Time
	o     oracle
	actor []account.Actor
	teams []db.ID
	posts []db.ID
	cases []db.ID
	of    map[db.ID]db.ID // the agency of a team or post
}

func (w *town) write(fn func(tx *db.Tx) error) {
	if err := w.d.Write(background, fn); err != nil {
		w.t.Fatal(err)
	}
}

func build(t *rapid.T, d *db.Database, now *time.Time) *town {
	w := &town{t: t, d: d, now: now, of: map[db.ID]db.ID{}, o: oracle{closed: map[db.ID]time.Time{}}}
	roles := [][]account.Role{{account.DecisionMaker}, {account.FirstResponder}, {account.AgencyAdministrator, account.SystemAdministrator}, {account.Carer}}
	w.write(func(tx *db.Tx) error {
		for range 2 {
			agency, err := account.AddAgency(background, tx, account.Agency{Name: string(tx.NewID()), Kind: account.Police, Jurisdiction: "england"})
			if err != nil {
				return err
			}
			for _, role := range roles {
				id, err := account.AddAccount(background, tx, account.NewAccount{Agency: agency, Email: string(tx.NewID()), Name: "x", Roles: role})
				if err != nil {
					return err
				}
				w.actor = append(w.actor, account.Actor{Account: id, Agency: agency, Roles: role})
			}
			team, err := account.AddTeam(background, tx, account.Team{Agency: agency, Name: "team"})
			if err != nil {
				return err
			}
			post, err := account.AddPost(background, tx, account.Post{Agency: agency, Name: "post"})
			if err != nil {
				return err
			}
			w.teams, w.posts = append(w.teams, team), append(w.posts, post)
			w.of[team], w.of[post] = agency, agency
			id := tx.NewID()
			w.cases = append(w.cases, id)
			if _, err := tx.Exec(background, `INSERT INTO case_file (id, reference, version, jurisdiction, age_group, opened_at, opened_by) VALUES ($1, $1, 1, 'england', 'adult', $2, $3)`, id, tx.Now(), agency); err != nil {
				return err
			}
		}
		return nil
	})
	return w
}

// period draws a start and an end around now; nil ends are open.
func (w *town) period() (from, until time.Time) {
	from = w.now.Add(time.Duration(rapid.IntRange(-2, 2).Draw(w.t, "from")) * time.Hour)
	if length := rapid.IntRange(0, 4).Draw(w.t, "length"); length > 0 {
		until = from.Add(time.Duration(length) * time.Hour)
	}
	return from, until
}

func (w *town) wait(t *rapid.T) {
	*w.now = w.now.Add(time.Duration(rapid.IntRange(1, 90).Draw(t, "minutes")) * time.Minute)
}

func (w *town) join(t *rapid.T) {
	actor, team := rapid.SampledFrom(w.actor).Draw(t, "who"), rapid.SampledFrom(w.teams).Draw(t, "team")
	from, until := w.period()
	w.write(func(tx *db.Tx) error {
		id, err := account.Join(background, tx, team, actor.Account, from, until)
		w.o.belongs = append(w.o.belongs, spell{id: id, who: actor.Account, what: team, agency: w.of[team], from: from, until: until})
		return err
	})
}

func (w *town) duty(t *rapid.T) {
	actor, post := rapid.SampledFrom(w.actor).Draw(t, "who"), rapid.SampledFrom(w.posts).Draw(t, "post")
	from, until := w.period()
	if until.IsZero() {
		until = from.Add(8 * time.Hour)
	}
	w.write(func(tx *db.Tx) error {
		id, err := account.AddShift(background, tx, actor, post, actor.Account, from, until)
		w.o.belongs = append(w.o.belongs, spell{id: id, who: actor.Account, what: post, agency: w.of[post], from: from, until: until})
		return err
	})
}

func (w *town) leave(t *rapid.T) {
	if len(w.o.belongs) == 0 {
		t.Skip("nobody is in anything")
	}
	b := &w.o.belongs[rapid.IntRange(0, len(w.o.belongs)-1).Draw(t, "which")]
	w.write(func(tx *db.Tx) error {
		left, err := account.Leave(background, tx, b.what, b.id)
		if err == nil && !left {
			left, err = account.EndShift(background, tx, b.what, b.id)
		}
		if left != !b.over(*w.now) {
			t.Fatalf("leaving: %v", left)
		}
		if left {
			b.until = *w.now
		}
		return err
	})
}

func (w *town) shut(t *rapid.T) {
	if rapid.IntRange(0, 9).Draw(t, "rarely") > 0 {
		return
	}
	i := rapid.IntRange(0, 1).Draw(t, "which")
	w.write(func(tx *db.Tx) error {
		id, shut := w.teams[i], account.CloseTeam
		if rapid.Bool().Draw(t, "post") {
			id, shut = w.posts[i], account.ClosePost
		}
		w.o.closed[id] = *w.now
		_, err := shut(background, tx, w.of[id], id)
		return err
	})
}

// holder draws to whom something is granted or denied.
func (w *town) holder(t *rapid.T, kinds ...access.Kind) (grant access.Grant) {
	actor, i := rapid.SampledFrom(w.actor).Draw(t, "who"), rapid.IntRange(0, 1).Draw(t, "which")
	switch rapid.SampledFrom(kinds).Draw(t, "kind") {
	case access.ToTeam:
		return access.Grant{Agency: w.of[w.teams[i]], Team: w.teams[i]}
	case access.ToPost:
		return access.Grant{Agency: w.of[w.posts[i]], Post: w.posts[i]}
	case access.ToPerson:
		return access.Grant{Agency: actor.Agency, Account: actor.Account}
	}
	return access.Grant{Agency: actor.Agency}
}

func (w *town) give(t *rapid.T) {
	g := w.holder(t, access.ToAgency, access.ToTeam, access.ToPost, access.ToPerson)
	g.Case, g.Purpose = rapid.SampledFrom(w.cases).Draw(t, "case"), rapid.SampledFrom([]string{"support", "health"}).Draw(t, "purpose")
	g.Compartments = access.Compartments(rapid.IntRange(1, 511).Draw(t, "compartments"))
	g.LegalBasis = "public-task"
	g.From, g.Until = w.period()
	byConsent := rapid.Bool().Draw(t, "by consent")
	_, holder := g.Holder()
	refused := !g.Until.IsZero() && !g.Until.After(g.From) || !w.o.closed[holder].IsZero()
	err := w.d.Write(background, func(tx *db.Tx) error {
		g.ID = tx.NewID()
		if byConsent {
			g.LegalBasis, g.Consent = access.ByConsent, tx.NewID()
			if _, err := tx.Exec(background, `INSERT INTO consent (case_id, id, purpose, given, on_day, language, sealed, recorded_at, agency_id, compartments)
				VALUES ($1, $2, $3, TRUE, $4, 'en', $5, $6, $7, $8)`, g.Case, g.Consent, g.Purpose, civil.DayOf(tx.Now()), []byte("x"), tx.Now(), g.Agency, int64(g.Compartments)); err != nil {
				return err
			}
		}
		return access.Give(background, tx, account.Actor{Account: "giver"}, g)
	})
	if refused != (err != nil) {
		t.Fatalf("giving %+v: %v", g, err)
	}
	if err != nil {
		return
	}
	w.endWhere(func(s spell) bool { return s.what == g.Case && s.who == holder && s.purpose == g.Purpose })
	w.o.grants = append(w.o.grants, spell{id: g.ID, who: holder, what: g.Case, agency: g.Agency, purpose: g.Purpose, consent: g.Consent, bits: g.Compartments, from: g.From, until: g.Until})
}

func (w *town) endWhere(match func(spell) bool) {
	for i := range w.o.grants {
		if s := &w.o.grants[i]; match(*s) && !s.over(*w.now) {
			s.until = *w.now
		}
	}
}

func (w *town) end(t *rapid.T) {
	if len(w.o.grants) == 0 {
		t.Skip("nothing is granted")
	}
	g := w.o.grants[rapid.IntRange(0, len(w.o.grants)-1).Draw(t, "which")]
	w.write(func(tx *db.Tx) error {
		switch rapid.IntRange(0, 4).Draw(t, "how") {
		case 0:
			w.endWhere(func(s spell) bool { return s.id == g.id })
			return access.EndGrant(background, tx, account.Actor{Account: "x"}, g.what, g.id, "over")
		case 1:
			w.endWhere(func(s spell) bool { return s.what == g.what && s.agency == g.agency && s.purpose == g.purpose })
			return access.End(background, tx, g.what, g.agency, g.purpose)
		case 2:
			w.endWhere(func(s spell) bool { return s.what == g.what && s.purpose == g.purpose })
			return access.EndAll(background, tx, g.what, g.purpose)
		case 3:
			longer := w.now.Add(3 * time.Hour)
			done, err := access.Extend(background, tx, g.what, g.id, longer)
			for i := range w.o.grants {
				if s := &w.o.grants[i]; s.id == g.id && done {
					s.until = longer
				}
			}
			if done == g.over(*w.now) {
				t.Fatalf("extended: %v", done)
			}
			return err
		}
		if g.consent == "" {
			return nil
		}
		w.endWhere(func(s spell) bool { return s.consent == g.consent })
		return access.EndConsented(background, tx, account.Actor{Account: "x"}, g.what, g.consent)
	})
}

func (w *town) deny(t *rapid.T) {
	if rapid.IntRange(0, 2).Draw(t, "seldom") > 0 {
		return
	}
	g := w.holder(t, access.ToAgency, access.ToTeam, access.ToPerson)
	_, holder := g.Holder()
	if !w.o.closed[holder].IsZero() {
		return
	}
	d := access.Denial{Agency: g.Agency, Team: g.Team, Account: g.Account, Case: rapid.SampledFrom(w.cases).Draw(t, "case"), Sealed: []byte("why")}
	d.From, d.Until = w.period()
	w.write(func(tx *db.Tx) error {
		d.ID = tx.NewID()
		w.o.denials = append(w.o.denials, spell{id: d.ID, who: holder, what: d.Case, from: d.From, until: d.Until})
		return access.Deny(background, tx, account.Actor{Account: "denier"}, d)
	})
}

func (w *town) allow(t *rapid.T) {
	if len(w.o.denials) == 0 {
		t.Skip("nobody is denied")
	}
	s := &w.o.denials[rapid.IntRange(0, len(w.o.denials)-1).Draw(t, "which")]
	w.write(func(tx *db.Tx) error {
		ended, err := access.EndDenial(background, tx, account.Actor{Account: "x"}, s.what, s.id, []byte("why"))
		if ended == s.over(*w.now) {
			t.Fatalf("ending a denial: %v", ended)
		}
		if ended {
			s.until = *w.now
		}
		return err
	})
}

// agree asks everything that can be asked of every person and case.
func (w *town) agree(t *rapid.T) {
	err := w.d.Read(background, func(tx *db.Tx) error {
		for range 2 {
			actor := rapid.SampledFrom(w.actor).Draw(t, "asker")
			for _, id := range w.cases {
				want := w.o.granted(actor, id, *w.now)
				got, err := access.Granted(background, tx, actor, id)
				if err != nil {
					return err
				}
				if got != want {
					t.Fatalf("%v of %s: granted %b, and the oracle says %b", actor.Roles, actor.Agency, got, want)
				}
				action := rapid.SampledFrom([]access.Action{access.ReadCase, access.ReadLetter, access.ReadShared, access.ReadReferral}).Draw(t, "action")
				rule, _ := access.RuleFor(action)
				reaches := want&rule.Compartments == rule.Compartments || rule.Any && want&rule.Compartments != 0
				if err := access.Case(background, tx, actor, action, id); fault.Is(err, fault.NotFound) == reaches {
					t.Fatalf("%s: %v, reach %v", action, err, reaches)
				}
			}
			if err := w.lists(t, tx, actor); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// lists holds the two ways of listing, for one set of compartments, against the
// oracle.
func (w *town) lists(t *rapid.T, tx *db.Tx, actor account.Actor) error {
	bits := access.Compartments(rapid.SampledFrom([]int{1, 2, 4, 32, 64, 256, 3, 5, 68, 37}).Draw(t, "bits"))
	for name, condition := range map[string]func(*db.Tx, account.Actor, string, access.Compartments, int) (string, []any){
		"visible": access.Visible, "reachable": access.Reachable, "any": access.ReachableAny} {
		sql, args := condition(tx, actor, "c.id", bits, 3)
		found, err := db.All(background, tx, `SELECT c.id FROM case_file c WHERE c.id IN ($1, $2) AND `+sql+` ORDER BY c.id`, append([]any{w.cases[0], w.cases[1]}, args...),
			func(id *string, scan func(...any) error) error { return scan(id) })
		if err != nil {
			return err
		}
		var want []string
		for _, id := range w.cases {
			granted := w.o.granted(actor, id, *w.now)
			if name == "any" && granted&bits != 0 || name != "any" && granted&bits == bits {
				want = append(want, string(id))
			}
		}
		if strings.Join(found, " ") != strings.Join(want, " ") {
			t.Fatalf("%s, %v: the list shows %v, and the oracle says %v (%b)", name, actor.Roles, found, want, bits)
		}
	}
	return nil
}

// TestAccessIsWhatTheOracleSays does things at random to two agencies with teams,
// posts, shares, denials and consents, and after each asks everything.
func TestAccessIsWhatTheOracleSays(t *testing.T) {
	t.Parallel()
	for engine, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			now := dbtest.Noon
			d := dbtest.Open(t, url(t), func() time.Time { return now })
			rapid.Check(t, func(t *rapid.T) {
				w := build(t, d, &now)
				t.Repeat(map[string]func(*rapid.T){"wait": w.wait, "join": w.join, "duty": w.duty, "leave": w.leave, "close": w.shut,
					"give": w.give, "end": w.end, "deny": w.deny, "allow": w.allow, "": w.agree})
			})
		})
	}
}
