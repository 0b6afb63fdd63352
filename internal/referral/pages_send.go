package referral

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type qualityPage struct {
	Draft  *Draft
	Advice []adviceLine
	Next   string
}

type adviceLine struct {
	Advice
	Title, Href string
}

// quality shows how the report could be better. It keeps nobody from going on.
func (room *Room) quality(r *route.Request) error {
	draft, err := room.draft(r)
	if err != nil {
		return err
	}
	var material Material
	err = r.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		material, err = room.material(r.Context(), tx, r.Actor, draft.ID)
		return err
	})
	if err != nil {
		return err
	}
	data := qualityPage{Draft: draft, Next: pageAddress(draft.ID, "check")}
	if draft.Submission.Path() != Referral {
		data.Next = pageAddress(draft.ID, "review")
	}
	for _, advice := range Improve(&draft.Submission, material) {
		line := adviceLine{Advice: advice}
		if p, err := room.page(&draft.Submission, advice.Page); err == nil {
			line.Title, line.Href = p.Title, pageAddress(draft.ID, p.Slug)
		}
		data.Advice = append(data.Advice, line)
	}
	return r.Render(pages, http.StatusOK, "quality.html", page.View{Title: "How your report could be better", Data: data,
		Back: page.Link{Text: "All sections", Href: draftAddress(draft.ID)}})
}

type checkPage struct {
	Draft    *Draft
	Sections []answerSection
	Missing  []missingLine
	Files    []casefile.Attachment
	Notice   bool
	WithCase bool
	Send     string
	Change   string // where the evidence, or the reviewed stories, can be changed
	Version  string
	Known    casefile.Known
	Earlier  string // where earlier records are shown
}

// answerSection is one page's answers, with its list's things after them.
type answerSection struct {
	Title, Change string
	Rows          []form.Row
	Items         []listItem
}

type missingLine struct{ Title, Href string }

// check shows every answer with a link to change it, and what is still missing.
func (room *Room) check(r *route.Request) error {
	draft, err := room.draft(r)
	if err != nil {
		return err
	}
	return room.drawCheck(r, http.StatusOK, draft, nil)
}

func (room *Room) drawCheck(r *route.Request, status int, draft *Draft, faults []fault.Field) error {
	data := checkPage{Draft: draft, Send: draftAddress(draft.ID) + "/send", Version: strconv.FormatInt(draft.Version, 10)}
	path := draft.Submission.Path()
	data.Notice, data.WithCase = path != Referral, path == NotificationWithCase
	today := room.today()
	data.Sections = room.answered(&draft.Submission, func(p *Page) string { return pageAddress(draft.ID, p.Slug) })
	for _, p := range room.Pages(&draft.Submission) {
		if len(p.check(draft.Submission, today)) > 0 {
			data.Missing = append(data.Missing, missingLine{p.Title, pageAddress(draft.ID, p.Slug)})
		}
	}
	if data.Notice {
		notice, seen := draft.Reviewed(room.Lists)
		data.Sections = withoutStories(data.Sections)
		data.Sections = append(data.Sections, storySection(notice.Stories, pageAddress(draft.ID, "review")))
		if !seen {
			data.Missing = append(data.Missing, missingLine{"Take out what could give the person away", pageAddress(draft.ID, "review")})
		}
	} else {
		var err error
		if data.Files, err = room.filesOf(r, draft.ID); err != nil {
			return err
		}
		data.Change, data.Earlier = pageAddress(draft.ID, "evidence"), pageAddress(draft.ID, "known")
		if data.Known, err = room.earlier(r, draft); err != nil {
			return err
		}
	}
	return r.Render(pages, status, "check.html", page.View{Title: "Check your answers", Data: data, Errors: faults,
		Back: page.Link{Text: "All sections", Href: draftAddress(draft.ID)}})
}

// answered are the answers of every page; address gives where a page can be
// changed, or is nil for a copy.
func (room *Room) answered(s *Submission, address func(*Page) string) []answerSection {
	var answered []answerSection
	for _, p := range room.Pages(s) {
		section := answerSection{Title: p.Title, Rows: p.rows(*s, room.today())}
		if address != nil {
			section.Change = address(p)
			for i := range section.Rows {
				section.Rows[i].Change = section.Change + "?" + backField + "=check#" + section.Rows[i].Name
			}
		}
		if p.list != nil {
			for i := range p.list.count(s) {
				item := listItem{Number: i + 1, Rows: p.list.rows(s, i)}
				if address != nil {
					item.Change = address(p) + "/" + itemNumber(i)
				}
				section.Items = append(section.Items, item)
			}
		}
		if len(section.Rows)+len(section.Items) > 0 {
			answered = append(answered, section)
		}
	}
	return answered
}

// withoutStories leaves out what a notification keeps only as the writer left it.
func withoutStories(sections []answerSection) []answerSection {
	var kept []answerSection
	for _, section := range sections {
		var rows []form.Row
		for _, row := range section.Rows {
			if !strings.HasPrefix(row.Name, storyField("")) && !strings.HasPrefix(row.Name, "noticed-") {
				rows = append(rows, row)
			}
		}
		section.Rows = rows
		if len(section.Rows)+len(section.Items) > 0 {
			kept = append(kept, section)
		}
	}
	return kept
}

// storySection shows stories as they will be kept.
func storySection(stories map[string]string, change string) answerSection {
	section := answerSection{Title: "What is kept of the stories", Change: change}
	for _, kind := range storyOrder(stories) {
		row := form.Row{Name: storyField(kind), Label: casefile.StoryTitle(kind)}
		for line := range strings.SplitSeq(stories[kind], "\n") {
			row.Values = append(row.Values, line)
		}
		if change != "" {
			row.Change = change + "#" + row.Name
		}
		section.Rows = append(section.Rows, row)
	}
	return section
}

// send sends the draft that was looked at.
func (room *Room) send(r *route.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	values, err := r.Values()
	if err != nil {
		return err
	}
	version, err := strconv.ParseInt(values.Get("version"), 10, 64)
	if err != nil {
		return fault.Stale(nil, nil)
	}
	next, err := room.once(r, "send "+string(id), nil, func(tx *db.Tx) (string, error) {
		receipt, err := room.Send(r.Context(), tx, r.Actor, SendForm{Draft: id, Version: version, Source: FromPage})
		if receipt.Notice != "" {
			return "/referrals/notifications/" + string(receipt.Notice) + "/confirmation", err
		}
		return "/referrals/sent/" + string(receipt.Case) + "/confirmation", err
	})
	if _, ok := invalid(err); ok || fault.Is(err, fault.Conflict) {
		draft, missing := room.draft(r)
		if missing != nil {
			return missing
		}
		message := fault.Field{Message: "Some answers are missing. Complete the pages listed below, then send the report"}
		status := http.StatusUnprocessableEntity
		if fault.Is(err, fault.Conflict) {
			message.Message, status = "The report was changed after you looked at it. Check it again, then send it", http.StatusConflict
		}
		return room.drawCheck(r, status, draft, []fault.Field{message})
	}
	if err != nil {
		return err
	}
	return r.Redirect(next)
}
