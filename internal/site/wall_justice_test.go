package site_test

import (
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/justice"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
)

// judged is one of each thing of a person's justice file: a line of each part,
// something shown to the police, and a referral without a crime record.
type judged struct {
	lines        map[string]string
	share, check string
}

var unjudged = judged{share: "00000000000000000000000000", check: "00000000000000000000000000"}

// entry is the line that {entry} stands for in a path.
func (j judged) entry(path string) string {
	for part, id := range j.lines {
		if strings.Contains(path, "/justice/"+part+"/{entry}") || strings.Contains(path, "/justice/entries/") && part == "hearings" {
			return id
		}
	}
	return unjudged.share
}

// judge opens a justice file for the case of a holding, with a line of each part,
// and lists its referral for the police.
func (w *world) judge(t *testing.T, email string, h *holding) {
	t.Helper()
	room := &justice.Room{DB: w.db, Rules: statute.Default(), Lists: reference.Default()}
	id := db.ID(h.caseID)
	w.write(t, func(tx *db.Tx) error {
		actor, _, err := account.LoadByEmail(background, tx, email)
		if err != nil {
			return err
		}
		actor.Via, actor.Roles = account.Page, []account.Role{account.SupportProvider}
		force, found, err := account.FindAgency(background, tx, "A Force")
		if err == nil && !found {
			force.ID, err = account.AddAgency(background, tx, account.Agency{Name: "A Force", Kind: account.Police, Jurisdiction: "england"})
		}
		if err != nil {
			return err
		}
		if err := room.Open(background, tx, actor, id); err != nil {
			return err
		}
		today, yes := civil.DayOf(tx.Now()), true
		h.judged = judged{lines: map[string]string{}}
		offer := justice.Offer{Outcome: "accepted", On: today, How: "in-person", By: "Somebody"}
		right, convention := offer, offer
		right.Right, convention.Right = "understand", "12-interpreter"
		for _, form := range []justice.Form{&justice.RightForm{Offer: right}, &justice.ConventionForm{Offer: convention},
			&justice.NoticeForm{Decision: "arrested", Happened: today, State: "waiting"}, &justice.CrimeForm{Force: "kent", State: "reported", On: today},
			&justice.MeasureForm{Measure: "interpreter", Stage: "court", State: "talked", On: today}, &justice.StatementForm{Kind: "personal", State: "offered", On: today},
			&justice.HearingForm{Kind: "trial", On: today.Add(9), At: "10:00", Court: "A court", Attendance: "evidence", State: "planned"},
			&justice.DefenceForm{Offence: "Something", Grounds: justice.Grounds{Child: "no", Excluded: "no", Compelled: "yes", Attributable: "yes", Alternative: "yes"}, State: "noted", On: today},
			&justice.RedressForm{Way: "civil", Started: today, State: "considering", On: today}} {
			line, err := room.Record(background, tx, actor, id, form)
			if err != nil {
				return err
			}
			h.judged.lines[string(form.Of())] = string(line)
		}
		share, err := room.Show(background, tx, actor, id, justice.ShareForm{Agency: string(force.ID), Parts: []string{"hearings"}, Agrees: &yes, How: reference.Default().ConsentExplained.All()[0].Code})
		if err != nil {
			return err
		}
		h.judged.share = string(share)
		check := tx.NewID()
		h.judged.check = string(check)
		if _, err := tx.Exec(background, `INSERT INTO crime_check (id, case_id, version, force, referred_on, due_on, rule, listed_at, answer, closed_why) VALUES ($1, $2, 1, 'kent', $3, $3, 'crime-record-10-working-days@1', $4, '', '')`,
			check, id, today, tx.Now()); err != nil {
			return err
		}
		return casefile.TouchLatest(background, tx, id)
	})
}
