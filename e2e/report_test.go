package e2e

import (
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"
)

// What the journeys put into the pages of a report. Everybody here is invented.

// question is one page of a report: its heading, and how it is filled in.
type question struct {
	heading string
	fill    func(p *Page)
}

// answer fills in pages one after the other, each of which must be the next.
func answer(p *Page, pages ...question) {
	p.t.Helper()
	for _, page := range pages {
		p.SeeHeading(page.heading)
		page.fill(p)
		p.Click(Button, "Save and continue")
	}
}

// add adds one thing to the list of the page that is shown.
func add(p *Page, button string, fill func(p *Page)) {
	p.t.Helper()
	p.Click(Button, button)
	fill(p)
	p.Click(Button, "Save")
}

// yesterday is a day that is past wherever the test runs.
func yesterday() (day, month, year string) {
	t := time.Now().AddDate(0, 0, -1)
	return strconv.Itoa(t.Day()), strconv.Itoa(int(t.Month())), strconv.Itoa(t.Year())
}

// photograph makes a small picture of nothing in particular.
func photograph(t testing.TB, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	picture := image.NewRGBA(image.Rect(0, 0, 60, 40))
	for i := range 60 * 40 {
		picture.Set(i%60, i/60, color.RGBA{uint8(i), uint8(i / 60), 120, 255})
	}
	if err := png.Encode(file, picture); err != nil {
		t.Fatal(err)
	}
	return path
}

// reference is the reference on the page that matches pattern.
func reference(p *Page, pattern string) string {
	p.t.Helper()
	found := regexp.MustCompile(pattern).FindString(p.Text())
	if found == "" {
		p.fail("there is no reference like %s on the page", pattern)
	}
	return found
}

func aboutReport(own, child string) question {
	return question{"About this report", func(p *Page) {
		p.Fill("Your reference for this report", own)
		p.Fill("Your organisation", "Kent Police")
		p.Answer("Where are you making this report?", "England")
		p.Answer("Is the potential victim under 18?", child)
		if child == "No" {
			p.Answer("Were they under 18 at any time during the exploitation?", "Not sure")
		}
	}}
}

var lifeBefore = question{"Their life before", func(p *Page) {
	p.Fill("Where were they born?", "A village near Kukes")
	p.Fill("Tell us about their family", "Two younger brothers depend on her. Her parents are dead.")
	p.Fill("Tell us about their education", "Eight years of school.")
	p.Fill("What work did they do before they were exploited?", "She sewed at home for a neighbour.")
}}

var situations = question{"Situations of exploitation", func(p *Page) {
	p.Answer("Were they exploited in more than one situation?", "No")
	add(p, "Add a situation", func(p *Page) {
		p.Check("Made to work for little or no pay")
		began := p.Within(Group, "When did it begin? (optional)")
		began.Fill("Month", "3")
		began.Fill("Year", "2024")
		p.Fill("What else should we know about this situation?", "She packed parcels at night, seven days a week, and was never paid.")
	})
	p.See("March 2024")
}}

var places = question{"Places of exploitation", func(p *Page) {
	p.Answer("Where were they exploited?", "In the United Kingdom")
	add(p, "Add a place", func(p *Page) {
		p.Fill("Country", "United Kingdom")
		p.Fill("City or town in the United Kingdom", "Luton")
		p.Fill("Address, or what is known of the place (optional)", "A warehouse with a blue gate, near a railway bridge.")
	})
	p.See("blue gate")
}}

var how = question{"How they were exploited", func(p *Page) {
	p.Fill("How did the exploitation start?", "A woman at the market promised her a hotel job and paid for the bus. When she arrived there was no hotel, and a debt.")
	p.Fill("What were they made to do?", "Pack parcels from six in the evening to six in the morning, with one break. She got food and no wage.")
	p.Fill("What were their living conditions?", "Six people slept in one room over the warehouse. The door was locked from outside.")
	p.Fill("How were they treated?", "They were told that the police would arrest them. A man took her passport and hit another worker who asked for it.")
}}

var journey = question{"Where they were taken", func(p *Page) {
	p.Answer("Were they taken somewhere by those who exploited them?", "No")
}}

var now = question{"Now", func(p *Page) {
	p.Answer("Are they still in the situation?", "No")
	p.Fill("How and why did they leave?", "She walked out when a driver left the gate open, and asked in a shop for help.")
	p.Answer("When were they last in contact with those who exploited them?", "Within the last 3 months")
}}

var telling = question{"Telling somebody", func(p *Page) {
	p.Answer("Did they tell somebody in authority before?", "No")
	p.Fill("What kept them from telling somebody sooner?", "Fear for her brothers.")
}}

var signs = question{"Signs of exploitation", func(p *Page) {
	p.Answer("Did you notice signs of modern slavery?", "Yes")
	p.Check("Shows fear, anxiety or signs of trauma")
	p.Check("Distrusts the authorities, or is afraid of them")
}}

