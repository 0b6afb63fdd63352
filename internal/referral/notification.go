package referral

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/reference"
)

// Notice is a duty to notify: what is known of an adult who does not agree to be
// referred, without who they are. It has no place for a name, a date of birth, a
// contact or a file. Stories are those their writer left after seeing what could
// give the person away.
type Notice struct {
	Organisation      string            `json:"organisation" doc:"Code of the list first-responders"`
	Jurisdiction      string            `json:"jurisdiction" doc:"england, wales, scotland or northern-ireland"`
	UnderEighteenThen string            `json:"underEighteenThen,omitempty" doc:"Whether they were under 18 during the exploitation (yes, no, not-sure)"`
	Gender            string            `json:"gender,omitempty" doc:"Code of the list genders"`
	Nationalities     []string          `json:"nationalities,omitempty" doc:"Codes of the list nationalities"`
	Where             string            `json:"where,omitempty" doc:"uk, overseas or both"`
	SeveralSituations string            `json:"severalSituations,omitempty" doc:"yes, no or not-sure"`
	StillIn           string            `json:"stillIn,omitempty" doc:"yes or no"`
	LastContact       string            `json:"lastContact,omitempty" doc:"Code of the list last-contact"`
	ReportedBefore    string            `json:"reportedBefore,omitempty" doc:"yes, no or not-sure"`
	ReportedToPolice  string            `json:"reportedToPolice,omitempty" doc:"yes or no"`
	Cooperation       string            `json:"cooperation,omitempty" doc:"yes or no"`
	OtherVictims      string            `json:"otherVictims,omitempty" doc:"yes, no or not-sure"`
	Forms             []string          `json:"forms,omitempty" doc:"Codes of the list exploitation-forms"`
	Places            []Spot            `json:"places,omitempty"`
	Indicators        []string          `json:"indicators,omitempty" doc:"Codes of the lists indicators and child-indicators"`
	Stories           map[string]string `json:"stories,omitempty" doc:"Free text by kind of story, without anything that identifies the person"`
	// ReceivedOn is as in [Options].
	ReceivedOn civil.Day `json:"-"`
}

// Spot is a place of exploitation as a notification keeps it: a country, and a
// town in the United Kingdom.
type Spot struct {
	Country string `json:"country" doc:"Code of the list countries"`
	Town    string `json:"town,omitempty" doc:"Code of the list towns"`
}

// NoticeOf makes the notification of a submission. What was told in free text
// beside codes becomes stories, so that all of it passes the writer's eyes once
// more.
func NoticeOf(lists *reference.Set, s *Submission) Notice {
	n := Notice{
		Organisation: s.Organisation, Jurisdiction: s.Jurisdiction, UnderEighteenThen: s.UnderEighteenThen,
		Gender: s.Record.Gender, Nationalities: slices.Clone(s.Record.Nationalities), Where: s.Where, SeveralSituations: s.SeveralSituations,
		StillIn: s.StillIn, LastContact: s.LastContact, ReportedBefore: s.ReportedBefore, ReportedToPolice: s.ReportedToPolice,
		Cooperation: s.Cooperation, OtherVictims: s.OtherVictims, Forms: s.Forms(), Stories: map[string]string{},
	}
	tell := func(kind, text string) {
		if text = strings.TrimSpace(text); text != "" {
			if before := n.Stories[kind]; before != "" {
				text = before + "\n" + text
			}
			n.Stories[kind] = text
		}
	}
	for kind, text := range s.Record.Stories {
		tell(kind, text)
	}
	for i, episode := range s.Record.Episodes {
		tell(casefile.StoryEpisodes, lineOf(i+1, period(episode), episode.Detail))
		for _, place := range episode.Places {
			spot := Spot{Country: place.Country, Town: place.Town}
			if spot.Country != "" && !slices.Contains(n.Places, spot) {
				n.Places = append(n.Places, spot)
			}
			kind := casefile.StoryOverseasPlaces
			if place.Country == "GB" {
				kind = casefile.StoryUKPlaces
			}
			tell(kind, place.Detail)
		}
	}
	for i, leg := range s.Record.Journey {
		tell(casefile.StoryLegs, lineOf(i+1, leg.FromPlace, lists.Countries.Name(leg.FromCountry), leg.ToPlace, lists.Countries.Name(leg.ToCountry),
			lists.Transport.Name(leg.Transport), toMonth(leg.Travelled).Long(), leg.Detail))
	}
	for i, actor := range s.Record.Actors {
		var languages []string
		for _, language := range actor.Languages {
			languages = append(languages, lists.Languages.Name(language))
		}
		tell(casefile.StoryExploiters, lineOf(i+1, strings.Join(slices.Concat(actor.Names, actor.Nicknames), ", "), lists.Relationships.Name(actor.Relation),
			strings.Join(languages, ", "), actor.LastPlace, actor.Marks, strings.Join(slices.Concat(actor.Phones, actor.Vehicles), ", "), actor.Detail))
	}
	for _, indicator := range s.Record.Indicators {
		if !slices.Contains(n.Indicators, indicator.Code) {
			n.Indicators = append(n.Indicators, indicator.Code)
		}
		tell(casefile.StoryIndicators, indicator.Noticed)
	}
	return n
}

