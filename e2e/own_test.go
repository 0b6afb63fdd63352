package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// look keeps a picture of a page where HAVENWARD_PICTURES names a folder, for who
// wants to see what the test saw.
func look(p *Page, name string) {
	p.t.Helper()
	folder := os.Getenv("HAVENWARD_PICTURES")
	if folder == "" {
		return
	}
	picture, err := p.picture()
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600)
	}
	if err != nil {
		p.fail("keep a picture: %v", err)
	}
}

// openOwn types a code and the second answer at the door.
func openOwn(p *Page, code, second string) {
	p.t.Helper()
	p.Visit("/info")
	p.Fill("Code on your card", code)
	p.Fill("Your year of birth, or your word", second)
	p.Click(Button, "Open")
}

// caseWithoutCode opens the page of staff about an adult who has no code, and gives
// the address of the case.
func caseWithoutCode(p *Page) string {
	p.t.Helper()
	for _, found := range caseLink.FindAllStringSubmatch(string(p.Fetch("/work/team?limit=100").Body), -1) {
		body := string(p.Fetch(found[1] + "/own-page").Body)
		if strings.Contains(body, "There is no code that works") && !strings.Contains(body, "govuk-tag--purple") {
			p.Visit(found[1] + "/own-page")
			return found[1]
		}
	}
	p.fail("every case has a code")
	return ""
}

// codeOn reads the code from the card that is shown.
func codeOn(p *Page) string {
	p.t.Helper()
	return evaluate[string](p, `document.querySelector('.own-card bdi').innerText`)
}

// noScroll fails where a page is wider than the telephone.
func noScroll(p *Page) {
	p.t.Helper()
	if wide := evaluate[float64](p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); wide > 0 {
		p.t.Errorf("%s is %v pixels wider than the telephone", p.Path(), wide)
	}
}

// TestAPersonReadsTheirOwnPage gives a code, opens the page on a telephone, asks,
// is answered, reads who looked, and loses the page when the code ends.
func TestAPersonReadsTheirOwnPage(t *testing.T) {
	t.Parallel()
	EachDatabase(t, Options{}, func(t *testing.T, server *Server) {
		mode := WithScript
		if server.Database() != "" {
			mode = WithoutScript
		}
		manager := Open(t, server, mode)
		manager.SignIn("helen.achebe@sca.example")
		address := caseWithoutCode(manager)
		manager.See("There is no code that works")
		manager.Axe()
		manager.Click(Button, "Give a code")
		manager.Axe()
		manager.Click(Button, "Make the card")
		manager.See("Choose whether the person is there and wants the page", "Choose what the second answer is")
		manager.Answer("Is the person with you, do they know what the page is, and do they want it?", "Yes")
		manager.Answer("What will they type beside the code?", "A word that they choose")
		manager.Fill("The word or the year", "Green Kettle")
		look(manager, "give")
		manager.Click(Button, "Make the card")
		manager.SeeHeading("The card")
		manager.Axe()
		look(manager, "card")
		code := codeOn(manager)
		if card := evaluate[string](manager, `document.querySelector('.own-card').innerText`); strings.Contains(strings.ToLower(card), "havenward") || strings.Contains(card, "Kettle") {
			t.Errorf("the card says %q", card)
		}

		phone := Open(t, server, mode)
		phone.resize(390)
		openOwn(phone, code, "wrong word")
		phone.See("The code or the second answer is not right")
		phone.Axe()
		openOwn(phone, strings.ToLower(code), "green kettle")
		phone.SeeHeading("What happens now")
		phone.See("You can get help whether or not you talk to the police")
		if title := phone.Title(); title != "Page 1" {
			t.Errorf("the title that a browser keeps is %q", title)
		}
		phone.Click(Link, "My rights")
		for i, page := range []string{"What happens now", "My plan and my days", "My rights", "Who looked at my file", "Ask or say something is wrong", "What I agreed to"} {
			phone.Visit(fmt.Sprint("/info/", i+1))
			phone.SeeHeading(page)
			phone.Axe()
			noScroll(phone)
			look(phone, "en-"+strings.ReplaceAll(strings.ToLower(page), " ", "-"))
		}
		phone.Visit("/info/4")
		phone.See("Gave you the code to this page", "Single Competent Authority", "Somebody typed your code with a wrong year or word")
		phone.DoNotSee("Helen Achebe")

		phone.Visit("/info/5")
		phone.Click(Button, "Send")
		phone.See("Choose what you want to do", "Write what you want to say")
		phone.Axe()
		phone.Answer("What do you want to do?", "I want to ask something")
		phone.Answer("What is it about?", "The decision about me")
		phone.Fill("Write here", "When is the second decision?")
		phone.Click(Button, "Send")
		phone.See("It was sent", "When is the second decision?", "You get an answer by")

		manager.Visit(address + "/own-page/messages")
		manager.See("When is the second decision?", "The decision about me")
		manager.Axe()
		manager.Click(Button, "Send the answer")
		manager.See("Write the answer")
		manager.Fill("Your answer", "We think in the summer. We will tell you.")
		look(manager, "messages")
		manager.Click(Button, "Send the answer")
		manager.See("The answer is on the person’s page", "The person has not read it yet")
		manager.Visit("/own-questions")
		manager.Axe()
		look(manager, "questions")

		phone.Visit("/info/1")
		phone.See("You have 1 new message")
		phone.Click(Link, "You have 1 new message")
		phone.See("We think in the summer")
		look(phone, "en-answered")

		// Arabic, from the right.
		phone.Click(Button, "العربية")
		if dir := evaluate[string](phone, `document.documentElement.dir + ' ' + document.documentElement.lang`); dir != "rtl ar" {
			t.Errorf("Arabic is written %s", dir)
		}
		phone.Click(Link, "حقوقي")
		for i, page := range []string{"ما الذي يحدث الآن", "خطتي ومواعيدي", "حقوقي", "من نظر في ملفي", "اسأل أو قل إن هناك خطأ", "ما وافقت عليه"} {
			phone.Visit(fmt.Sprint("/info/", i+1))
			phone.SeeHeading(page)
			phone.See("تُرجم هذا النص آليًا")
			phone.Axe()
			noScroll(phone)
			look(phone, "ar-"+phone.Path()[len("/info/"):])
		}

		// Nothing is kept, and the code ends at once.
		if kept := evaluate[string](phone, `JSON.stringify([localStorage.length, sessionStorage.length, document.cookie])`); kept != `[0,0,""]` {
			t.Errorf("the browser keeps %s", kept)
		}
		manager.Visit(address + "/own-page")
		manager.See("1 time")
		look(manager, "staff")
		manager.Click(Button, "End it now")
		manager.Axe()
		manager.Click(Button, "End the code")
		manager.See("The page is closed on every phone")
		manager.Axe()
		phone.Visit("/info/2")
		phone.SeeHeading("Type your code")
		openOwn(phone, code, "green kettle")
		phone.See("This code does not work any more")
	})
}

