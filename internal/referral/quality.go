package referral

import (
	"slices"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
)

// Advice is one way in which a referral could be better. It never keeps anybody
// from sending: a thin referral that is sent protects more than a perfect one
// that is not.
type Advice struct {
	Page    string // where it can be mended
	Message string // a catalogue source, Args its named values in pairs
	Args    []any
}

// Material is what the advice looks at beside the answers.
type Material struct {
	Evidence []casefile.Attachment
	// Earlier are the stories of other drafts and referrals of the same sender.
	Earlier []map[string]string
	Today   civil.Day
}

// Improve gives every advice on a submission, in the order of its pages.
func Improve(s *Submission, m Material) []Advice {
	w := &advising{}
	w.localAuthority(s)
	w.dates(s, m.Today)
	w.episodes(s)
	w.ages(s, m.Today)
	w.indicators(s)
	w.copied(s, m.Earlier)
	w.thin(s)
	w.police(s)
	if s.Path() == Referral {
		w.people(s)
		w.evidence(m.Evidence)
	}
	return w.list
}

type advising struct{ list []Advice }

func (w *advising) add(page, message string, args ...any) {
	w.list = append(w.list, Advice{page, message, args})
}

func (w *advising) localAuthority(s *Submission) {
	if s.TreatedAsChild() && s.LocalAuthority.Code == "" {
		w.add("local-authority", "No local authority is named. Children’s services must be told about a child at once")
	}
}

// longGap is how many days may lie between two situations before somebody
// should say what happened in them.
const longGap = 183

// dates looks for days that contradict each other and for time that nobody
// speaks of.
func (w *advising) dates(s *Submission, today civil.Day) {
	for i, episode := range s.Record.Episodes {
		number := i + 1
		switch {
		case episode.Started.IsZero():
			w.add("situations", "Situation {number} has no date. Even a year helps", "number", number)
		case !today.IsZero() && episode.Started.Earliest().After(today):
			w.add("situations", "Situation {number} begins in the future", "number", number)
		}
		if !episode.Ended.IsZero() {
			if !episode.Started.IsZero() && episode.Ended.Latest().Before(episode.Started.Earliest()) {
				w.add("situations", "Situation {number} ends before it begins", "number", number)
			}
			if !today.IsZero() && episode.Ended.Earliest().After(today) {
				w.add("situations", "Situation {number} ends in the future", "number", number)
			}
		}
		if birth := s.Record.Birth; !birth.IsZero() && !episode.Started.IsZero() && episode.Started.Latest().Before(birth.Earliest()) {
			w.add("situations", "Situation {number} begins before the person was born", "number", number)
		}
	}
	w.gaps(s.Record.Episodes)
	for i, leg := range s.Record.Journey {
		if !today.IsZero() && !leg.Travelled.IsZero() && leg.Travelled.Earliest().After(today) {
			w.add("journey", "Part {number} of the journey is in the future", "number", i+1)
		}
	}
}

func (w *advising) gaps(episodes []casefile.Episode) {
	dated := slices.Clone(episodes)
	dated = slices.DeleteFunc(dated, func(e casefile.Episode) bool { return e.Started.IsZero() })
	slices.SortStableFunc(dated, func(a, b casefile.Episode) int { return a.Started.Earliest().Compare(b.Started.Earliest()) })
	var ended civil.Day // the latest end so far; zero while one has none
	for i, episode := range dated {
		if i > 0 && !ended.IsZero() && ended.Add(longGap).Before(episode.Started.Earliest()) {
			w.add("situations", "Nothing is said about the time between {from} and {to}", "from", ended, "to", episode.Started.Earliest())
		}
		switch {
		case episode.Ongoing || episode.Ended.IsZero():
			return
		case ended.IsZero() || episode.Ended.Latest().After(ended):
			ended = episode.Ended.Latest()
		}
	}
}