// lineOf writes one thing of a list as a line of a story: "2. March 2024; by car".
func lineOf(number int, parts ...string) string {
	parts = slices.DeleteFunc(parts, func(part string) bool { return strings.TrimSpace(part) == "" })
	if len(parts) == 0 {
		return ""
	}
	return fmt.Sprintf("%d. %s", number, strings.Join(parts, "; "))
}

// period says when a situation was, to the month: the day is more than a
// notification needs.
func period(episode casefile.Episode) string {
	from, to := toMonth(episode.Started).Long(), toMonth(episode.Ended).Long()
	if episode.Ongoing {
		to = "now"
	}
	switch {
	case to == "":
		return from
	case from == "":
		return "until " + to
	}
	return from + " to " + to
}

func toMonth(date civil.Partial) civil.Partial {
	date.Day = 0
	return date
}

// submission lays a notification out as the submission it stands for, to check
// it and to count it by the same rules.
func (n *Notice) submission() *Submission {
	s := &Submission{
		Organisation: n.Organisation, Jurisdiction: n.Jurisdiction, AgeGroup: casefile.Adult, UnderEighteenThen: n.UnderEighteenThen, Where: n.Where,
		SeveralSituations: n.SeveralSituations, StillIn: n.StillIn, LastContact: n.LastContact, ReportedBefore: n.ReportedBefore,
		ReportedToPolice: n.ReportedToPolice, Cooperation: n.Cooperation, OtherVictims: n.OtherVictims,
	}
	s.Record = casefile.Record{Gender: n.Gender, Nationalities: n.Nationalities, Stories: n.Stories}
	if len(n.Forms)+len(n.Places) > 0 {
		episode := casefile.Episode{Forms: n.Forms}
		for _, spot := range n.Places {
			episode.Places = append(episode.Places, casefile.Place{Country: spot.Country, Town: spot.Town})
		}
		s.Record.Episodes = []casefile.Episode{episode}
	}
	for _, code := range n.Indicators {
		s.Record.Indicators = append(s.Record.Indicators, casefile.Indicator{Code: code})
	}
	return s
}

// Who is who an adult is who does not agree to be referred and agreed to
// co-operate: their name and how to reach them, which go to a case file and not
// to the notification.
type Who struct {
	Names    []casefile.Name    `json:"names,omitempty"`
	Contacts []casefile.Contact `json:"contacts,omitempty"`
}

// cooperationPurpose is the purpose of the grants on the case of an adult who
// agreed to co-operate without being referred.
const cooperationPurpose = "co-operation"

