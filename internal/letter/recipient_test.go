package letter

import (
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"pgregory.net/rapid"
)

const stale90 = 90

// own and other are safe contacts, confirmed that many days before the letters.
func own(channel, value string, ago int) casefile.Contact {
	return casefile.Contact{Channel: channel, Value: value, Whose: casefile.ThePerson, Safe: true, SafeOn: dated.Add(-ago)}
}

func other(name, channel, value string, ago int) casefile.Contact {
	return casefile.Contact{Channel: channel, Value: value, Whose: casefile.SomeoneElse, Name: name, Relation: "Support worker",
		Safe: true, SafeOn: dated.Add(-ago), Permission: true}
}

func with(c casefile.Contact, change func(*casefile.Contact)) casefile.Contact {
	change(&c)
	return c
}

const street = "12 Example Street\nAnytown\r\n AN1 2WN "

func TestAddress(t *testing.T) {
	t.Parallel()
	type contacts = []casefile.Contact
	notSafe := func(c *casefile.Contact) { c.Safe = false }
	noPermission := func(c *casefile.Contact) { c.Permission = false }
	for name, c := range map[string]struct {
		child    bool
		contacts contacts
		want     int    // the contact chosen
		why      string // part of the fault
	}{
		"own e-mail":                        {false, contacts{own("email", "linh@post.example", 3)}, 0, ""},
		"own before other":                  {false, contacts{other("Sam", "post", street, 1), own("post", street, 80)}, 1, ""},
		"own unsafe, other allowed":         {false, contacts{with(own("post", street, 1), notSafe), other("Sam", "post", street, 1)}, 1, ""},
		"last confirmed first":              {false, contacts{own("post", street, 30), own("email", "linh@post.example", 2), own("post", street, 2)}, 1, ""},
		"good on the last day":              {false, contacts{own("post", street, 90)}, 0, ""},
		"stale the day after":               {false, contacts{own("post", street, 91)}, -1, "last checked on"},
		"stale own, fresh other":            {false, contacts{own("post", street, 91), other("Sam", "email", "sam@help.example", 5)}, 1, ""},
		"never confirmed":                   {false, contacts{with(own("post", street, 1), func(c *casefile.Contact) { c.SafeOn = civil.Day{} })}, -1, "Nobody has noted"},
		"confirmed in the future":           {false, contacts{own("post", street, -1)}, -1, "Nobody has noted"},
		"none":                              {false, nil, -1, "Ask the person"},
		"not safe":                          {false, contacts{with(own("post", street, 1), notSafe)}, -1, "Ask the person"},
		"phone only":                        {false, contacts{own("phone", "01632 960 002", 1)}, -1, "phone number"},
		"no permission":                     {false, contacts{with(other("Sam", "post", street, 1), noPermission)}, -1, "permission"},
		"whose is not known":                {false, contacts{with(own("post", street, 1), func(c *casefile.Contact) { c.Whose = "" })}, -1, "Ask the person"},
		"half an address":                   {false, contacts{own("post", "Anytown", 1)}, -1, "not a whole address"},
		"not an e-mail address":             {false, contacts{own("email", "Linh <linh@post.example>", 1)}, -1, "not a whole address"},
		"two e-mail addresses":              {false, contacts{own("email", "a@post.example, b@post.example", 1)}, -1, "not a whole address"},
		"a header in the e-mail address":    {false, contacts{own("email", "a@post.example\r\nBcc: b@post.example", 1)}, -1, "not a whole address"},
		"a child's own":                     {true, contacts{own("post", street, 1)}, -1, "social worker or guardian"},
		"a child's social worker":           {true, contacts{own("post", street, 1), other("Morgan", "post", street, 60)}, 1, ""},
		"a child's nameless contact":        {true, contacts{other(" ", "post", street, 1)}, -1, "name of the social worker"},
		"a child with none":                 {true, nil, -1, "who looks after"},
		"a child's contact without consent": {true, contacts{with(other("Morgan", "post", street, 1), noPermission)}, -1, "permission"},
	} {
		person := Person{Name: "Linh Tran", Child: c.child}
		to, err := Address(person, c.contacts, dated, stale90)
		switch {
		case c.want >= 0 && (err != nil || to.Contact != c.want || !to.complete()):
			t.Errorf("%s: %+v, %v", name, to, err)
		case c.want < 0 && (!fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "There is no safe address to send this letter to. ") || !strings.Contains(err.Error(), c.why)):
			t.Errorf("%s: %+v, %v", name, to, err)
		}
	}
}