// TestTheDoorIsInEveryLanguage opens the door in each language, and the page of
// one of the lives in its own.
func TestTheDoorIsInEveryLanguage(t *testing.T) {
	t.Parallel()
	server := Start(t, Options{Args: []string{"--own-exit", "/help"}})
	EachMode(t, server, func(t *testing.T, phone *Page) {
		phone.resize(390)
		for tag, heading := range map[string]string{"en": "Type your code", "cy": "Teipiwch eich cod", "ro": "Scrie codul tău", "sq": "Shkruani kodin tuaj", "vi": "Nhập mã của bạn",
			"it": "Scrivi il tuo codice", "lt": "Įveskite savo kodą", "fr": "Tapez votre code", "ar": "اكتب رمزك"} {
			phone.Visit("/info?l=" + tag)
			phone.SeeHeading(heading)
			noScroll(phone)
			look(phone, "door-"+tag)
		}
		phone.Axe()
		phone.Visit("/info?l=vi")
		phone.Fill("Mã trên thẻ của bạn", "dung 222 333")
		phone.Fill("Năm sinh hoặc từ của bạn", "LANTERN")
		phone.Click(Button, "Mở")
		phone.SeeHeading("Chuyện gì đang diễn ra")
		look(phone, "vi-1")
		phone.Click(Link, "Hỏi hoặc báo điều gì đó sai")
		phone.See("Khi nào tôi phải ra tòa?")
		phone.Axe()
		for path, what := range map[string]string{"/info/look.css": "text/css", "/info/icon.svg": "svg", "/info/2": "text/html"} {
			answer := phone.Fetch(path)
			if got := answer.Header.Get("Cache-Control"); got != "no-store" || !strings.Contains(answer.Header.Get("Content-Type"), what) {
				t.Errorf("%s may be kept: %q %s", path, got, answer.Header.Get("Content-Type"))
			}
		}
		// Leaving ends the visit, whatever becomes of the page it leads to.
		// The red button ends the visit and leads away.
		phone.Click(Button, "Rời trang này ngay")
		phone.SeeHeading("Help")
		if path := phone.Path(); path != "/help" {
			t.Errorf("leaving leads to %s", path)
		}
		phone.Visit("/info/1")
		phone.SeeHeading("Type your code")
		phone.See("The page was closed")
	})
}
