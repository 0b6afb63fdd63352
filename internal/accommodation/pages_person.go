package accommodation

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/accommodation/fit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type personPage struct {
	Head      *head
	File      File
	Avoid     []string // recorded here
	Record    []string // from the referral
	Prefer    []string
	Languages []string
	Offer     *Offer // that waits for an answer
	Offers    []Offer
	Stay      *Stay
	Left      *Stay // that ended, and can be taken up again
	Stays     []Stay
	Days      []dayRow
	Ties      []Tie
	FromFile  int // names that the referral and others hold
	Danger    []Alarm
	Meetings  *Meetings
	Met       []Meeting
	Requests  []requestRow

	MayChange, MayOffer, MayAnswer, MayDay, MayMeet bool
	MaySee                                          bool // ask to see the address
}

type dayRow struct {
	Presence string
	At, Back time.Time
	Words    string
	By       string
}

type requestRow struct {
	Urgency, Need, Entitlement, Outcome string // catalogue sources
	Rule                                string
	Asked, Ended                        time.Time
}

// ofCase leads from a case to the page of its file.
func (room *Room) ofCase(r *route.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var f File
	err = r.DB.Read(r.Context(), func(tx *db.Tx) error {
		if err := access.Case(r.Context(), tx, r.Actor, access.ReadAccommodation, id); err != nil {
			return err
		}
		var found bool
		f, found, err = fileOf(r.Context(), tx, id)
		if err == nil && !found {
			err = fault.Missing()
		}
		return err
	})
	if err != nil {
		return err
	}
	return r.Redirect(filePath(f.ID))
}

// person shows how somebody is housed or met, without an address.
func (room *Room) person(r *route.Request) error {
	may := func(action access.Action) bool { return access.Role(r.Actor, action) == nil }
	data := personPage{MayChange: may(access.KeepHousingNeeds), MayAnswer: may(access.AnswerBed), MayDay: may(access.KeepHouseDay), MayMeet: may(access.KeepOutreach)}
	h, f, err := room.show(r, access.ReadAccommodation, "read-accommodation", func(ctx context.Context, tx *db.Tx, f File) error {
		data.MaySee = f.Case != "" && access.Role(r.Actor, access.AskSight) == nil
		data.MayOffer = may(access.OfferBed) && isDesk(r.Actor, f.Desk)
		c, err := room.circleOf(ctx, tx, f)
		if err != nil {
			return err
		}
		data.Record = room.regions(c.areas)
		if data.Ties, err = ties(ctx, tx, f); err != nil {
			return err
		}
		data.FromFile = len(c.feared)
		for _, tie := range data.Ties {
			if tie.Ended.IsZero() && tie.Feared() {
				data.FromFile -= len(tie.Who.Names) + len(tie.Who.Aliases)
			}
		}
		if data.Offers, err = offersOf(ctx, tx, f); err != nil {
			return err
		}
		for i := range data.Offers {
			data.Offers[i].Region = room.region(data.Offers[i].Region)
		}
		if len(data.Offers) > 0 && data.Offers[0].Answered.IsZero() {
			data.Offer = &data.Offers[0]
		}
		if data.Stays, err = staysOf(ctx, tx, f); err != nil {
			return err
		}
		for i := range data.Stays {
			data.Stays[i].Region = room.region(data.Stays[i].Region)
		}
		if len(data.Stays) > 0 && data.Stays[0].Ended.IsZero() {
			data.Stay = &data.Stays[0]
			if err := room.stayParts(ctx, tx, f, &data); err != nil {
				return err
			}
		}
		if len(data.Stays) > 0 && data.MayOffer && data.Stays[0].undoable(tx.Now()) && !f.lives() {
			data.Left = &data.Stays[0]
		}
		plan, planned, err := meetingsOf(ctx, tx, f)
		if err != nil {
			return err
		}
		if planned {
			data.Meetings = &plan
		}
		if data.Met, err = meetings(ctx, tx, f); err != nil {
			return err
		}
		data.Requests, err = room.requests(ctx, tx, f)
		return err
	})
	if err != nil {
		return err
	}
	data.Head, data.File = h, f
	data.Avoid, data.Prefer, data.Languages = room.regions(f.Avoid), room.regions(f.Prefer), room.languages(f.Languages)
	back := backToBoard
	if access.Role(r.Actor, access.SeeAccommodation) != nil {
		back = page.Link{Text: "Home", Href: "/"} // who came from a house has no board
	}
	return view(r, "person.html", "Accommodation of a person", "wide", back, data)
}

// stayParts reads the days of a stay, and who in the house is a danger now.
func (room *Room) stayParts(ctx context.Context, tx *db.Tx, f File, data *personPage) error {
	alarms, err := room.alarms(ctx, tx, f)
	if err != nil {
		return err
	}
	for _, alarm := range alarms {
		if alarm.House == data.Stay.House {
			data.Danger = append(data.Danger, alarm)
		}
	}
	data.Days, err = stayDays(ctx, tx, f, data.Stay.ID)
	return err
}

