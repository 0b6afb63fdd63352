package alike

import (
	"strings"
	"testing"

	"github.com/havenward/havenward/linkage"
	"github.com/havenward/havenward/linkage/name"
	"pgregory.net/rapid"
)

// TestHardNames is what a person at the door may write of somebody on the list.
func TestHardNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		given, listed string
		want          Strength
	}{
		{"Besnik Hoxha", "Besnik Hoxha", Certain},
		{"  besnik   HOXHA ", "Besnik Hoxha", Certain},
		{"Hoxha Besnik", "Besnik Hoxha", Certain},
		{"Hoxha, Besnik", "Besnik Hoxha", Certain},
		{"Đặng Thị Hạnh", "Dang Thi Hanh", Certain},
		{"Hanh Dang Thi", "Đặng Thị Hạnh", Certain},
		{"Ngoc My Tran", "Tran Ngocmy", Strong},
		{"Иван Петров", "Ivan Petrov", Certain},
		{"Mohamed Al-Hassan", "Muhammad Alhassan", Strong},
		{"Mohammed Ali Hassan", "Muhammad Hassan", Strong},
		{"Bob Smith", "Robert Smith", Strong},
		{"Kate Wilson", "Katherine Wilson", Strong},
		{"Chang Wei", "Zhang Wei", Strong},
		{"Kowalska Anna", "Anna Kowalski", Strong},
		{"Besnk Hoxha", "Besnik Hoxha", Strong},
		{"Besnik Hoxa", "Besnik Hoxha", Strong},
		{"Ọlá Adébáyọ̀", "Ola Adebayo", Certain},
		{"Maria Jose Garcia Lopez", "Maria Garcia", Strong},
		{"O'Neill Sean", "Sean ONeill", Certain},
		{"Besnik", "Besnik Hoxha", Faint},
		{"The Wolf", "Wolf", Faint},
		{"John Smith", "John Baker", Unlike},
		{"John Smith", "Peter Smith", Unlike},
		{"Anna Nowak", "Besnik Hoxha", Unlike},
		{"", "Besnik Hoxha", Unlike},
		{"!!", "Besnik Hoxha", Unlike},
	} {
		given, listed := readyName(c.given), readyName(c.listed)
		got, why := compareNames(&given, &listed)
		if got != c.want {
			t.Errorf("%q and %q: %d (%s), want %d", c.given, c.listed, got, why, c.want)
		}
		if (why == "") != (got == Unlike) {
			t.Errorf("%q and %q: %d without the words that say why: %q", c.given, c.listed, got, why)
		}
	}
}

func TestPhonesAndAddresses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		given, listed string
		want          Strength
		compare       func(a, b string) (Strength, string)
	}{
		{"07700 900123", "+44 7700 900123", Certain, comparePhones},
		{"0044 7700 900 123", "07700900123", Certain, comparePhones},
		{"07700 900124", "07700 900123", Faint, comparePhones},
		{"07700 900999", "07700 900123", Unlike, comparePhones},
		{"", "07700 900123", Unlike, comparePhones},
		{"12 Harbour Street, Luton LU1 2AB", "12 Harbour St. Luton LU1 2AB", Certain, compareAddresses},
		{"12, LU1 2AB", "12 Harbour Street, Luton LU12AB", Certain, compareAddresses},
		{"14 Harbour Street, Luton LU1 2AB", "12 Harbour Street, Luton LU1 2AB", Unlike, compareAddresses},
		{"12 Harber Street, Luton", "12 Harbour Street, Luton", Strong, compareAddresses},
		{"12 Harbour Street", "12 Harbour Street, Luton", Strong, compareAddresses},
		{"1 Mill Lane", "9 High Road", Unlike, compareAddresses},
	} {
		if got, why := c.compare(c.given, c.listed); got != c.want {
			t.Errorf("%q and %q: %d (%s), want %d", c.given, c.listed, got, why, c.want)
		}
	}
}

// disguise writes a text in another way that means the same.
func disguise(t *rapid.T, text string) string {
	if rapid.Bool().Draw(t, "upper") {
		text = strings.ToUpper(text)
	}
	if rapid.Bool().Draw(t, "spaces") {
		text = "  " + strings.ReplaceAll(text, " ", "   ") + " "
	}
	return text
}

var someName = rapid.StringMatching(`[A-ZĐŁÉ][a-zéüłđạ]{1,9}( [A-ZĐŁ][a-zéüłđạ]{2,9}){1,3}`)