var noticed = question{"Where the signs were noticed", func(p *Page) {
	p.Fill("Shows fear, anxiety or signs of trauma (optional)", "She trembled when a van stopped outside.")
}}

var talking = question{"Talking with the person", func(p *Page) {
	p.Fill("Where and how did you talk with them?", "In a quiet room, twice, with breaks and an interpreter on the telephone.")
	p.Fill("Why are you making this referral?", "The debt, the locked door and the passport that was taken are what I have seen in labour exploitation before.")
	p.Answer("Is there evidence that makes you doubt the account?", "No")
}}

var professionals = question{"Other professionals", func(p *Page) {
	p.Answer("Are other professionals helping the person?", "No")
}}

var staying = question{"Where they are staying", func(p *Page) {
	p.Fill("City or town", "Bedford")
}}

var exploiters = question{"Who exploited them", func(p *Page) {
	p.Fill("What is known about those who exploited them?", "A couple who are called the cousins. He drives a grey van.")
	p.Answer("Do you know anything about where they are?", "No")
	add(p, "Add a person", func(p *Page) {
		p.Fill("Nicknames (optional)", "The Cousin")
		p.Select("Who are they to the person? (optional)", "Employer or supervisor")
		p.Fill("A language they speak (optional)", "Albanian")
		p.Fill("What do they look like? (optional)", "A scar over the left eye.")
	})
	p.See("The Cousin")
}}

var others = question{"Other potential victims", func(p *Page) {
	p.Answer("Are there other potential victims?", "Not sure")
}}

var risk = question{"Risk and the police", func(p *Page) {
	p.Answer("Could they be exploited again?", "Yes")
	p.Fill("Why?", "The debt is not paid and they know where her brothers live.")
	p.Answer("Has a crime of modern slavery been reported to the police?", "Yes")
	p.Answer("Are they willing to help an investigation?", "No")
}}

func consent(agrees string) question {
	return question{"Consent", func(p *Page) {
		p.Answer("Does the person agree to be referred?", agrees)
		p.Fill("Who explained it to them?", "Priya Marlow")
		day, month, year := yesterday()
		p.FillDate("When was it explained?", day, month, year)
		p.Fill("In which language?", "Albanian")
		p.Fill("Who interpreted? (optional)", "An interpreter on the telephone")
	}}
}

const (
	agrees  = "Yes. I explained it to them, with how their information is used, and they agree"
	refuses = "No. I explained it to them, and they do not agree"
)

var support = question{"Support", func(p *Page) {
	p.Answer("Does the person need support?", "Yes")
	p.Answer("Can they be telephoned about support?", "No")
	p.Fill("How else can they be reached?", "By email.")
}}

func person(given, family string) question {
	return question{"Who the person is", func(p *Page) {
		p.Fill("First name", given)
		p.Fill("Last name", family)
		p.Fill("Nicknames (optional)", "Little Bird")
		p.Within(Group, "Date of birth (optional)").Fill("Year", "2001")
		p.Answer("Gender", "Female")
		p.Fill("Nationality", "Albanian")
	}}
}

var otherNames = question{"Other names", func(p *Page) {}}

var needs = question{"Children, language and communication", func(p *Page) {
	p.Answer("Does the person have children?", "No")
	p.Answer("Do they need an interpreter?", "Yes")
	p.Fill("Which language?", "Albanian")
	p.Answer("Do they need other help with communication?", "No")
}}

var references = question{"References", func(p *Page) {
	p.Answer("Do other bodies know the person by a number?", "Yes")
	add(p, "Add a reference", func(p *Page) {
		p.Select("What kind of reference is it?", "Crime reference number")
		p.Fill("Reference", "46/1234/26")
		p.Fill("Police force", "Kent Police")
	})
	p.See("46/1234/26")
}}

var contacts = question{"Safe contacts", func(p *Page) {
	p.Answer("Who should the decision be sent to?", "The person")
	addContact(p)
}}

// addContact adds how the person can safely be reached.
func addContact(p *Page) {
	p.t.Helper()
	add(p, "Add a contact", func(p *Page) {
		p.Answer("Whose contact is it?", "The person’s own")
		p.Answer("How?", "Email")
		p.Fill("Email address", "little.bird@mail.example")
		p.Check("It is safe to use this contact: nobody who exploited the person can see or hear it")
		day, month, year := yesterday()
		p.FillDate("When did you check that it is safe?", day, month, year)
	})
	p.See("little.bird@mail.example")
}

var evidence = question{"Evidence", func(p *Page) {
	add(p, "Add a file", func(p *Page) {
		p.Upload("Choose a file", photograph(p.t, "gate.png"))
		p.Fill("What is it? (optional)", "The gate of the warehouse")
	})
	p.See("gate.png")
}}

var whoToAsk = question{"Who we can ask", func(p *Page) {
	p.Fill("Your first name", "Priya")
	p.Fill("Your last name", "Marlow")
	p.Fill("Your role", "Police constable")
	p.Fill("Your telephone number", "01632 960001")
	p.Fill("Your email address", "priya.marlow@westhaven.example")
}}
