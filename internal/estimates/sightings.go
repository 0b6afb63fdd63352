package estimates

import (
	"context"
	"slices"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// police is how the published statistics call the list of the police.
const police = "Police"

// Unlinked reads the casework as it stands where no linkage of records is there: a
// referral and the notifications joined to its case are one person, on the lists of
// all who sent them; by type of first responder, somebody of whom the referral says
// that the police were told is on their list too. A notification that is joined to
// no case is a person of its own. There is one draw.
func Unlinked(ctx context.Context, tx *db.Tx, _ account.Actor, period Period, by By) ([]Draw, error) {
	draw, err := Linked(ctx, tx, period, by, nil)
	return []Draw{draw}, err
}

// Linked reads the casework as one draw of who is who: people gives, to each
// case that it names, the case that stands for its person.
func Linked(ctx context.Context, tx *db.Tx, period Period, by By, people map[db.ID]db.ID) (Draw, error) {
	list := "published_responder_type"
	if by.Lists == ByOrganisation {
		list = "published_responder"
	}
	known := map[string]*Person{}
	var order []string
	see := func(key, list string, values [5]string) *Person {
		if person, linked := people[db.ID(key)]; linked {
			key = string(person)
		}
		p := known[key]
		if p == nil {
			p = &Person{Strata: chosen(values, by.Strata)}
			known[key] = p
			order = append(order, key)
		}
		if !slices.Contains(p.Lists, list) {
			p.Lists = append(p.Lists, list)
		}
		return p
	}
	const values = `substr(quarter, 1, 4), published_gender, published_age, published_exploitation, published_nationality`
	err := tx.Each(ctx, `SELECT case_id, `+list+`, reported_to_police, `+values+` FROM referral WHERE received_on >= $1 AND received_on <= $2 ORDER BY case_id`,
		[]any{period.From, period.To}, func(scan func(...any) error) error {
			var key, list, told string
			var v [5]string
			if err := scan(&key, &list, &told, &v[0], &v[1], &v[2], &v[3], &v[4]); err != nil {
				return err
			}
			see(key, list, v)
			if told == "yes" && by.Lists != ByOrganisation {
				see(key, police, v)
			}
			return nil
		})
	if err != nil {
		return Draw{}, err
	}
	err = tx.Each(ctx, `SELECT id, case_id, `+list+`, `+values+` FROM notification WHERE received_on >= $1 AND received_on <= $2 ORDER BY id`,
		[]any{period.From, period.To}, func(scan func(...any) error) error {
			var id, key, list string
			var v [5]string
			if err := scan(&id, db.Text(&key), &list, &v[0], &v[1], &v[2], &v[3], &v[4]); err != nil {
				return err
			}
			if key == "" {
				key = "notification " + id
			}
			see(key, list, v)
			return nil
		})
	if err != nil {
		return Draw{}, err
	}
	draw := Draw{People: make([]Person, 0, len(order))}
	for _, key := range order {
		draw.People = append(draw.People, *known[key])
	}
	return draw, nil
}

// chosen picks the strata that were asked for, in the order of Columns.
func chosen(values [5]string, strata []string) []string {
	var out []string
	for i, column := range Columns {
		if !slices.Contains(strata, column.Name) {
			continue
		}
		if values[i] == "" {
			values[i] = "Not known"
		}
		out = append(out, values[i])
	}
	return out
}

// columnsOf are the strata that were asked for, in the order of Columns.
func columnsOf(strata []string) []string {
	var out []string
	for _, column := range Columns {
		if slices.Contains(strata, column.Name) {
			out = append(out, column.Name)
		}
	}
	return out
}

// vintage is the latest instant at which something in the period was received.
func vintage(ctx context.Context, tx *db.Tx, period Period) (at time.Time, err error) {
	_, err = tx.Row(ctx, `SELECT max(received_at) FROM (SELECT received_at FROM referral WHERE received_on >= $1 AND received_on <= $2
		UNION ALL SELECT received_at FROM notification WHERE received_on >= $1 AND received_on <= $2) AS seen`, []any{period.From, period.To}, db.Instant(&at))
	return at, err
}

// checkPeriod says what is wrong with a period.
func checkPeriod(period Period) []fault.Field {
	switch {
	case period.From.IsZero():
		return []fault.Field{{Name: "from", Message: "Enter the first day of the period"}}
	case period.To.IsZero():
		return []fault.Field{{Name: "to", Message: "Enter the last day of the period"}}
	case period.To.Before(period.From):
		return []fault.Field{{Name: "to", Message: "The last day must be the first day or later"}}
	}
	return nil
}
