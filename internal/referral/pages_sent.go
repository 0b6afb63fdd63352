package referral

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
)

// perPage is how many sent referrals one page lists.
const perPage = 50

type sentListPage struct {
	Query     string
	Referrals []Line
	Notices   []Line
	More      string
	MoreNotes string
	Searched  bool
}

// sentList lists what the agency sent, by reference where one is given.
func (room *Room) sentList(r *route.Request) error {
	query := r.URL.Query()
	data := sentListPage{Query: query.Get("q"), Searched: query.Get("q") != ""}
	before, _ := db.ParseID(query.Get("before"))
	beforeNotice, _ := db.ParseID(query.Get("before-notification"))
	err := r.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		if data.Referrals, err = SentReferrals(r.Context(), tx, r.Actor, Search{data.Query, before, perPage + 1}); err != nil {
			return err
		}
		data.Notices, err = SentNotices(r.Context(), tx, r.Actor, Search{data.Query, beforeNotice, perPage + 1})
		return err
	})
	if err != nil {
		return err
	}
	data.Referrals, data.More = cut(data.Referrals, data.Query, "before")
	data.Notices, data.MoreNotes = cut(data.Notices, data.Query, "before-notification")
	return r.Render(pages, http.StatusOK, "sent_list.html", page.View{Title: "Sent reports", Data: data, Back: page.Link{Text: "Referrals", Href: "/referrals"}})
}

// cut keeps one page of lines and gives the address of the next.
func cut(lines []Line, query, name string) ([]Line, string) {
	if len(lines) <= perPage {
		return lines, ""
	}
	lines = lines[:perPage]
	next := url.Values{name: {string(lines[perPage-1].ID)}}
	if query != "" {
		next.Set("q", query)
	}
	return lines, "/referrals/sent?" + next.Encode()
}

type sentPage struct {
	Sent     *Sent
	State    string // a catalogue source
	Sections []answerSection
	Address  string
	Groups   []form.Field
	// Decision is the day by which the first decision should be made.
	Decision civil.Day
	WhyDue   string // address of the answer to "why is it due then?"
}

// groupQuestion asks how another person belongs to one who was referred.
var groupQuestion = []form.Question[string]{{Name: "kind", Label: "How do they belong together?", Kind: form.Radios,
	Options:  []form.Option{{Value: casefile.FamilyGroup, Label: "They are of the same family"}, {Value: casefile.TogetherGroup, Label: "They were found or exploited together"}},
	Required: "Choose whether they are family, or were found together",
	Bind:     func(kind *string) any { return kind }}}

// look reads the referral in the address for a page, recorded with its purpose.
func (room *Room) look(r *route.Request, why string) (*sentPage, error) {
	id, err := r.ID("id")
	if err != nil {
		return nil, err
	}
	sent, err := room.Look(r.Context(), r.Actor, id, why)
	if err != nil {
		return nil, err
	}
	kind := ""
	data := &sentPage{Sent: sent, State: StageWords(sent.Stage), Sections: room.answered(&sent.Submission, nil),
		Address: "/referrals/sent/" + string(id), Groups: form.Fields(&kind, nil, nil, groupQuestion)}
	about := statute.Subject{Jurisdiction: statute.Jurisdiction(sent.Jurisdiction), Child: sent.TreatedAsChild()}
	due, err := room.Rules.Due(statute.ReasonableGroundsDecision, about, civil.DayOf(sent.Received))
	if err == nil && due.HasClock() {
		data.Decision, data.WhyDue = due.On, casefile.WhyAddress(due)
	}
	return data, nil
}

func (room *Room) sent(r *route.Request) error {
	data, err := room.look(r, "Read a referral that one’s agency sent")
	if err != nil {
		return err
	}
	return r.Render(pages, http.StatusOK, "sent.html", page.View{Title: "A referral you sent", Data: data, Back: page.Link{Text: "Sent reports", Href: "/referrals/sent"}})
}

func (room *Room) print(r *route.Request) error {
	data, err := room.look(r, "Print a copy of a referral that one’s agency sent")
	if err != nil {
		return err
	}
	return r.Render(pages, http.StatusOK, "print.html", page.View{Title: "Copy of a referral", Data: data, Back: page.Link{Text: "Back to the referral", Href: data.Address}, Width: "full"})
}

