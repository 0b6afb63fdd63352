package letter

import (
	"strings"
	"testing"
)

// TestReasonsFromLists draws each reason that can be chosen, for an adult and
// about a child.
func TestReasonsFromLists(t *testing.T) {
	t.Parallel()
	for kind, reasons := range becauses {
		for code, v := range reasons {
			for _, isChild := range []bool{false, true} {
				l := sample(kind, isChild)
				l.Because = code
				want := strings.ReplaceAll(v.of(l), "{name}", l.Person.Name)
				switch got := read(t, l); {
				case want == "" && strings.Contains(got, "This is the reason"):
					t.Errorf("%s %s: a reason is announced and none follows", describe(l), code)
				case want != "" && !strings.Contains(got, "- "+want+"\n"):
					t.Errorf("%s %s does not say %q", describe(l), code, want)
				}
			}
		}
	}
}

// TestHelpIsNear finds somebody who can help in each part of the country, each
// with a number or address and with where that was read.
func TestHelpIsNear(t *testing.T) {
	t.Parallel()
	for _, jurisdiction := range []string{"england", "wales", "scotland", "northern-ireland"} {
		for _, isChild := range []bool{false, true} {
			list := HelpIn(jurisdiction, isChild)
			if len(list) == 0 {
				t.Errorf("nobody helps in %s, child %v", jurisdiction, isChild)
			}
			for _, h := range list {
				if h.Name == "" || h.For == "" || h.Phone == "" && h.Email == "" {
					t.Errorf("%s: %+v cannot be reached", jurisdiction, h)
				}
				if isChild && h.Name == "The Salvation Army" || !isChild && strings.Contains(h.Name, "Child") {
					t.Errorf("%s, child %v: %s", jurisdiction, isChild, h.Name)
				}
			}
		}
	}
	for _, h := range allHelp {
		if h.Source == "" || h.Who != "adult" && h.Who != "child" && h.Who != "any" {
			t.Errorf("%s: source %q, for %q", h.Name, h.Source, h.Who)
		}
	}
	if list := HelpIn("atlantis", false); len(list) > 0 {
		t.Errorf("help in no place: %v", list)
	}
}
