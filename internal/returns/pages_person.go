package returns

import (
	"context"
	"net/http"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/folder"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
)

type personPage struct {
	Head     *folder.Head
	Plan     Plan
	Country  string
	Steps    []Step
	Ready    bool
	Embassy  string // why the embassy may not be contacted, or ""
	May      bool   // plan
	Decides  bool   // about a child
	Handover *Handover
	Shares   bool // the person agreed to be named to it
	Asked    []handoverView
	Contacts []contactView
	Today    civil.Day
	Law      []statute.Rule // of the country there
	Paths    map[string]string
	Language func(code string) string
}

type handoverView struct {
	Handover
	Links []linkView
}

type linkView struct {
	Link
	Live bool
}

type contactView struct {
	Contact
	Late bool
	Rule string // in words
}

// person shows the plan of one person's return.
func (room *Room) person(r *route.Request) error {
	data, err := room.shown(r)
	if err != nil {
		return err
	}
	return view(r, "person.html", "Going home", "wide", page.Link{Text: "Returns", Href: "/returns"}, data)
}

// print shows the plan to be printed and kept by the person.
func (room *Room) print(r *route.Request) error {
	data, err := room.shown(r)
	if err != nil {
		return err
	}
	return view(r, "print.html", "Going home: what is agreed", "", backTo(data.Plan.Case), data)
}

// shown records the look and reads all that the pages of a plan show.
func (room *Room) shown(r *route.Request) (*personPage, error) {
	ctx := r.Context()
	id, err := r.ID("id")
	if err != nil {
		return nil, err
	}
	if err := r.DB.Write(ctx, func(tx *db.Tx) error {
		p, err := room.reach(ctx, tx, r.Actor, access.ReadReturn, id)
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, r.Actor, audit.Entry{Action: "read-return", Category: audit.Consultation, Case: id, Subject: "return " + string(p.ID), Why: purpose})
	}); err != nil {
		return nil, err
	}
	data := &personPage{Today: civil.DayOf(r.DB.Now()), Paths: choicePaths, Language: room.Lists.Languages.Name}
	return data, r.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if data.Plan, data.Head, err = room.at(ctx, tx, r, access.ReadReturn); err != nil {
			return err
		}
		return room.fill(ctx, tx, r, data)
	})
}

func (room *Room) fill(ctx context.Context, tx *db.Tx, r *route.Request, data *personPage) (err error) {
	p := data.Plan
	data.Country = room.Lists.Countries.Name(p.Country)
	if data.Steps, err = Steps(p, room.law(p), data.Today); err != nil {
		return err
	}
	data.Ready = len(Missing(data.Steps)) == 0
	seeking, err := room.seeking(ctx, tx, p.Case)
	if err != nil {
		return err
	}
	data.Embassy = EmbassyRefused(p, seeking)
	granted, err := access.Granted(ctx, tx, r.Actor, p.Case)
	if err != nil {
		return err
	}
	data.May = p.Live() && access.Decide(r.Actor, access.PlanReturn, granted) == nil
	data.Decides = p.Live() && p.Child() && access.Decide(r.Actor, access.DecideInterests, granted) == nil
	if h, accepted := p.Handover(); accepted {
		data.Handover, data.Shares = &h, sharesWith(p, h)
	}
	for _, h := range p.Handovers {
		made, err := links(ctx, tx, h.ID)
		if err != nil {
			return err
		}
		v := handoverView{Handover: h}
		for _, l := range made {
			v.Links = append(v.Links, linkView{l, l.Live(tx.Now())})
		}
		data.Asked = append(data.Asked, v)
	}
	for _, k := range p.Contacts {
		v := contactView{Contact: k, Late: k.Open() && p.Home() && k.Due.Before(data.Today)}
		if rule, known := room.Rules.Rule(k.Rule); known {
			v.Rule = rule.Words
		}
		data.Contacts = append(data.Contacts, v)
	}
	data.Law = room.packOfCountry(p.Country)
	return nil
}

// packOfCountry gives the rules of the country that somebody goes home to, where
// the book has its pack.
func (room *Room) packOfCountry(country string) []statute.Rule {
	j := map[string]statute.Jurisdiction{"IT": statute.Italy, "LT": statute.Lithuania}[country]
	var rules []statute.Rule
	for _, kind := range []statute.Kind{statute.AssistanceCondition, statute.RecoveryPeriod, statute.TemporaryPermissionLength, statute.PermissionCondition} {
		due, err := room.Rules.Due(kind, statute.Subject{Jurisdiction: j}, civil.DayOf(room.DB.Now()))
		if err == nil {
			rules = append(rules, due.Rule)
		}
	}
	return rules
}

type packPage struct {
	Head     *folder.Head
	Handover Handover
	Pack     Pack
	Back     string
	Language string
	Speaks   []string
	Contacts []Contact
	Today    civil.Day
}

// packShown shows the pack as the organisation has it.
func (room *Room) packShown(r *route.Request) error {
	ctx := r.Context()
	id, handover, err := partIn(r, "handover")
	if err != nil {
		return err
	}
	var data packPage
	if err := r.DB.Write(ctx, func(tx *db.Tx) error {
		if err := access.Case(ctx, tx, r.Actor, access.ReadReturn, id); err != nil {
			return err
		}
		return audit.Append(ctx, tx, r.Actor, audit.Entry{Action: "read-handover-pack", Category: audit.Consultation, Case: id, Subject: "handover " + string(handover), Why: purpose})
	}); err != nil {
		return err
	}
	err = r.DB.Read(ctx, func(tx *db.Tx) error {
		p, head, err := room.at(ctx, tx, r, access.ReadReturn)
		if err != nil {
			return err
		}
		data.Head = head
		for _, h := range p.Handovers {
			if h.ID == handover {
				data.Handover = h
			}
		}
		pack, found, err := packOf(ctx, tx, data.Handover)
		if err != nil || !found {
			return orMissing(err)
		}
		room.unpack(&data, pack)
		return nil
	})
	if err != nil {
		return err
	}
	return view(r, "pack.html", "What the organisation was given", "", backTo(id), data)
}

func (room *Room) unpack(data *packPage, pack Pack) {
	data.Pack, data.Language = pack, room.Lists.Languages.Name(pack.Consent.Language)
	for _, code := range pack.Languages {
		data.Speaks = append(data.Speaks, room.Lists.Languages.Name(code))
	}
}

type linkPage struct {
	Link     string
	Handover Handover
	Case     db.ID
	Until    civil.Day
}

// linkMade makes a new link and shows it once.
func (room *Room) linkMade(r *route.Request) error {
	ctx := r.Context()
	id, handover, err := partIn(r, "handover")
	if err != nil {
		return err
	}
	data := linkPage{Case: id}
	if err := r.DB.Write(ctx, func(tx *db.Tx) error {
		path, err := room.NewLink(ctx, tx, r.Actor, id, handover)
		if err != nil {
			return err
		}
		p, h, err := room.handoverOf(ctx, tx, r.Actor, id, handover)
		if err != nil {
			return err
		}
		until, err := room.linkUntil(p, tx.Now())
		data.Link, data.Handover, data.Until = room.address(r)+path, h, civil.DayOf(until).Add(-1)
		return err
	}); err != nil {
		return err
	}
	return r.Render(pages, http.StatusOK, "link_made.html", page.View{Title: "A link to a handover", Data: data, Back: backTo(id)})
}

// address is where the service is reached.
func (room *Room) address(r *route.Request) string {
	if room.URL != "" {
		return room.URL
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}