func (room *Room) requests(ctx context.Context, tx *db.Tx, f File) ([]requestRow, error) {
	return db.All(ctx, tx, `SELECT urgency, need, entitlement, rule, outcome, asked_at, ended_at FROM bed_request WHERE file_id = $1 ORDER BY id DESC LIMIT 20`, []any{f.ID}, func(q *requestRow, scan func(...any) error) error {
		if err := scan(&q.Urgency, &q.Need, &q.Entitlement, &q.Rule, &q.Outcome, db.Instant(&q.Asked), db.Instant(&q.Ended)); err != nil {
			return err
		}
		q.Urgency, q.Need, q.Entitlement = urgencies.Words(q.Urgency), needKinds.Words(q.Need), entitlements.Words(q.Entitlement)
		q.Outcome = outcomes.Words(q.Outcome)
		if rule, _, ok := strings.Cut(q.Rule, "@"); ok {
			q.Rule = rule
		}
		return nil
	})
}

type matchPage struct {
	Head      *head
	File      File
	Avoid     []string
	Fits      []candidateRow
	Others    []candidateRow
	Reasons   []reasonCount
	Alarms    []alarmRow
	Beds      int
	More      int
	Take      bool // at once
	Move      bool
	Offerable int
}

// alarmRow is an alarm with the house that it is about.
type alarmRow struct {
	Alarm
	In string
}

type candidateRow struct {
	Candidate
	Region string
}

// Pluses, Cautions and Bars are the reasons of a line.
func (c candidateRow) Pluses() []fit.Reason { return c.Verdict.Of(fit.Plus) }

// Cautions are what does not suit.
func (c candidateRow) Cautions() []fit.Reason { return c.Verdict.Of(fit.Caution) }

// Bars are what keeps the bed from being offered.
func (c candidateRow) Bars() []fit.Reason { return c.Verdict.Of(fit.Bar) }

type reasonCount struct {
	Reason fit.Reason
	Beds   int
}

// How many beds the page shows that fit, and that do not.
const (
	mostFits   = 30
	mostOthers = 60
)

// beds shows why each bed of the desk fits somebody or does not, the best first.
func (room *Room) beds(r *route.Request) error {
	data := matchPage{}
	h, f, err := room.show(r, access.MatchBeds, "match-beds", func(ctx context.Context, tx *db.Tx, f File) error {
		candidates, alarms, household, err := room.match(ctx, tx, f)
		if err != nil {
			return err
		}
		data.Avoid, data.Beds = room.regions(household.Avoid), len(candidates)
		for _, alarm := range alarms {
			if i := slices.IndexFunc(candidates, func(c Candidate) bool { return c.In.ID == alarm.House }); i >= 0 {
				data.Alarms = append(data.Alarms, alarmRow{alarm, candidates[i].In.Name + ", " + room.region(candidates[i].In.Region)})
			}
		}
		data.sort(room, candidates)
		return nil
	})
	if err != nil {
		return err
	}
	data.Head, data.File, data.Take, data.Move = h, f, f.State == Waiting, f.State == Housed
	return view(r, "match.html", "Beds for a person", "wide", backToFile(f.ID), data)
}

// sort divides beds into those that may be offered and the others, whose reasons
// it counts.
func (data *matchPage) sort(room *Room, candidates []Candidate) {
	at := map[string]int{}
	for _, candidate := range candidates {
		row := candidateRow{candidate, room.region(candidate.In.Region)}
		if candidate.Verdict.Offerable() {
			data.Offerable++
			if len(data.Fits) < mostFits {
				data.Fits = append(data.Fits, row)
			}
			continue
		}
		for _, reason := range row.Bars() {
			i, seen := at[reason.Words]
			if !seen {
				i = len(data.Reasons)
				at[reason.Words] = i
				data.Reasons = append(data.Reasons, reasonCount{Reason: reason})
			}
			data.Reasons[i].Beds++
		}
		if len(data.Others) < mostOthers {
			data.Others = append(data.Others, row)
		} else {
			data.More++
		}
	}
}

type likenessPage struct {
	Head    *head
	File    File
	Other   db.ID
	Alarms  []Alarm
	Certain bool
}

// alike shows in what two names resemble, so that the desk can settle whether they
// are of one person.
func (room *Room) alike(r *route.Request) error {
	other, err := r.ID("other")
	if err != nil {
		return err
	}
	data := likenessPage{Other: other}
	h, f, err := room.show(r, access.OfferBed, "read-likeness", func(ctx context.Context, tx *db.Tx, f File) error {
		_, alarms, err := room.likeness(ctx, tx, r.Actor, f.ID, other)
		data.Alarms = alarms
		return err
	})
	if err != nil {
		return err
	}
	data.Head, data.File = h, f
	return view(r, "likeness.html", "Names that resemble", "", page.Link{Text: "Back to the beds", Href: filePath(f.ID) + "/beds"}, data)
}
