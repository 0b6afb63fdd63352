package form_test

import (
	"net/url"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/havenward/havenward/internal/form"
)

// FuzzFill posts any body: nothing panics, what is taken without a fault is
// printable, and reading it back gives the same answers.
func FuzzFill(f *testing.F) {
	f.Add("name=Linh&age=child&forms=labour&born-day=3&born-month=3&born-year=2011")
	f.Add("name=%00&age=adult&consent=yes&by=x&phone=%2B44&email=a%40b.org&children=-0")
	f.Add("name=A&age=child&nicknames=a%0Ab%0D%0A&from-year=0000&from-about=yes&country=albania")
	f.Add("name=\xff&story=%85&safe=yes&number=0800+1111&rooms=0012")
	f.Fuzz(func(t *testing.T, body string) {
		values, err := url.ParseQuery(body)
		if err != nil {
			return
		}
		var first, second sheet
		errs := form.Fill(&first, values, ask())
		form.Fields(&first, values, errs, ask())
		form.Summary(&first, ask())
		for _, err := range errs {
			if err.Name == "" || err.Message == "" {
				t.Fatalf("a fault without name or message: %+v", err)
			}
		}
		if errs != nil {
			return
		}
		if !utf8.ValidString(first.Name) || !utf8.ValidString(first.Story) {
			t.Fatal("took text that is not UTF-8")
		}
		if errs := form.Fill(&second, form.Values(&first, ask()), ask()); errs != nil {
			t.Fatalf("refused on a second reading: %v", errs)
		}
		if diff := cmp.Diff(first, second); diff != "" {
			t.Fatal(diff)
		}
	})
}