// TestTheSameIsNeverMissed draws names, numbers and addresses and writes them in
// another way.
func TestTheSameIsNeverMissed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		full := someName.Draw(t, "name")
		parts := strings.Fields(full)
		swapped := strings.Join(rapid.Permutation(parts).Draw(t, "order"), " ")
		for _, other := range []string{disguise(t, full), swapped, name.Fold(full)} {
			if got := Strongest(Resemblance(Described{Names: []string{"Somebody Else", other}}, Described{Aliases: []string{full}})); len(name.Tokens(full)) > 0 && got != Certain {
				t.Fatalf("%q was not found as %q: %d", full, other, got)
			}
		}
		digits := rapid.StringMatching(`07[0-9]{9}`).Draw(t, "phone")
		for _, other := range []string{"+44 " + digits[1:5] + " " + digits[5:], "0044" + digits[1:], digits[:5] + "-" + digits[5:]} {
			if got := Strongest(Resemblance(Described{Phones: []string{other}}, Described{Phones: []string{digits}})); got != Certain {
				t.Fatalf("%q was not found as %q: %d", digits, other, got)
			}
		}
		address := rapid.StringMatching(`[1-9][0-9]{0,2} [A-Z][a-z]{3,8} (Street|Road|Avenue), [A-Z][a-z]{3,8}`).Draw(t, "address")
		short := strings.NewReplacer("Street", "St", "Road", "Rd.", "Avenue", "Ave").Replace(address)
		for _, other := range []string{disguise(t, address), short, strings.ReplaceAll(address, ",", "\n")} {
			if got := Strongest(Resemblance(Described{Addresses: []string{other}}, Described{Addresses: []string{address}})); got != Certain {
				t.Fatalf("%q was not found as %q: %d", address, other, got)
			}
		}
		if linkage.Canonical(linkage.KindPhone, digits) == "" {
			t.Fatal("the number cannot be compared")
		}
	})
}

// TestResemblanceIsSymmetric exchanges the two people.
func TestResemblanceIsSymmetric(t *testing.T) {
	t.Parallel()
	draw := func(t *rapid.T, label string) Described {
		word := rapid.SampledFrom([]string{"Ivan", "Иван", "Petrov", "Bob", "Robert", "Smith", "Smyth", "Chang", "Zhang", "Wei", "al", "Hassan", "Kowalska", "Kowalski", "Anna", "Ann", "Ngoc", "My", "Ngocmy", "x"})
		names := func(what string) []string {
			var all []string
			for range rapid.IntRange(0, 2).Draw(t, what) {
				all = append(all, strings.Join(rapid.SliceOfN(word, 1, 4).Draw(t, what), " "))
			}
			return all
		}
		return Described{Names: names(label + " names"), Aliases: names(label + " aliases"),
			Phones:    rapid.SliceOfN(rapid.StringMatching(`(\+44|0)7700 ?90012[0-3]`), 0, 2).Draw(t, label+" phones"),
			Addresses: rapid.SliceOfN(rapid.StringMatching(`1?[12] (Mill|Mil|Hill) (Street|St|Lane)(, Luton)?( LU1 2A[AB])?`), 0, 2).Draw(t, label+" addresses")}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw(t, "a"), draw(t, "b")
		there, back := Resemblance(a, b), Resemblance(b, a)
		if Strongest(there) != Strongest(back) || len(there) != len(back) {
			t.Fatalf("%+v and %+v: %+v one way, %+v the other", a, b, there, back)
		}
		count := func(list []Agreement) map[string]int {
			n := map[string]int{}
			for _, agreement := range list {
				n[agreement.Why]++
			}
			return n
		}
		one, other := count(there), count(back)
		for why, n := range one {
			if other[why] != n {
				t.Fatalf("%q %d times one way, %d the other", why, n, other[why])
			}
		}
	})
}

func FuzzResemblance(f *testing.F) {
	f.Add("Đặng Thị Hạnh", "12 Mill Lane, LU1 2AB")
	f.Add("", "\x00")
	f.Fuzz(func(t *testing.T, a, b string) {
		x := Described{Names: []string{a}, Aliases: []string{b}, Phones: []string{a}, Addresses: []string{b}}
		y := Described{Names: []string{b}, Phones: []string{b}, Addresses: []string{a}}
		if Strongest(Resemblance(x, y)) != Strongest(Resemblance(y, x)) {
			t.Fatalf("%q and %q differ one way and the other", a, b)
		}
	})
}
