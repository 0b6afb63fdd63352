package casefile

import (
	"context"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// File is a case as one actor may see it: Record holds only what lies in the
// compartments that Granted names.
type File struct {
	ID           db.ID
	Reference    string
	Version      int64
	Jurisdiction string
	AgeGroup     string
	Stage        string
	Group        db.ID
	Opened       time.Time
	Granted      access.Compartments
	Record       Record
}

// Load reads a case as the actor may see it. A case of which nothing is granted
// is missing.
func Load(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (File, error) {
	granted, err := access.Granted(ctx, tx, actor, id)
	if err != nil {
		return File{}, err
	}
	file := File{ID: id, Granted: granted}
	found, err := tx.Row(ctx, `SELECT reference, version, jurisdiction, age_group, stage, group_id, opened_at FROM case_file WHERE id = $1`, []any{id},
		&file.Reference, &file.Version, &file.Jurisdiction, &file.AgeGroup, &file.Stage, db.Text((*string)(&file.Group)), db.Instant(&file.Opened))
	if err != nil {
		return File{}, err
	}
	if !found || granted == 0 {
		return File{}, fault.Missing()
	}
	r := &reading{ctx: ctx, tx: tx, id: id}
	if granted&access.Identity != 0 {
		r.facts(&file.Record)
		r.professionals(&file.Record)
		r.references(&file.Record)
	}
	if granted&access.Story != 0 {
		r.stories(&file.Record)
		r.episodes(&file.Record)
		r.journey(&file.Record)
		r.actors(&file.Record)
		r.indicators(&file.Record)
	}
	if granted&access.Contact != 0 {
		r.contacts(&file.Record)
	}
	if granted&access.Decision != 0 {
		r.consents(&file.Record)
	}
	return file, r.err
}

// Addressee reads what it takes to write a letter about a case: names, date of
// birth, professionals and contacts, whoever acts. It is for commands that write
// letters, which show none of it; what is shown is read with Load.
func Addressee(ctx context.Context, tx *db.Tx, id db.ID) (reference string, record Record, err error) {
	found, err := tx.Row(ctx, `SELECT reference FROM case_file WHERE id = $1`, []any{id}, &reference)
	if err == nil && !found {
		err = fault.Missing()
	}
	r := &reading{ctx: ctx, tx: tx, id: id, err: err}
	r.facts(&record)
	r.professionals(&record)
	r.contacts(&record)
	return reference, record, r.err
}

// Compared reads what tells who somebody is, whoever acts: for the comparison of
// records, which shows none of it. What is shown is read with Load.
func Compared(ctx context.Context, tx *db.Tx, id db.ID) (Record, error) {
	r := &reading{ctx: ctx, tx: tx, id: id}
	var record Record
	r.facts(&record)
	r.references(&record)
	r.contacts(&record)
	return record, r.err
}

// reading reads the parts of a record one after the other and stops at the
// first error.
type reading struct {
	ctx context.Context
	tx  *db.Tx
	id  db.ID
	err error
}

func (r *reading) each(query string, row func(scan func(...any) error) error) {
	if r.err == nil {
		r.err = r.tx.Each(r.ctx, query, []any{r.id}, row)
	}
}

func (r *reading) open(sealed []byte, place string, dest any) error {
	return Sealed(sealed).Open(r.ctx, r.tx, r.id, place, dest)
}

func (r *reading) facts(record *Record) {
	r.each(`SELECT id, kind, code, sealed FROM fact WHERE case_id = $1 AND withdrawn_at IS NULL ORDER BY id`, func(scan func(...any) error) error {
		var id, kind, code string
		var sealed []byte
		if err := scan(&id, &kind, &code, &sealed); err != nil {
			return err
		}
		switch kind {
		case "name":
			var name Name
			err := r.open(sealed, Row("fact", id), &name)
			record.Names = append(record.Names, name)
			return err
		case "nationality":
			record.Nationalities = append(record.Nationalities, code)
		case "gender":
			record.Gender = code
		case "interpreter":
			record.Interpreter = code
		case "current-town":
			record.CurrentTown = code
		case "current-region":
			record.CurrentRegion = code
		case "birthplace":
			return r.open(sealed, Row("fact", id), &record.Birthplace)
		case "communication":
			return r.open(sealed, Row("fact", id), &record.Communication)
		case "children":
			return r.open(sealed, Row("fact", id), &record.Children)
		case "birth":
			return r.open(sealed, Row("fact", id), &record.Birth)
		}
		return nil
	})
}

func (r *reading) stories(record *Record) {
	r.each(`SELECT kind, source, sealed FROM story WHERE case_id = $1 ORDER BY recorded_at, kind`, func(scan func(...any) error) error {
		var kind, source, text string
		var sealed []byte
		if err := scan(&kind, &source, &sealed); err != nil {
			return err
		}
		if err := r.open(sealed, Row("story", kind, source), &text); err != nil {
			return err
		}
		if record.Stories == nil {
			record.Stories = map[string]string{}
		}
		if earlier := record.Stories[kind]; earlier != "" {
			text = earlier + "\n\n" + text
		}
		record.Stories[kind] = text
		return nil
	})
}

func (r *reading) episodes(record *Record) {
	index := map[int]int{}
	r.each(`SELECT number, started, ended, ongoing, sealed FROM episode WHERE case_id = $1 ORDER BY number`, func(scan func(...any) error) error {
		var number int
		var episode Episode
		var sealed []byte
		if err := scan(&number, &episode.Started, &episode.Ended, &episode.Ongoing, &sealed); err != nil {
			return err
		}
		index[number] = len(record.Episodes)
		err := r.open(sealed, Row("episode", number), &episode.Detail)
		record.Episodes = append(record.Episodes, episode)
		return err
	})
	r.each(`SELECT number, form FROM episode_form WHERE case_id = $1 ORDER BY number, form`, func(scan func(...any) error) error {
		var number int
		var form string
		err := scan(&number, &form)
		episode := &record.Episodes[index[number]]
		episode.Forms = append(episode.Forms, form)
		return err
	})
	r.each(`SELECT number, place, country, town, sealed FROM episode_place WHERE case_id = $1 ORDER BY number, place`, func(scan func(...any) error) error {
		var number, nth int
		var place Place
		var sealed []byte
		if err := scan(&number, &nth, &place.Country, &place.Town, &sealed); err != nil {
			return err
		}
		err := r.open(sealed, Row("episode_place", number, nth), &place.Detail)
		episode := &record.Episodes[index[number]]
		episode.Places = append(episode.Places, place)
		return err
	})
}

func (r *reading) journey(record *Record) {
	r.each(`SELECT leg, from_country, to_country, transport, travelled, sealed FROM journey_leg WHERE case_id = $1 ORDER BY leg`, func(scan func(...any) error) error {
		var nth int
		var leg Leg
		var hidden sealedLeg
		var sealed []byte
		if err := scan(&nth, &leg.FromCountry, &leg.ToCountry, &leg.Transport, &leg.Travelled, &sealed); err != nil {
			return err
		}
		err := r.open(sealed, Row("journey_leg", nth), &hidden)
		leg.FromPlace, leg.ToPlace, leg.Detail = hidden.From, hidden.To, hidden.Detail
		record.Journey = append(record.Journey, leg)
		return err
	})
}

func (r *reading) actors(record *Record) {
	r.each(`SELECT number, relation, languages, in_uk, sealed FROM actor WHERE case_id = $1 ORDER BY number`, func(scan func(...any) error) error {
		var number int
		var relation, languages, inUK string
		var sealed []byte
		if err := scan(&number, &relation, &languages, &inUK, &sealed); err != nil {
			return err
		}
		var actor Actor
		err := r.open(sealed, Row("actor", number), &actor)
		actor.Relation, actor.Languages, actor.InUK = relation, strings.Fields(languages), inUK
		record.Actors = append(record.Actors, actor)
		return err
	})
}

func (r *reading) indicators(record *Record) {
	r.each(`SELECT code, sealed FROM indicator WHERE case_id = $1 ORDER BY code`, func(scan func(...any) error) error {
		var indicator Indicator
		var sealed []byte
		if err := scan(&indicator.Code, &sealed); err != nil {
			return err
		}
		err := r.open(sealed, Row("indicator", indicator.Code), &indicator.Noticed)
		record.Indicators = append(record.Indicators, indicator)
		return err
	})
}

func (r *reading) professionals(record *Record) {
	r.each(`SELECT number, sealed FROM professional WHERE case_id = $1 ORDER BY number`, func(scan func(...any) error) error {
		var number int
		var professional Professional
		var sealed []byte
		if err := scan(&number, &sealed); err != nil {
			return err
		}
		err := r.open(sealed, Row("professional", number), &professional)
		record.Professionals = append(record.Professionals, professional)
		return err
	})
}

func (r *reading) references(record *Record) {
	r.each(`SELECT number, kind, force, sealed FROM outside_reference WHERE case_id = $1 ORDER BY number`, func(scan func(...any) error) error {
		var number int
		var reference Reference
		var sealed []byte
		if err := scan(&number, &reference.Kind, &reference.Force, &sealed); err != nil {
			return err
		}
		err := r.open(sealed, Row("outside_reference", number), &reference.Value)
		record.References = append(record.References, reference)
		return err
	})
}

func (r *reading) contacts(record *Record) {
	r.each(`SELECT id, channel, whose, safe, safe_on, permission, sealed FROM contact WHERE case_id = $1 AND ended_at IS NULL ORDER BY id`, func(scan func(...any) error) error {
		var id db.ID
		var contact Contact
		var hidden sealedContact
		var sealed []byte
		if err := scan(&id, &contact.Channel, &contact.Whose, &contact.Safe, &contact.SafeOn, &contact.Permission, &sealed); err != nil {
			return err
		}
		err := r.open(sealed, Row("contact", id), &hidden)
		contact.Value, contact.Name, contact.Relation = hidden.Value, hidden.Name, hidden.Relation
		record.Contacts = append(record.Contacts, contact)
		return err
	})
}

func (r *reading) consents(record *Record) {
	r.each(`SELECT id, purpose, given, on_day, language, sealed FROM consent WHERE case_id = $1 AND withdrawn_at IS NULL ORDER BY id`, func(scan func(...any) error) error {
		var id db.ID
		var consent Consent
		var hidden sealedConsent
		var sealed []byte
		if err := scan(&id, &consent.Purpose, &consent.Given, &consent.On, &consent.Language, &sealed); err != nil {
			return err
		}
		err := r.open(sealed, Row("consent", id), &hidden)
		consent.ExplainedBy, consent.Interpreter = hidden.ExplainedBy, hidden.Interpreter
		record.Consents = append(record.Consents, consent)
		return err
	})
}
