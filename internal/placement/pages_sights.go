package placement

import (
	"context"
	"net/http"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type ownSightsPage struct {
	Typed string
	// ErrorText is what the field shows, for the component; nil where nothing is wrong.
	ErrorText any
	Own       []sightRow
	Waiting   []sightRow
	Team      bool
}

var backToSights = page.Link{Text: "Addresses", Href: "/sights"}

// ownSights shows what one asked to see, and what waits for one's team.
func (room *Room) ownSights(r *route.Request) error {
	return room.drawOwnSights(r, http.StatusOK, "", nil)
}

func (room *Room) drawOwnSights(r *route.Request, status int, typed string, faults []fault.Field) error {
	data := ownSightsPage{Typed: typed, Team: access.Role(r.Actor, access.DecideSight) == nil}
	if len(faults) > 0 {
		data.ErrorText = page.Args{"text": r.Words.Text(faults[0].Message, faults[0].Args...)}
	}
	err := list(r, "list-own-sights", func(ctx context.Context, tx *db.Tx) error {
		own, err := ownSights(ctx, tx, r.Actor)
		if err != nil {
			return err
		}
		waits, err := waitingSights(ctx, tx, r.Actor)
		data.Own, data.Waiting = rowsOf(own, r), rowsOf(waits, r)
		return err
	})
	if err != nil {
		return err
	}
	return r.Render(pages, status, "sights.html", page.View{Title: "Addresses", Width: "wide", Back: page.Link{Text: "Home", Href: "/"}, Banner: banner(r), Errors: faults, Data: data})
}

func (room *Room) sightDeeds() []route.Route {
	ask := deed.Deed[SightForm]{Pages: pages, Path: "/placements/people/{id}/sights/ask", Action: access.AskSight, Title: "Ask to see an address", Button: "Ask to see the address",
		Prepare: room.prepareAsk,
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f SightForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			s, err := room.AskSight(ctx, tx, r.Actor, id, f)
			if err == nil && s.Agreed {
				return "/sights/" + string(s.ID) + "/address", nil
			}
			return deed.Done("/sights", "asked"), err
		}}
	answer := deed.Deed[SightAnswer]{Pages: pages, Path: "/sights/{sight}/answer", Action: access.DecideSight, Title: "Answer a request to see an address", Button: "Send the answer",
		Prepare: room.prepareAnswer,
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f SightAnswer) (string, error) {
			id, err := r.ID("sight")
			if err != nil {
				return "", err
			}
			return deed.Done("/sights", "answered"), room.AnswerSight(ctx, tx, r.Actor, id, f)
		}}
	return append(slices.Concat(ask.Routes(), room.offerDeed().Routes(), answer.Routes()),
		deed.Press("/sights/{sight}/end", access.ListSights, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
			id, err := r.ID("sight")
			if err != nil {
				return "", err
			}
			return deed.Done("/sights", "ended"), room.EndSight(ctx, tx, r.Actor, id)
		}))
}

func (room *Room) prepareAsk(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[SightForm], error) {
	id, err := r.ID("id")
	if err != nil {
		return deed.Asked[SightForm]{}, err
	}
	f, _, policy, err := room.askable(ctx, tx, r.Actor, id)
	if err != nil {
		return deed.Asked[SightForm]{}, err
	}
	a := deed.Asked[SightForm]{Questions: sightQuestions(policy.Hours), Back: backToSights,
		Help: []casefile.Sentence{deed.Say(policy.Agreement.Words), deed.Say(policy.Length.Words), deed.Say("The placement team is told each time that you look. Do not write the address down where others can find it.")}}
	if f.Agency == r.Actor.Agency && access.Role(r.Actor, access.ReadPlacement) == nil {
		a.Back = backToPerson(f.Case)
		a.Person, err = headOf(ctx, tx, r, f, "")
		return a, err
	}
	audit.About(ctx, f.Case)
	a.Person, err = whoIs(ctx, tx, r.Actor, f)
	return a, err
}

func (room *Room) prepareAnswer(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[SightAnswer], error) {
	id, err := r.ID("sight")
	if err != nil {
		return deed.Asked[SightAnswer]{}, err
	}
	s, f, err := room.teamSight(ctx, tx, r.Actor, id)
	if err != nil {
		return deed.Asked[SightAnswer]{}, err
	}
	h, err := headOf(ctx, tx, r, f, "sights")
	asks := "Who asks"
	if s.OfferedBy != "" {
		asks = "Who would see it, unasked"
	}
	return deed.Asked[SightAnswer]{Questions: answerQuestions(s.Hours), Person: h, Back: backToSights, Facts: []form.Row{
		{Label: asks, Values: []any{s.Who + ", " + s.AgencyName}}, {Label: "Why", Values: []any{form.Phrase(s.ReasonWords()), s.Words}},
		{Label: "For how many hours", Values: []any{s.Hours}}, {Label: "Asked", Values: []any{s.Asked}}},
		Help: []casefile.Sentence{deed.Say("Do you know this person, and is it likely that they need the address for this? If in doubt, call them on a number that you find yourself.")}}, err
}

// address shows an address to the person whose sight of it is live: the one page
// that does.
func (room *Room) address(r *route.Request) error {
	id, err := r.ID("sight")
	if err != nil {
		return err
	}
	var seen Seen
	err = r.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		seen, err = room.Look(r.Context(), tx, r.Actor, id)
		return err
	})
	if err != nil {
		return err
	}
	return view(r, "address.html", "A sealed address", "", backToSights, seen)
}

type sightsPage struct {
	Head   *head
	Sights []sightRow
	May    bool
	Placed bool // they live somewhere whose address can be offered
}

type sightRow struct {
	Sight
	State SightState
	Own   bool
}

func rowsOf(list []Sight, r *route.Request) []sightRow {
	var rows []sightRow
	for _, s := range list {
		rows = append(rows, sightRow{s, s.StateAt(r.DB.Now()), s.Account == r.Actor.Account || s.OfferedBy == r.Actor.Account})
	}
	return rows
}

// personSights lists who asked for the address, who agreed, why, and until when.
func (room *Room) personSights(r *route.Request) error {
	data := sightsPage{May: access.Role(r.Actor, access.DecideSight) == nil}
	var found []Sight
	h, _, err := room.show(r, access.ReadPlacement, "list-sights", "sights", func(ctx context.Context, tx *db.Tx, f File) (err error) {
		stays, err := placements(ctx, tx, f.Case)
		if err != nil {
			return err
		}
		_, lives := now(stays)
		data.Placed = data.May && lives
		found, err = sights(ctx, tx, `s.case_id = $1 ORDER BY s.id DESC LIMIT $2`, f.Case, mostSights)
		return err
	})
	if err != nil {
		return err
	}
	data.Head, data.Sights = h, rowsOf(found, r)
	return view(r, "person_sights.html", "Who saw the address", "wide", backToBoard, data)
}

// findCase leads from a case's reference to the page that asks for the address.
func (room *Room) findCase(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	reference, _ := casefile.ReadReference(values.Get("reference"))
	var id db.ID
	found := false
	err = r.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		visible, more := access.Visible(tx, r.Actor, "c.id", access.Identity, 2)
		found, err = tx.Row(r.Context(), `SELECT c.id FROM case_file c WHERE c.reference = $1 AND `+visible, append([]any{reference}, more...), &id)
		return err
	})
	if err != nil {
		return err
	}
	if !found {
		return room.drawOwnSights(r, http.StatusUnprocessableEntity, values.Get("reference"), []fault.Field{{Name: "reference", Message: "You know of no case with this reference"}})
	}
	return r.Redirect(peoplePath(id) + "/sights/ask")
}