// Notify takes a notification in, in the transaction of the caller. who is given
// only where the adult agreed to co-operate: it goes into a case of its own,
// which the notification links and the competent authority and the sender can
// read. One that came through another system (FromHomeOfficeForm) needs
// access.ImportReferral in the place of the sender's own right, and nobody is
// sent a confirmation.
func (room *Room) Notify(ctx context.Context, tx *db.Tx, actor account.Actor, n Notice, who *Who, source string) (Receipt, error) {
	imported := source == FromHomeOfficeForm
	if err := maySubmit(actor, Options{OnBehalf: imported}); err != nil {
		return Receipt{}, err
	}
	if err := checkReceived(n.ReceivedOn, civil.DayOf(tx.Now()), imported); err != nil {
		return Receipt{}, err
	}
	s := n.submission()
	if err := room.examine(s, Options{Partial: true}, civil.DayOf(tx.Now())); err != nil {
		return Receipt{}, err
	}
	if who != nil && n.Cooperation != Yes {
		return Receipt{}, fault.Wrong("who", "Who the person is can only be sent if they agreed to co-operate")
	}
	var caseID db.ID
	if who != nil {
		var err error
		if caseID, err = room.openCooperation(ctx, tx, actor, n.Jurisdiction, *who); err != nil {
			return Receipt{}, err
		}
	}
	id, reference := tx.NewID(), casefile.NewReference("HN")
	if err := insertNotice(ctx, tx, actor, id, reference, source, &n, PublishedAs(room.Lists, s), caseID); err != nil {
		return Receipt{}, err
	}
	if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "send-notification", Category: audit.Collection, Case: caseID,
		Subject: "notification " + string(id), Why: "Duty to notify, Modern Slavery Act 2015 section 52",
		Change: map[string]string{"source": source, "organisation": n.Organisation, "jurisdiction": n.Jurisdiction}}); err != nil {
		return Receipt{}, err
	}
	receipt := Receipt{Notice: id, Case: caseID, Reference: reference}
	if actor.Email == "" || imported {
		return receipt, nil
	}
	words := page.In(page.English)
	return receipt, notify.Tell(ctx, tx, "notification-sent "+string(id), actor.Email,
		words.Text("Your notification {reference} was received", "reference", reference),
		words.Text("We received your notification {reference} under the duty to notify. There is nothing more that you must do.", "reference", reference))
}

// openCooperation opens the case that holds who an adult is who agreed to
// co-operate.
func (room *Room) openCooperation(ctx context.Context, tx *db.Tx, actor account.Actor, jurisdiction string, who Who) (db.ID, error) {
	s := &Submission{Record: casefile.Record{Names: who.Names, Contacts: who.Contacts}}
	if err := fault.Mend(Sound(room.Lists, s)...); err != nil {
		return "", err
	}
	s.Record.Consents = []casefile.Consent{{Purpose: casefile.ConsentCooperation, Given: true, On: civil.DayOf(tx.Now())}}
	id, _, err := casefile.OpenCase(ctx, tx, actor, casefile.Opening{Jurisdiction: jurisdiction, AgeGroup: casefile.Adult})
	if err != nil {
		return "", err
	}
	if err := casefile.Put(ctx, tx, actor, id, "notification", s.Record); err != nil {
		return "", err
	}
	if err := casefile.SetStage(ctx, tx, id, "co-operating"); err != nil {
		return "", err
	}
	if err := casefile.Note(ctx, tx, actor, id, "An adult who was not referred agreed to co-operate"); err != nil {
		return "", err
	}
	readers := []db.ID{actor.Agency}
	authorities, err := account.Agencies(ctx, tx, account.CompetentAuthority)
	if err != nil {
		return "", err
	}
	for _, authority := range authorities {
		if !authority.Suspended {
			readers = append(readers, authority.ID)
		}
	}
	for _, agency := range readers {
		if err := access.Give(ctx, tx, actor, access.Grant{Agency: agency, Case: id, Purpose: cooperationPurpose,
			Compartments: access.Identity | access.Contact, LegalBasis: "duty-to-notify"}); err != nil {
			return "", err
		}
	}
	return id, nil
}