func (w *advising) episodes(s *Submission) {
	episodes := s.Record.Episodes
	if s.SeveralSituations == Yes && len(episodes) == 1 {
		w.add("situations", "You said that there was more than one situation, and described one")
	}
	if s.SeveralSituations == No && len(episodes) > 1 {
		w.add("situations", "You said that there was one situation, and described several")
	}
	ongoing := slices.ContainsFunc(episodes, func(e casefile.Episode) bool { return e.Ongoing })
	if s.StillIn == No && ongoing {
		w.add("now", "You said that they left the situation, and that one is still going on")
	}
	if s.StillIn == Yes && len(episodes) > 0 && !ongoing && !slices.ContainsFunc(episodes, func(e casefile.Episode) bool { return e.Ended.IsZero() }) {
		w.add("now", "You said that they are still in the situation, and gave every situation an end")
	}
	home, abroad := false, false
	for _, episode := range episodes {
		for _, place := range episode.Places {
			home = home || place.Country == "GB"
			abroad = abroad || place.Country != "GB" && place.Country != ""
		}
	}
	if (s.Where == WhereUK || s.Where == WhereBoth) && !home {
		w.add("places", "No place in the United Kingdom is given. It decides which police force is told")
	}
	if (s.Where == WhereOverseas || s.Where == WhereBoth) && !abroad {
		w.add("places", "No place overseas is given")
	}
	if s.Where == WhereUK && abroad || s.Where == WhereOverseas && home {
		w.add("places", "The places do not agree with your answer to where they were exploited")
	}
}

// ages compares the age group with the date of birth, where one is known.
func (w *advising) ages(s *Submission, today civil.Day) {
	birth := s.Record.Birth
	if birth.IsZero() || today.IsZero() {
		return
	}
	if s.AgeGroup == casefile.Adult && birth.Earliest().AddMonths(12*18).After(today) {
		w.add("person", "By the date of birth the person is under 18, and you said that they are not")
	}
	if s.AgeGroup == casefile.Child && !birth.Latest().AddMonths(12*18).After(today) {
		w.add("person", "By the date of birth the person is 18 or over, and you said that they are under 18")
	}
	if s.AgeGroup != casefile.Adult {
		return
	}
	for _, episode := range s.Record.Episodes {
		if episode.Started.IsZero() {
			continue
		}
		if s.UnderEighteenThen == No && birth.Earliest().AddMonths(12*18).After(episode.Started.Latest()) {
			w.add("report", "By the date of birth the person was under 18 when the exploitation began")
			return
		}
	}
}

func (w *advising) indicators(s *Submission) {
	if len(s.Record.Indicators) == 0 {
		w.add("indicators", "No sign of exploitation is chosen. If you noticed any, it helps the decision")
		return
	}
	without := 0
	for _, indicator := range s.Record.Indicators {
		if indicator.Noticed == "" {
			without++
		}
	}
	if without > 0 {
		w.add("noticed", "Where the signs were noticed is not said for {count} of them", "count", without)
	}
}

func (w *advising) police(s *Submission) {
	if s.Path() != Referral || s.ReportedToPolice != Yes {
		return
	}
	if !slices.ContainsFunc(s.Record.References, func(r casefile.Reference) bool { return r.Kind == "crime" || r.Kind == "incident" }) {
		w.add("references", "You said that the police were told, and gave no crime reference")
	}
}

// people looks at who can be asked and who can be reached.
func (w *advising) people(s *Submission) {
	if s.Deputy == (Deputy{}) {
		w.add("referrer", "Nobody is named who can be asked while you are away")
	} else if s.Deputy.Email == "" && s.Deputy.Phone == "" {
		w.add("referrer", "Your deputy has no email address and no telephone number")
	}
	consent, asked := s.Consent()
	if asked && s.NeedsInterpreter == Yes && consent.Interpreter == "" && consent.Language == s.Record.Interpreter {
		w.add("consent", "The person needs an interpreter, and nobody is named who interpreted when consent was explained")
	}
	if len(s.Record.Contacts) == 0 {
		return
	}
	if !slices.ContainsFunc(s.Record.Contacts, func(c casefile.Contact) bool { return c.Safe }) {
		w.add("contacts", "No contact is marked as safe, so no letter can be sent")
	}
	if s.DecisionTo == casefile.SomeoneElse && !slices.ContainsFunc(s.Record.Contacts, func(c casefile.Contact) bool { return c.Whose == casefile.SomeoneElse }) {
		w.add("contacts", "The decision should go to somebody else, and no contact of somebody else is given")
	}
	if s.SupportContact == OwnPhone && !slices.ContainsFunc(s.Record.Contacts, func(c casefile.Contact) bool { return c.Channel == casefile.Phone }) {
		w.add("contacts", "You said that the person can be telephoned, and gave no number")
	}
}

func (w *advising) evidence(files []casefile.Attachment) {
	undated, undescribed := 0, 0
	for _, file := range files {
		if file.Dated.IsZero() {
			undated++
		}
		if file.Description == "" {
			undescribed++
		}
	}
	if undated > 0 {
		w.add("evidence", "Files without a date: {count}", "count", undated)
	}
	if undescribed > 0 {
		w.add("evidence", "{count} of the files have no description", "count", undescribed)
	}
}
