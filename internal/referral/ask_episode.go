package referral

import (
	"slices"
	"strconv"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

type episodeQuestion = form.Question[casefile.Episode]

// episodeList are the situations of exploitation. Their places are a list of
// their own, so that each page asks one thing.
func episodeList(c choices) itemList {
	return &list[casefile.Episode]{
		words: noun{Add: "Add a situation", AddAnother: "Add another situation", Change: "Change this situation",
			Remove: "Remove this situation", None: "You have not added a situation yet."},
		get:      func(s *Submission) []casefile.Episode { return s.Record.Episodes },
		set:      func(s *Submission, episodes []casefile.Episode) { s.Record.Episodes = episodes },
		required: "Add at least one situation, with how they were exploited",
		questions: []episodeQuestion{
			{Name: "forms", Label: "How were they exploited?", Hint: "Choose all that apply", Kind: form.Checkboxes, Options: c.forms,
				Required: "Choose how they were exploited",
				Bind:     func(e *casefile.Episode) any { return &e.Forms }},
			{Name: "started", Label: "When did it begin?", Noun: "Began", Hint: "As much as you know: a year is enough. For example, 3 2024", Kind: form.PartialDate, NotBefore: firstBirth,
				Bind: func(e *casefile.Episode) any { return &e.Started }},
			{Name: "ongoing", Label: "It is still going on", Noun: "Still going on", Kind: form.Tick,
				Bind: func(e *casefile.Episode) any { return &e.Ongoing }},
			{Name: "ended", Label: "When did it end?", Noun: "Ended", Kind: form.PartialDate, NotBefore: firstBirth,
				When: func(e *casefile.Episode) bool { return !e.Ongoing },
				Bind: func(e *casefile.Episode) any { return &e.Ended }},
			{Name: "detail", Label: "What else should we know about this situation?", Noun: "More about it", Kind: form.Story, Rows: 4,
				Hint: "If they were exploited in another way than those above, say how. Otherwise you can leave this empty", Conditional: true,
				Bind: func(e *casefile.Episode) any { return &e.Detail },
				Check: func(e *casefile.Episode) []fault.Field {
					if slices.Contains(e.Forms, "other") && e.Detail == "" {
						return form.Say("Say how they were exploited, because you chose another form of exploitation")
					}
					return nil
				}},
		},
	}
}

// placeOf is a place with the situation it belongs to: its number, from 1.
type placeOf struct {
	Episode string
	casefile.Place
	episodes []form.Option
}

// placeList are the places of every situation, in one list.
func placeList(c choices) itemList {
	return &list[placeOf]{
		words: noun{Add: "Add a place", AddAnother: "Add another place", Change: "Change this place",
			Remove: "Remove this place", None: "You have not added a place yet."},
		get: func(s *Submission) []placeOf {
			var places []placeOf
			options := episodeOptions(s)
			for i, episode := range s.Record.Episodes {
				for _, place := range episode.Places {
					places = append(places, placeOf{strconv.Itoa(i + 1), place, options})
				}
			}
			return places
		},
		set: func(s *Submission, places []placeOf) {
			episodes := slices.Clone(s.Record.Episodes)
			for i := range episodes {
				episodes[i].Places = nil
				for _, place := range places {
					if place.Episode == strconv.Itoa(i+1) {
						episodes[i].Places = append(episodes[i].Places, place.Place)
					}
				}
			}
			s.Record.Episodes = episodes
		},
		blank: func(s *Submission) placeOf {
			blank := placeOf{episodes: episodeOptions(s)}
			if s.Where == WhereUK {
				blank.Country = "GB"
			}
			if len(blank.episodes) == 1 {
				blank.Episode = blank.episodes[0].Value
			}
			return blank
		},
		required: "Add at least one place, even if you know only the country",
		questions: []form.Question[placeOf]{
			{Name: "episode", Label: "In which situation?", Noun: "Situation", Kind: form.Radios,
				OptionsFrom: func(p *placeOf) []form.Option { return p.episodes },
				Required:    "Choose the situation. If there is none, add a situation first",
				Bind:        func(p *placeOf) any { return &p.Episode }},
			{Name: "country", Label: "Country", Kind: form.Suggest, Options: c.countries, Hint: "Start typing, then choose from the list",
				Required: "Choose the country",
				Bind:     func(p *placeOf) any { return &p.Country }},
			{Name: "town", Label: "City or town in the United Kingdom", Noun: "City or town", Hint: "Needed if the country is the United Kingdom. Choose “Unknown” if nobody knows", Kind: form.Suggest, Options: c.towns, Conditional: true,
				Bind: func(p *placeOf) any { return &p.Town },
				Check: func(p *placeOf) []fault.Field {
					if p.Country == "GB" && p.Town == "" {
						return form.Say("Choose the city or town, or “Unknown”")
					}
					if p.Country != "GB" && p.Town != "" {
						return form.Say("A city or town of the list is in the United Kingdom. Write others below")
					}
					return nil
				}},
			{Name: "detail", Label: "Address, or what is known of the place", Noun: "More about the place", Kind: form.Story, Rows: 3, MaxLength: 2000,
				Bind: func(p *placeOf) any { return &p.Detail }},
		},
	}
}

// episodeOptions are the situations to choose from, by their number.
func episodeOptions(s *Submission) []form.Option {
	var options []form.Option
	for i := range s.Record.Episodes {
		number := strconv.Itoa(i + 1)
		options = append(options, form.Option{Value: number, Label: number, Verbatim: true})
	}
	return options
}

// legList are the parts of the journey.
func legList(c choices) itemList {
	type q = form.Question[casefile.Leg]
	return &list[casefile.Leg]{
		words: noun{Add: "Add a part of the journey", AddAnother: "Add another part of the journey", Change: "Change this part of the journey",
			Remove: "Remove this part of the journey", None: "You have not added a part of the journey. You do not have to."},
		get: func(s *Submission) []casefile.Leg { return s.Record.Journey },
		set: func(s *Submission, legs []casefile.Leg) { s.Record.Journey = legs },
		questions: []q{
			{Name: "from-country", Label: "From which country?", Noun: "From", Kind: form.Suggest, Options: c.countries,
				Required: "Choose the country where this part of the journey began",
				Bind:     func(l *casefile.Leg) any { return &l.FromCountry }},
			{Name: "from-place", Label: "From which place?", Noun: "From the place", Kind: form.Text, MaxLength: 200,
				Bind: func(l *casefile.Leg) any { return &l.FromPlace }},
			{Name: "to-country", Label: "To which country?", Noun: "To", Kind: form.Suggest, Options: c.countries,
				Required: "Choose the country where this part of the journey ended",
				Bind:     func(l *casefile.Leg) any { return &l.ToCountry }},
			{Name: "to-place", Label: "To which place?", Noun: "To the place", Kind: form.Text, MaxLength: 200,
				Bind: func(l *casefile.Leg) any { return &l.ToPlace }},
			{Name: "transport", Label: "How did they travel?", Noun: "Transport", Kind: form.Select, Options: c.transport,
				Bind: func(l *casefile.Leg) any { return &l.Transport }},
			{Name: "travelled", Label: "When?", Noun: "Day of travel", Hint: "As much as you know: a year is enough. For example, 3 2024", Kind: form.PartialDate, NotBefore: firstBirth,
				Bind: func(l *casefile.Leg) any { return &l.Travelled }},
			{Name: "detail", Label: "What else should we know about this part?", Noun: "More about it", Kind: form.Story, Rows: 3,
				Hint: "For example who travelled with them, and who paid",
				Bind: func(l *casefile.Leg) any { return &l.Detail }},
		},
	}
}
