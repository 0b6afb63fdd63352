package casefile

import (
	"context"
	"strings"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/job"
)

// Opening is what a new case file needs to be told.
type Opening struct {
	Jurisdiction string
	AgeGroup     string
	Group        db.ID // "" for a person on their own
}

// OpenCase makes an empty case file with a reference of its own.
func OpenCase(ctx context.Context, tx *db.Tx, actor account.Actor, opening Opening) (id db.ID, reference string, err error) {
	id = tx.NewID()
	reference, err = WithReference("HW", func(reference string) (int64, error) {
		return tx.Exec(ctx, `INSERT INTO case_file (id, reference, version, jurisdiction, age_group, group_id, opened_at, opened_by)
			VALUES ($1, $2, 1, $3, $4, $5, $6, $7) ON CONFLICT (reference) DO NOTHING`,
			id, reference, opening.Jurisdiction, opening.AgeGroup, db.Null(opening.Group), tx.Now(), actor.Agency)
	})
	if err != nil {
		return "", "", err
	}
	openedBy(tx)[id] = NumberTokens(reference)
	return id, reference, nil
}

// Touch moves a case from one version to the next. Every command on a case
// calls it first: it takes the row, so commands on one case run one after the
// other, and a change made to a version that is no longer the latest is refused.
func Touch(ctx context.Context, tx *db.Tx, id db.ID, version int64) error {
	changed, err := tx.Exec(ctx, `UPDATE case_file SET version = version + 1 WHERE id = $1 AND version = $2`, id, version)
	if err == nil && changed == 0 {
		return fault.Stale(nil, nil)
	}
	return err
}

// TouchLatest is Touch for jobs and for additions that no other change can
// contradict (a document, a note): whatever the version, it becomes the next.
func TouchLatest(ctx context.Context, tx *db.Tx, id db.ID) error {
	_, err := tx.Exec(ctx, `UPDATE case_file SET version = version + 1 WHERE id = $1`, id)
	return err
}

// Received is what the referral desk tells the competent authority about a
// referral that has just been sent, in the transaction that sends it.
type Received struct {
	Case         db.ID
	Jurisdiction string
	AgeGroup     string
	Birth        civil.Partial
	On           civil.Day // the day on which it was received
	Referrer     db.ID     // the agency that referred
}

// NewGroup makes a group (a family, or people referred together) and gives its
// identifier and reference.
func NewGroup(ctx context.Context, tx *db.Tx, kind string) (id db.ID, reference string, err error) {
	id = tx.NewID()
	reference, err = WithReference("HG", func(reference string) (int64, error) {
		return tx.Exec(ctx, `INSERT INTO case_group (id, reference, kind, made_at) VALUES ($1, $2, $3, $4) ON CONFLICT (reference) DO NOTHING`,
			id, reference, kind, tx.Now())
	})
	return id, reference, err
}

// FindGroup finds a group by its reference, among those of which the actor's
// agency opened a case.
func FindGroup(ctx context.Context, tx *db.Tx, actor account.Actor, reference string) (id db.ID, found bool, err error) {
	found, err = tx.Row(ctx, `SELECT g.id FROM case_group g WHERE g.reference = $1
		AND EXISTS (SELECT 1 FROM case_file c WHERE c.group_id = g.id AND c.opened_by = $2)`, []any{reference, actor.Agency}, &id)
	return id, found, err
}

