package sharing

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/reference"
)

// holdingRow is a grant as a page shows it. Purpose, Basis and the parts are
// source strings.
type holdingRow struct {
	Holding
	To      string // what sort of holder, in words
	Parts   []string
	Purpose string
	Basis   string
	Source  string
	Last    civil.Day // zero: until it is ended
	Hour    bool      // Until is a time of a day, and not the end of one
	Begins  bool      // later
	Manual  bool
	Ended   string // why, in words
}

// kinds are the kinds of holder in words.
var kinds = map[access.Kind]string{access.ToAgency: "Everybody there whose role allows it", access.ToTeam: "Team", access.ToPost: "Whoever is on duty", access.ToPerson: "Person"}

// endings are why grants ended, in words.
var endings = map[string]string{"replaced": "Replaced by another share", "no longer needed": "No longer needed", "ended": "Ended by hand", "consent withdrawn": "The person withdrew consent",
	"closed": "Closed by who opened it", "not justified": "Found not to be justified"}

func (r *Room) rowOf(tx *db.Tx, h Holding) holdingRow {
	v := holdingRow{Holding: h, To: kinds[h.Kind], Parts: partNames(h.Compartments), Purpose: nameIn(r.Lists.SharingPurposes, h.Purpose), Begins: h.From.After(tx.Now()), Manual: h.Manual(r.Lists)}
	if basis, known := r.Lists.LegalBases.ByCode(h.Basis); known {
		v.Basis, v.Source = basis.Name, basis.Source
	}
	if !h.Until.IsZero() {
		v.Last = lastDay(h.Until)
		v.Hour = !h.Until.Equal(endOf(v.Last))
	}
	if h.Over(tx.Now()) {
		if v.Ended = endings[h.EndedWhy]; v.Ended == "" {
			v.Ended = "Its time ran out"
		}
	}
	return v
}

func nameIn(list *reference.List, code string) string {
	if entry, known := list.ByCode(code); known {
		return entry.Name
	}
	return code
}

func partNames(set access.Compartments) []string {
	var names []string
	for _, part := range set.Each() {
		names = append(names, part.Name)
	}
	return names
}

// The choices of the room's forms.

func partOptions(among access.Compartments) []ask.Option {
	var options []ask.Option
	for _, part := range among.Each() {
		options = append(options, ask.Option{Value: part.Code, Label: part.Name, Hint: part.Holds})
	}
	return options
}

// entryOptions are the entries of a list that belong to one of some groups.
func entryOptions(list *reference.List, groups ...string) []ask.Option {
	options := []ask.Option{}
	for _, entry := range list.All() {
		in := len(groups) == 0
		for _, group := range groups {
			in = in || entry.Group == group
		}
		if in {
			options = append(options, ask.Option{Value: entry.Code, Label: entry.Name})
		}
	}
	return options
}

// agencyOptions are the agencies that can be chosen.
func agencyOptions(ctx context.Context, tx *db.Tx) ([]ask.Option, error) {
	agencies, err := account.Agencies(ctx, tx)
	options := []ask.Option{}
	for _, agency := range agencies {
		if !agency.Suspended {
			options = append(options, ask.Option{Value: string(agency.ID), Label: agency.Name, Verbatim: true})
		}
	}
	return options, err
}

// holderOptions are who in an agency can be granted or denied something.
func holderOptions(ctx context.Context, tx *db.Tx, agency db.ID, posts bool) ([]ask.Option, error) {
	options := []ask.Option{{Value: "agency", Label: "Everybody there whose role allows it"}}
	teams, err := account.Teams(ctx, tx, agency)
	if err != nil {
		return nil, err
	}
	for _, team := range teams {
		if team.Closed.IsZero() {
			options = append(options, ask.Option{Value: "team:" + string(team.ID), Label: team.Name, Verbatim: true, Group: "Teams"})
		}
	}
	if posts {
		all, err := account.Posts(ctx, tx, agency)
		if err != nil {
			return nil, err
		}
		for _, post := range all {
			if post.Closed.IsZero() {
				options = append(options, ask.Option{Value: "post:" + string(post.ID), Label: post.Name, Verbatim: true, Group: "Posts: whoever is on duty"})
			}
		}
	}
	people, err := account.Colleagues(ctx, tx, agency)
	for _, person := range people {
		options = append(options, ask.Option{Value: "person:" + string(person.ID), Label: person.Name, Verbatim: true, Group: "People"})
	}
	return options, err
}