func (room *Room) confirmation(r *route.Request) error {
	data, err := room.look(r, "Confirmation of sending")
	if err != nil {
		return err
	}
	return r.Render(pages, http.StatusOK, "confirmation.html", page.View{Title: "Referral sent", Data: data})
}

// sentFile gives a file of a sent referral, after recording who asked for it.
func (room *Room) sentFile(r *route.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	file, err := r.ID("file")
	if err != nil {
		return err
	}
	if err := room.record(r.Context(), r.Actor, id, "read-document", "file "+string(file), "Read evidence of a referral that one’s agency sent"); err != nil {
		return err
	}
	return serveFile(r, id, file)
}

// another begins a draft of another person of the same family or group.
func (room *Room) another(r *route.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	values, err := r.Values()
	if err != nil {
		return err
	}
	next, err := room.once(r, "another "+string(id), values, func(tx *db.Tx) (string, error) {
		draft, err := room.Another(r.Context(), tx, r.Actor, id, values.Get("kind"))
		if err != nil {
			return "", err
		}
		return draftAddress(draft.ID), nil
	})
	if faults, ok := invalid(err); ok {
		data, err := room.look(r, "Read a referral that one’s agency sent")
		if err != nil {
			return err
		}
		kind := ""
		data.Groups = form.Fields(&kind, values, faults, groupQuestion)
		return r.Render(pages, http.StatusUnprocessableEntity, "sent.html", page.View{Title: "A referral you sent", Data: data, Errors: faults,
			Back: page.Link{Text: "Sent reports", Href: "/referrals/sent"}})
	}
	if err != nil {
		return err
	}
	return r.Redirect(next)
}

// finishTask marks a task of the referrer as done.
func (room *Room) finishTask(r *route.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	task, err := r.ID("task")
	if err != nil {
		return err
	}
	if _, err := r.Values(); err != nil {
		return err
	}
	next, err := room.once(r, "finish-task "+string(task), nil, func(tx *db.Tx) (string, error) {
		return "/referrals/sent/" + string(id), room.FinishTask(r.Context(), tx, r.Actor, id, task)
	})
	if err != nil {
		return err
	}
	return r.Redirect(next)
}

type noticePage struct {
	Notice  SentNotice
	Rows    []answerSection
	Address string
}

// lookAtNotice reads the notification in the address for a page.
func (room *Room) lookAtNotice(r *route.Request, why string) (*noticePage, error) {
	id, err := r.ID("id")
	if err != nil {
		return nil, err
	}
	notice, err := room.LookAtNotice(r.Context(), r.Actor, id, why)
	if err != nil {
		return nil, err
	}
	s := notice.submission()
	s.Record.Consents = []casefile.Consent{{Purpose: casefile.ConsentReferral}}
	sections := withoutStories(room.answered(s, nil))
	var told []answerSection
	for _, section := range sections {
		section.Rows = given(section.Rows)
		for i := range section.Items {
			section.Items[i].Rows = given(section.Items[i].Rows)
		}
		if len(section.Rows)+len(section.Items) > 0 {
			told = append(told, section)
		}
	}
	told = append(told, storySection(notice.Stories, ""))
	return &noticePage{notice, told, "/referrals/notifications/" + string(id)}, nil
}

func (room *Room) sentNotice(r *route.Request) error {
	data, err := room.lookAtNotice(r, "Read a notification that one’s agency sent")
	if err != nil {
		return err
	}
	return r.Render(pages, http.StatusOK, "notice.html", page.View{Title: "A notification you sent", Data: data, Back: page.Link{Text: "Sent reports", Href: "/referrals/sent"}})
}

func (room *Room) printNotice(r *route.Request) error {
	data, err := room.lookAtNotice(r, "Print a copy of a notification that one’s agency sent")
	if err != nil {
		return err
	}
	return r.Render(pages, http.StatusOK, "notice.html", page.View{Title: "Copy of a notification", Data: data, Back: page.Link{Text: "Back to the notification", Href: data.Address}, Width: "full"})
}

func (room *Room) noticeConfirmation(r *route.Request) error {
	data, err := room.lookAtNotice(r, "Confirmation of sending")
	if err != nil {
		return err
	}
	return r.Render(pages, http.StatusOK, "notice_confirmation.html", page.View{Title: "Notification sent", Data: data})
}

// given are the rows that were answered: a notification has no place for the rest.
func given(rows []form.Row) []form.Row {
	return slices.DeleteFunc(slices.Clone(rows), func(row form.Row) bool { return len(row.Values) == 0 })
}