// Put stores what a source says: facts beside those of other sources, and the
// lists of episodes, actors and the rest after those that are there already.
func Put(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, source string, record Record) error {
	w := &putting{ctx: ctx, tx: tx, id: id, by: actor.Account, source: source}
	w.facts(record)
	w.stories(record.Stories)
	w.episodes(record.Episodes)
	w.journey(record.Journey)
	w.actors(record.Actors)
	for _, indicator := range record.Indicators {
		w.run(`INSERT INTO indicator (case_id, code, sealed) VALUES ($1, $2, $3) ON CONFLICT (case_id, code) DO UPDATE SET sealed = excluded.sealed`,
			id, indicator.Code, w.sealText(Row("indicator", indicator.Code), indicator.Noticed))
	}
	w.professionals(record.Professionals)
	w.references(record.References)
	for _, contact := range record.Contacts {
		row := tx.NewID()
		w.run(`INSERT INTO contact (case_id, id, channel, whose, safe, safe_on, permission, sealed, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			id, row, contact.Channel, contact.Whose, contact.Safe, contact.SafeOn, contact.Permission,
			w.seal(Row("contact", row), sealedContact{contact.Value, contact.Name, contact.Relation}), tx.Now())
	}
	for _, consent := range record.Consents {
		row := tx.NewID()
		w.run(`INSERT INTO consent (case_id, id, purpose, given, on_day, language, sealed, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			id, row, consent.Purpose, consent.Given, consent.On, consent.Language,
			w.seal(Row("consent", row), sealedConsent{consent.ExplainedBy, consent.Interpreter}), tx.Now())
	}
	if w.err != nil {
		return w.err
	}
	if err := addTokens(ctx, tx, id, record.tokens()); err != nil || !record.tells() {
		return err
	}
	return job.Enqueue(ctx, tx, IdentityChanged, string(id), tx.Now(), id)
}

// putting stores the parts of a record one after the other and stops at the
// first error.
type putting struct {
	ctx    context.Context
	tx     *db.Tx
	id, by db.ID
	source string
	err    error
}

func (w *putting) run(query string, args ...any) {
	if w.err == nil {
		_, w.err = w.tx.Exec(w.ctx, query, args...)
	}
}

func (w *putting) seal(place string, value any) any {
	sealed, err := Seal(w.ctx, w.tx, w.id, place, value)
	if err != nil && w.err == nil {
		w.err = err
	}
	return []byte(sealed)
}

func (w *putting) sealText(place, text string) any {
	if text == "" {
		return nil
	}
	return w.seal(place, text)
}

// rows stores several rows of one table.
func (w *putting) rows(into string, rows [][]any) {
	if w.err == nil {
		w.err = insertRows(w.ctx, w.tx, into, rows, "")
	}
}

func (w *putting) facts(r Record) {
	var rows [][]any
	fact := func(kind, code string, value any) {
		id := w.tx.NewID()
		var sealed any
		if value != nil {
			sealed = w.seal(Row("fact", id), value)
		}
		rows = append(rows, []any{id, w.id, kind, code, sealed, w.source, w.tx.Now(), w.by})
	}
	for _, name := range r.Names {
		fact("name", name.Kind, name)
	}
	for _, nationality := range r.Nationalities {
		fact("nationality", nationality, nil)
	}
	for _, coded := range []struct{ kind, code string }{
		{"gender", r.Gender}, {"interpreter", r.Interpreter}, {"current-town", r.CurrentTown}, {"current-region", r.CurrentRegion},
	} {
		if coded.code != "" {
			fact(coded.kind, coded.code, nil)
		}
	}
	for _, private := range []struct{ kind, text string }{
		{"birth", r.Birth.String()}, {"birthplace", r.Birthplace}, {"communication", r.Communication},
	} {
		if private.text != "" {
			fact(private.kind, "", private.text)
		}
	}
	if r.Children > 0 {
		fact("children", "", r.Children)
	}
	w.rows(`fact (id, case_id, kind, code, sealed, source, recorded_at, recorded_by)`, rows)
}

func (w *putting) stories(stories map[string]string) {
	var rows [][]any
	for kind, text := range stories {
		if text != "" {
			rows = append(rows, []any{w.id, kind, w.source, w.seal(Row("story", kind, w.source), text), w.tx.Now()})
		}
	}
	w.rows(`story (case_id, kind, source, sealed, recorded_at)`, rows)
}

// next gives the number after the last in one of the numbered lists of a case.
func (w *putting) next(column, table string) int {
	last := 0
	if w.err == nil {
		_, w.err = w.tx.Row(w.ctx, `SELECT coalesce(max(`+column+`), 0) FROM `+table+` WHERE case_id = $1`, []any{w.id}, &last)
	}
	return last + 1
}

func (w *putting) episodes(episodes []Episode) {
	if len(episodes) == 0 {
		return
	}
	first := w.next("number", "episode")
	for i, episode := range episodes {
		number := first + i
		w.run(`INSERT INTO episode (case_id, number, source, started, ended, ongoing, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			w.id, number, w.source, episode.Started.String(), episode.Ended.String(), episode.Ongoing, w.sealText(Row("episode", number), episode.Detail))
		for _, form := range episode.Forms {
			w.run(`INSERT INTO episode_form (case_id, number, form) VALUES ($1, $2, $3) ON CONFLICT (case_id, number, form) DO NOTHING`, w.id, number, form)
		}
		for j, place := range episode.Places {
			w.run(`INSERT INTO episode_place (case_id, number, place, country, town, sealed) VALUES ($1, $2, $3, $4, $5, $6)`,
				w.id, number, j+1, place.Country, place.Town, w.sealText(Row("episode_place", number, j+1), place.Detail))
		}
	}
}

func (w *putting) journey(legs []Leg) {
	if len(legs) == 0 {
		return
	}
	first := w.next("leg", "journey_leg")
	for i, leg := range legs {
		w.run(`INSERT INTO journey_leg (case_id, leg, from_country, to_country, transport, travelled, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			w.id, first+i, leg.FromCountry, leg.ToCountry, leg.Transport, leg.Travelled.String(),
			w.seal(Row("journey_leg", first+i), sealedLeg{leg.FromPlace, leg.ToPlace, leg.Detail}))
	}
}

func (w *putting) actors(actors []Actor) {
	if len(actors) == 0 {
		return
	}
	first := w.next("number", "actor")
	for i, actor := range actors {
		w.run(`INSERT INTO actor (case_id, number, relation, languages, in_uk, sealed) VALUES ($1, $2, $3, $4, $5, $6)`,
			w.id, first+i, actor.Relation, strings.Join(actor.Languages, " "), actor.InUK, w.seal(Row("actor", first+i), actor))
	}
}

func (w *putting) professionals(professionals []Professional) {
	if len(professionals) == 0 {
		return
	}
	first := w.next("number", "professional")
	for i, professional := range professionals {
		w.run(`INSERT INTO professional (case_id, number, kind, sealed) VALUES ($1, $2, $3, $4)`,
			w.id, first+i, professional.Kind, w.seal(Row("professional", first+i), professional))
	}
}

func (w *putting) references(references []Reference) {
	if len(references) == 0 {
		return
	}
	first := w.next("number", "outside_reference")
	for i, reference := range references {
		w.run(`INSERT INTO outside_reference (case_id, number, kind, force, sealed) VALUES ($1, $2, $3, $4, $5)`,
			w.id, first+i, reference.Kind, reference.Force, w.seal(Row("outside_reference", first+i), reference.Value))
	}
}

// What is sealed together of a contact, a consent and a leg.
type sealedContact struct{ Value, Name, Relation string }
type sealedConsent struct{ ExplainedBy, Interpreter string }
type sealedLeg struct{ From, To, Detail string }

// Birth gives the day on which a person is taken to turn an age, from the
// latest fact about their birth: false where the day of birth is not known.
func Birth(ctx context.Context, tx *db.Tx, id db.ID) (civil.Day, bool, error) {
	var sealed []byte
	var row db.ID
	found, err := tx.Row(ctx, `SELECT id, sealed FROM fact WHERE case_id = $1 AND kind = 'birth' AND withdrawn_at IS NULL ORDER BY id DESC LIMIT 1`, []any{id}, &row, &sealed)
	if err != nil || !found {
		return civil.Day{}, false, err
	}
	var text string
	if err := Sealed(sealed).Open(ctx, tx, id, Row("fact", row), &text); err != nil {
		return civil.Day{}, false, err
	}
	partial, err := civil.ParsePartial(text)
	if err != nil {
		return civil.Day{}, false, err
	}
	day, known := partial.FullDay()
	return day, known, nil
}
