package e2e

import (
	"bytes"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/need"
)

// The tests below try the harness on a small site of their own, with the same
// kind of form that the program has. A harness that sees nothing makes every
// journey pass, so each check is also shown to fail.

func TestJourneyInBothModes(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	evidence := filepath.Join(t.TempDir(), "photo of a van.jpg")
	if err := os.WriteFile(evidence, make([]byte, 1234), 0o600); err != nil {
		t.Fatal(err)
	}
	EachMode(t, server, func(t *testing.T, p *Page) {
		p.Visit("/")
		p.SeeHeading("About the person")
		want, other := "Script is on", "Script is off"
		if p.Mode() == WithoutScript {
			want, other = other, want
		}
		p.See(want)
		p.DoNotSee(other)

		p.Click(Button, "Save and continue")
		p.SeeError("Enter their name")
		if p.Status() != 422 {
			t.Errorf("status %d, want 422", p.Status())
		}

		p.DoNotSee("What people call them")
		p.Unfold("What is a name?")
		p.See("What people call them")

		story := strings.Repeat(strings.Repeat("They said “wait”. ", 60)+"\n", 13)
		p.Fill("Full name (required)", "Ngọc Ánh Ọlá")
		p.Fill("What happened", story)
		p.FillDate("Date of birth", "2", "3", "2006")
		p.FillDate("First seen", "1", "11", "2026")
		p.Choose("Female")
		p.Choose("Male")
		p.Check("An interpreter")
		p.Check("An interpreter")
		p.Uncheck("A doctor")
		p.Select("Country", "Viet Nam")
		p.Upload("Evidence", evidence)
		if p.Value("Country") != "Viet Nam" || !p.Chosen("Male") || p.Chosen("Female") || p.Chosen("A doctor") {
			t.Error("the form does not hold what was put in")
		}
		if p.Mode() == WithScript {
			p.Click(Button, "Show more")
			p.See("More is shown")
		}
		p.Click(Button, "Save and continue")
		p.SeeHeading("Referral sent")
		sent := fmt.Sprintf("name=Ngọc Ánh Ọlá story=%d born=2/3/2006 seen=1/11/2026 sex=m needs=[interpreter] country=vn files=[photo of a van.jpg:1234]",
			len(strings.ReplaceAll(story, "\n", "\r\n")))
		p.See(sent)
		if p.Path() != "/sent" || p.Status() != 200 || p.Title() != "Sent" {
			t.Errorf("at %s with status %d and title %q", p.Path(), p.Status(), p.Title())
		}

		p.Row("Bo").Click(Link, "Open")
		p.SeeHeading("Draft of bo")
		p.Back()
		p.SeeHeading("Referral sent")
		p.Reload()
		p.SeeHeading("Referral sent")
		if list := p.FetchLink("Download the list"); list.Status != 200 || string(list.Body) != "name\nAde\n" {
			t.Errorf("the list came as %d %q", list.Status, list.Body)
		}

		second := p.NewTab()
		second.Visit("/sent")
		second.See(sent)
		stranger := Open(t, server, p.Mode())
		stranger.Visit("/sent")
		stranger.SeeHeading("Referral sent")
		stranger.DoNotSee("name=")
	})
}

func TestDoubleClickSendsTwiceAndEndsOnOnePage(t *testing.T) {
	t.Parallel()
	server, site := serve(t)
	EachMode(t, server, func(t *testing.T, p *Page) {
		site.sent.Store(0)
		p.Visit("/")
		p.Fill("Full name (required)", "Ade")
		p.DoubleClick(Button, "Save and continue")
		p.SeeHeading("Referral sent")
		if site.sent.Load() != 2 {
			t.Errorf("the form arrived %d times, want 2: this site has nothing against it", site.sent.Load())
		}
	})
}

// witness stands for the test in a page, so that failing can be tested.
type witness struct {
	testing.TB
	mu   sync.Mutex
	said []string
}

type failed struct{}

func (w *witness) Helper() {}

func (w *witness) Errorf(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.said = append(w.said, fmt.Sprintf(format, args...))
}

func (w *witness) Fatalf(format string, args ...any) {
	w.Errorf(format, args...)
	panic(failed{})
}

// refusal gives what the page said when do failed, or ends the test.
func refusal(t *testing.T, p *Page, do func(p *Page)) string {
	t.Helper()
	w := &witness{TB: t}
	strict := *p
	strict.t, strict.timeout = w, 300*time.Millisecond
	func() {
		defer func() {
			if r := recover(); r != nil && r != any(failed{}) {
				panic(r)
			}
		}()
		do(&strict)
	}()
	if len(w.said) == 0 {
		t.Error("the page let pass what it should refuse")
	}
	return strings.Join(w.said, "\n")
}