func TestAddressLines(t *testing.T) {
	t.Parallel()
	adult := sample(ReasonablePositive, false)
	for _, c := range []struct {
		contact casefile.Contact
		want    string
	}{
		{own("post", street, 1), "Linh Tran|12 Example Street|Anytown|AN1 2WN"},
		{own("email", " linh@post.example ", 1), "Linh Tran|linh@post.example"},
		{other("Sam Okoro", "post", street, 1), "Linh Tran|care of Sam Okoro|12 Example Street|Anytown|AN1 2WN"},
		{other("", "post", street, 1), "Linh Tran|12 Example Street|Anytown|AN1 2WN"},
	} {
		var err error
		if adult.To, err = Address(adult.Person, []casefile.Contact{c.contact}, dated, stale90); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(addressee(adult), "|"); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
		if envelope := Envelope(adult); envelope[0] != "Private: only for the person named" || strings.Join(envelope[1:], "|") != c.want {
			t.Errorf("envelope %q", envelope)
		}
	}
	child := sample(ReasonablePositive, true)
	var err error
	if child.To, err = Address(child.Person, []casefile.Contact{other("Morgan Price", "post", street, 1)}, dated, stale90); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(Envelope(child), "|"); strings.Contains(got, "Linh") || !strings.Contains(got, "Morgan Price") {
		t.Errorf("a child's name is on the envelope, or the social worker's is not: %s", got)
	}
	if got := read(t, child); !strings.Contains(got, "Dear Morgan Price") {
		t.Error("a child's letter does not greet the social worker")
	}
}

func TestOrganisation(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, channel, value string
		ok                   bool
	}{
		{"Anytown Clinic", "email", "records@clinic.example", true}, {"Anytown Clinic", "post", street, true},
		{" ", "post", street, false}, {"Anytown Clinic", "post", "Anytown", false}, {"Anytown Clinic", "phone", "01632 960 003", false},
		{"Anytown Clinic", "email", "clinic", false}, {"Anytown Clinic", "", street, false},
	} {
		to, err := Organisation(c.name, c.channel, c.value)
		if (err == nil) != c.ok || c.ok && (!to.complete() || !to.SafeOn.IsZero() || to.Contact != -1) {
			t.Errorf("%+v: %+v, %v", c, to, err)
		}
	}
	// Only a request for information may go to an organisation.
	clinic, err := Organisation("Anytown Clinic", "post", street)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range Kinds {
		l := sample(kind, false)
		l.To = clinic
		if err := l.Check(); (err == nil) != (kind == Information) {
			t.Errorf("%s to an organisation: %v", kind, err)
		}
	}
	// A letter that waited may go to a contact confirmed since; none goes to a child.
	l := sample(Suspended, false)
	l.To.SafeOn = l.Date.Add(5)
	if err := l.Check(); err != nil {
		t.Errorf("a letter that waited for a safe address cannot go: %v", err)
	}
	l = sample(Suspended, true)
	l.To.ThePerson = true
	if l.Check() == nil {
		t.Error("a letter went to a child")
	}
}

// TestNothingGoesToAnUnsafeContact draws lists of contacts at random.
func TestNothingGoesToAnUnsafeContact(t *testing.T) {
	t.Parallel()
	values := []string{street, "linh@post.example", "01632 960 002", "", "Anytown", "x"}
	rapid.Check(t, func(t *rapid.T) {
		person := Person{Name: "Linh Tran", Child: rapid.Bool().Draw(t, "child")}
		limit := rapid.IntRange(0, 200).Draw(t, "limit")
		contacts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) casefile.Contact {
			c := casefile.Contact{
				Channel: rapid.SampledFrom([]string{casefile.Post, casefile.Email, casefile.Phone, ""}).Draw(t, "channel"),
				Value:   rapid.SampledFrom(values).Draw(t, "value"),
				Whose:   rapid.SampledFrom([]string{casefile.ThePerson, casefile.SomeoneElse, ""}).Draw(t, "whose"),
				Name:    rapid.SampledFrom([]string{"", "Sam"}).Draw(t, "name"),
				Safe:    rapid.Bool().Draw(t, "safe"), Permission: rapid.Bool().Draw(t, "permission")}
			if rapid.Bool().Draw(t, "confirmed") {
				c.SafeOn = dated.Add(rapid.IntRange(-210, 5).Draw(t, "days"))
			}
			return c
		}), 0, 6).Draw(t, "contacts")
		// fits says the rule once more, in its own way.
		fits := func(c casefile.Contact) bool {
			fresh := !c.SafeOn.IsZero() && !c.SafeOn.After(dated) && !c.SafeOn.Add(limit).Before(dated)
			whose := c.Whose == casefile.ThePerson && !person.Child || c.Whose == casefile.SomeoneElse && c.Permission && (c.Name != "" || !person.Child)
			where := c.Channel == casefile.Post && c.Value == street || c.Channel == casefile.Email && c.Value == "linh@post.example"
			return c.Safe && fresh && whose && where
		}
		to, err := Address(person, contacts, dated, limit)
		if err != nil {
			for _, c := range contacts {
				if fits(c) {
					t.Fatalf("refused %+v: %v", c, err)
				}
			}
			return
		}
		chosen := contacts[to.Contact]
		if !fits(chosen) {
			t.Fatalf("chose %+v", chosen)
		}
		for _, c := range contacts {
			if fits(c) && (c.Whose == casefile.ThePerson && !to.ThePerson || (c.Whose == casefile.ThePerson) == to.ThePerson && c.SafeOn.After(chosen.SafeOn)) {
				t.Fatalf("chose %+v, not %+v", chosen, c)
			}
		}
		l := sample(Suspended, person.Child)
		l.To = to
		if err := l.Check(); err != nil {
			t.Fatalf("the chosen address does not do: %v", err)
		}
	})
}
