package referral

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"pgregory.net/rapid"
)

// somebody is an invented person whose identity was typed into a draft.
func somebody() *Submission {
	return &Submission{SenderReference: "OP ELM/1498", Record: casefile.Record{
		Names: []casefile.Name{{Kind: casefile.NameGiven, Given: "Thị Hạnh", Family: "Đặng"}, {Kind: casefile.Nickname, Given: "sunny"}},
		Birth: civil.Partial{Year: 2001, Month: 5, Day: 7}, Birthplace: "Quynh Luu",
		References: []casefile.Reference{{Kind: "home-office", Value: "H1234567"}},
		Contacts: []casefile.Contact{{Channel: casefile.Phone, Value: "+44 7700 900123"}, {Channel: casefile.Email, Value: "hanh.d@example.org"},
			{Channel: casefile.Post, Value: "12 Willow Bank\nAnytown"}},
	}}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	flagger := testRoom.Flagger(somebody())
	for _, c := range []struct{ text, want string }{
		{"She was promised work in a nail bar.", ""},
		{"They took her passport in 2023 and kept it until March 2024.", ""},
		{"He worked from Monday to Saturday, 14 hours a day, for £20.", ""},
		{"She is Vietnamese and speaks English. The police in Leeds helped her.", ""},
		{"Between 2019 - 2021 she lived in Albania.", ""},
		{"After the journey they were locked in.", ""},
		{"The man, Viktor, hit her.", "Viktor|name"},
		{"Viktor hit her.", "Viktor|name"},
		{"Pack parcels all day. Clean cars at night. Deliveries were late. Nails and hair.", ""},
		{"Threatened with a knife. Beatings were daily.\nLocked in. Cannabis plants grew there.", ""},
		{"Rose hit her. Mark took the money. Grace knew.", "Rose|name Mark|name Grace|name"},
		{"Ahmed came. Kelly rang. Ming paid.", "Ahmed|name Kelly|name Ming|name"},
		{"He was called big tony by the others.", "big|name"},
		{"She met Mrs Okafor in the shop.", "Mrs Okafor|name"},
		{"HANH was crying", "HANH|identity"},
		{"hanh’s room was cold", "hanh’s|identity"},
		{"They called her Sunny.", "Sunny|identity"},
		{"dang thi hanh said so", "dang thi hanh|identity"},
		{"She comes from Quynh Luu.", "Quynh Luu|identity"},
		{"Her number is 07700 900 123.", "07700 900 123|identity"},
		{"Ring 01632 960456 at night.", "01632 960456|number"},
		{"mail hanh.d@example.org or other@example.com", "hanh.d@example.org|identity other@example.com|email"},
		{"born 7 May 2001", "7 May 2001|date"},
		{"born 07/05/2001", "07/05/2001|identity"},
		{"born 12/08/1999", "12/08/1999|date"},
		{"file H-123 4567 at the Home Office", "H-123 4567|identity"},
		{"passport AB123456", "AB123456|number"},
		{"see @sunny_girl99 there", "@sunny_girl99|identity"},
		{"see @pretty_x there", "@pretty_x|handle"},
		{"insta: prettyx", "insta: prettyx|handle"},
		{"https://example.org/p/1", "https://example.org/p/1|handle"},
		{"kept at 12 willow bank, anytown", "12 willow bank|identity anytown|identity"},
		{"kept at 45 Acacia Road", "45 Acacia Road|address"},
		{"near SW1A 1AA", "SW1A 1AA|address"},
		{"the car was AB12 CDE", "AB12 CDE|number"},
		{"她叫阮氏", "她叫阮氏|name"},
		{"op elm/1498 refers", "op elm/1498|identity"},
		{"", ""},
	} {
		var got []string
		for _, flag := range flagger.Flags(c.text) {
			got = append(got, flag.Text+"|"+string(flag.Clue))
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%q: flagged %q, want %q", c.text, text, c.want)
		}
	}
}

// TestWhatIsKnownIsAlwaysFlagged plants what was typed as identity between
// other words, in any case, and expects every word of it to be flagged.
func TestWhatIsKnownIsAlwaysFlagged(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		given := rapid.StringMatching(`[A-ZÀ-Þ][a-zà-ÿ]{3,8}`).Draw(t, "given")
		phone := rapid.StringMatching(`07[0-9]{9}`).Draw(t, "phone")
		s := &Submission{Record: casefile.Record{Names: []casefile.Name{{Kind: casefile.NameGiven, Given: given}},
			Contacts: []casefile.Contact{{Channel: casefile.Phone, Value: phone}}}}
		flagger := testRoom.Flagger(s)
		written := rapid.SampledFrom([]string{given, strings.ToLower(given), strings.ToUpper(given), given + "'s"}).Draw(t, "written")
		number := rapid.SampledFrom([]string{phone, phone[:5] + " " + phone[5:], "+44" + phone[1:], "+44 (0)" + phone[1:5] + "-" + phone[5:]}).Draw(t, "number")
		before := rapid.SampledFrom([]string{"", "then ", "She said: ", "with, ", "\n"}).Draw(t, "before")
		text := before + written + " came, and " + number + " rang"
		left := flagger.TakeOut(text)
		if strings.Contains(strings.ToLower(left), strings.ToLower(given)) || strings.Contains(plainNumber(left), phone[2:]) {
			t.Fatalf("%q left %q", text, left)
		}
	})
}

func FuzzFlags(f *testing.F) {
	for _, seed := range []string{"The man, Viktor, hit her at 45 Acacia Road", "a@b.c", "+44 (0)7700 900123", "\xff\xfe", "阮氏 @x_1", "İIı ﬁ", "H-123 4567 op elm/1498 hanh"} {
		f.Add(seed)
	}
	flagger := testRoom.Flagger(somebody())
	f.Fuzz(func(t *testing.T, text string) {
		valid := strings.ToValidUTF8(text, "\uFFFD")
		end := 0
		for _, flag := range flagger.Flags(text) {
			if flag.Start < end || flag.End <= flag.Start || flag.End > len(valid) {
				t.Fatalf("%q: a flag from %d to %d after %d", text, flag.Start, flag.End, end)
			}
			if valid[flag.Start:flag.End] != flag.Text || !utf8.ValidString(flag.Text) || ClueWords[flag.Clue] == "" {
				t.Fatalf("%q: flag %+v", text, flag)
			}
			end = flag.End
		}
		if left := flagger.TakeOut(text); !utf8.ValidString(left) {
			t.Fatalf("%q left %q", text, left)
		}
	})
}