func TestWhatIsNotThereFails(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	EachMode(t, server, func(t *testing.T, p *Page) {
		p.axe = false
		p.Visit("/")
		p.See("Country")
		for _, test := range []struct {
			what string
			do   func(p *Page)
			want string
		}{
			{"text", func(p *Page) { p.See("Referral sent") }, `"Referral sent" is not on the page`},
			{"no text", func(p *Page) { p.DoNotSee("Country") }, `"Country" is on the page`},
			{"hidden text", func(p *Page) { p.See("What people call them") }, "is not on the page"},
			{"heading", func(p *Page) { p.SeeHeading("About") }, `there are "About the person"`},
			{"button", func(p *Page) { p.Click(Button, "Send") }, `"Save and continue"`},
			{"field", func(p *Page) { p.Fill("Nickname", "x") }, "there is no textbox"},
			{"two fields", func(p *Page) { p.Fill("Day", "1") }, "2 times there is a textbox"},
			{"option", func(p *Page) { p.Select("Country", "Narnia") }, "0 options say that"},
			{"no error", func(p *Page) { p.SeeError("Enter their name") }, "there is no error summary"},
			{"row", func(p *Page) { p.Row("Cy").Click(Link, "Open") }, "0 rows have that text"},
			{"no page", func(p *Page) { p.DoubleClick(Button, "Show more") }, "no new page was shown"},
			{"not a file", func(p *Page) { p.Upload("Full name (required)", "x") }, "takes no files"},
		} {
			if said := refusal(t, p, test.do); !strings.Contains(said, test.want) {
				t.Errorf("%s: said %.300q, want %q in it", test.what, said, test.want)
			}
		}
		p.Visit("/covered")
		if said := refusal(t, p, func(p *Page) { p.Click(Link, "Onward") }); !strings.Contains(said, "covered by <div") {
			t.Errorf("a covered link: said %.300q", said)
		}
	})
}

func TestWhatGoesWrongUnseenIsFound(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	p := Open(t, server, WithScript)
	p.axe = false
	p.Visit("/bad")
	p.Visit("/broken")
	found := strings.Join(p.watch.problems(), "\n")
	for _, want := range []string{
		"/missing.png answered 404",
		"asked another host for http://127.0.0.1:1/elsewhere.js",
		"thrown by hand",
		"logged by hand",
		"Content Security Policy",
		"/broken answered 500",
	} {
		if !strings.Contains(found, want) {
			t.Errorf("%q was not noticed; found:\n%s", want, found)
		}
	}
	p.watch.forget()

	p.Tolerate(500)
	p.Visit("/broken")
	if problems := p.watch.problems(); len(problems) != 0 {
		t.Errorf("the tolerated status is a problem: %q", problems)
	}
	if p.Status() != 500 {
		t.Errorf("status %d, want 500", p.Status())
	}
}

func TestAxeFindsWhatIsInaccessible(t *testing.T) {
	t.Parallel()
	source, err := axeSource()
	if err != nil {
		need.Missing(t, need.Packages, err.Error())
	}
	server, _ := serve(t)
	p := Open(t, server, WithScript)
	p.axe = false
	p.Visit("/bad")
	p.watch.forget()
	found, err := p.violations(source)
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string]bool{}
	for _, v := range found {
		rules[v.ID] = true
		if len(v.Targets) == 0 || v.Help == "" {
			t.Errorf("%s says too little: %+v", v.ID, v)
		}
	}
	for _, rule := range []string{"image-alt", "label", "html-has-lang", "color-contrast"} {
		if !rules[rule] {
			t.Errorf("axe-core did not find %s; found %v", rule, rules)
		}
	}
	if said := refusal(t, p, func(p *Page) { p.Axe() }); !strings.Contains(said, "image-alt") {
		t.Errorf("Axe said %.300q", said)
	}
	p.Visit("/sent")
	p.Axe() // fails this test if a good page is called bad
}

func TestPictureIsOfTheWholePage(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	p := Open(t, server, WithScript)
	p.Visit("/sent")
	picture, err := p.picture()
	if err != nil {
		t.Fatal(err)
	}
	config, err := png.DecodeConfig(bytes.NewReader(picture))
	if err != nil || config.Width != screenWidth {
		t.Errorf("a picture of %d by %d, %v; want %d wide", config.Width, config.Height, err, screenWidth)
	}
	if said := refusal(t, p, func(p *Page) { p.Screenshot("../escape") }); !strings.Contains(said, "lower-case") {
		t.Errorf("a bad name: %q", said)
	}
}
