package linkage

import (
	"strings"
	"testing"
)

// scripts are names in every script that the field meets, and some that break
// things.
var scripts = []string{
	"Nguyễn Thị Mai", "陈小红", "محمد علي", "Юрій Шевченко", "Γιώργος", "שרה כהן", "สมชาย ใจดี", "ኃይሌ", "राम", "தமிழ்",
	"김민수", "さくら", "Osaretin", "Ọlá", "Ştefan", "Łukasz", "O'Brien", "İI", "ß", "\xff\xfe", "", "   ", "A", "1990-03-08",
}

func FuzzCompareNames(f *testing.F) {
	for i, a := range scripts {
		f.Add(a, scripts[(i+1)%len(scripts)], scripts[(i+5)%len(scripts)], a)
	}
	f.Fuzz(func(t *testing.T, given1, family1, given2, family2 string) {
		n := newNames([]Field{{Column: "g", Kind: KindGiven}, {Column: "f", Kind: KindFamily}})
		a, b := n.intern([]string{given1, family1}), n.intern([]string{given2, family2})
		if a == 0 || b == 0 {
			return
		}
		var there, back, self nameMatch
		n.align(a, b, &there)
		n.align(b, a, &back)
		if there.family != back.family || there.given != back.given || there.count != back.count {
			t.Fatalf("(%q, %q) and (%q, %q): %d/%d one way, %d/%d the other", given1, family1, given2, family2,
				there.family, there.given, back.family, back.given)
		}
		n.align(a, a, &self)
		for _, m := range self.matches[:self.count] {
			if m.level != partExact {
				t.Fatalf("(%q, %q) differs from itself: %+v", given1, family1, self)
			}
		}
	})
}

func FuzzCompareValues(f *testing.F) {
	for i, a := range scripts {
		f.Add(a, scripts[(i+3)%len(scripts)])
	}
	for _, s := range []string{"1990", "19900308", "08/03/1990", "1990/1994", "07700 900123", "+44 7700 900123", "a.b1@c.org", "NW1 5LR"} {
		f.Add(s, "1990-08-03")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, kind := range kinds {
			if kind.isName() || kind == KindIgnore {
				continue
			}
			values := newField(Field{Column: "x", Kind: kind, Separator: "|"})
			x, y := values.intern(a), values.intern(b)
			if there, back := values.compare(x, y), values.compare(y, x); there != back {
				t.Fatalf("%s %q and %q: level %d one way, %d the other", kind, a, b, there, back)
			}
			if x != 0 && kind != KindBirth && values.compare(x, x) != levelExact {
				t.Fatalf("%s %q differs from itself", kind, a)
			}
			if x != 0 {
				if again := values.intern(values.text(x)); again != x && !strings.Contains(a, "|") {
					t.Fatalf("%s %q reads back as another value from %q", kind, a, values.text(x))
				}
			}
		}
	})
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "a\n\"x\n\"\n", "\ufeffa,b\r\n,\r\n", "a,b\n\"\",\"\"\"\"\n", "a\n\n\n1", "\"", "a,\"b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		table, err := Read("fuzz", strings.NewReader(text), nil)
		if err != nil {
			return
		}
		for row := range table.Len() {
			for i := range table.Header {
				if cell := table.Cell(row, i); strings.TrimSpace(cell) != cell && strings.Trim(cell, " \t\r\n") != cell {
					t.Fatalf("cell %q is not trimmed", cell)
				}
			}
		}
	})
}

func TestBirthLevels(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want uint8
	}{
		{"1990-03-08", "8 Mar 1990", birthExact}, {"19900308", "08/03/1990", birthExact}, {"1990-03-08", "1990-08-03", birthSwapped},
		{"1990-03-08", "1990", birthDefaultAgree}, {"1990-03-08", "1990-01-01", birthDefaultAgree}, {"1990", "1990", birthBothDefault},
		{"1990-03-08", "1991-03-08", birthYearSlip}, {"1990-03-08", "2000-03-08", birthYearSlip}, {"1990-03-08", "1990-03-18", birthOneDigit},
		{"1990-03-08", "1990-11-08", birthPartOff}, {"1990-03-08", "1940-03-08", birthYearSlip}, {"1990-03-08", "1977-03-08", birthYearOther},
		{"1990-03-08", "1991-04-09", birthNear}, {"1990-03-08", "1990-07-21", birthSameYear}, {"1990-03-08", "1964-09-30", birthDifferent},
		{"1988/1992", "1990-03-08", birthDefaultAgree}, {"1988/1992", "1994-03-08", birthYearNear}, {"1990-01-01", "2000-05-06", birthDefaultNear},
	} {
		a, okA := parseBirth(c.a)
		b, okB := parseBirth(c.b)
		if !okA || !okB {
			t.Fatalf("%q or %q is not read", c.a, c.b)
		}
		if got := compareBirths(a, b); got != c.want {
			t.Errorf("%q and %q: %s, want %s", c.a, c.b, birthLevels[got], birthLevels[c.want])
		}
	}
	for _, s := range []string{"", "unknown", "90", "8 Mar", "1990-03-08-01", "99999"} {
		if b, ok := parseBirth(s); ok {
			t.Errorf("%q is read as %+v", s, b)
		}
	}
}

func TestNameLevels(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		given1, family1, given2, family2 string
		family, given                    uint8
	}{
		{"Thị Mai", "Nguyễn", "THI MAI", "NGUYEN", familyExact, givenExact},
		{"Ngoc My", "Tran", "Tran", "Ngocmy", familyExact, givenExact},
		{"Rong-Dong", "Liu", "Rongdong", "Liu", familyExact, givenExact},
		{"Osaretin", "Okoro", "Osas", "Okoro", familyExact, givenVariant},
		{"Matei", "Popescu", "Matey", "Popesku", familyVariant, givenVariant},
		{"Xiao", "Chen", "Xiao", "Tan", familyVariant, givenExact},
		{"Mohammed", "Hussain", "Muhamad", "Hussein", familyVariant, givenVariant},
		{"Blessing Osas", "Eze", "Blessing", "Eze", familyExact, givenSubset},
		{"Blessing", "Okoro", "Blessing", "Okorg", familyTypo, givenExact},
		{"Anna", "Kowalska", "Anna", "Kowalski", familyVariant, givenExact},
		{"Іван", "Шевченко", "Ivan", "Shevchenko", familyExact, givenExact},
		{"محمد", "حسين", "Mohammed", "Hussein", familyVariant, givenVariant},
		{"فاطمة", "حسن", "Fatima", "Hassan", familyVariant, givenVariant},
		{"小红", "陈", "Xiaohong", "Chen", familyExact, givenExact},
		{"Văn Hùng", "Trần", "Tran Van", "Hung", familyExact, givenExact},
		{"Arben", "Hoxha", "Arben", "Hodja", familyVariant, givenExact},
		{"Ștefan", "Țăranu", "Stefan", "Taranu", familyExact, givenExact},
		{"Ṣọlá", "Adébáyọ̀", "Shola", "Adebayo", familyExact, givenVariant},
		{"Ivan Petrovich", "Sidorov", "Ivan", "Sidorov", familyExact, givenSubset},
		{"Besa", "Hoxha", "Victor", "Eze", familyDifferent, givenDifferent},
	} {
		n := newNames([]Field{{Column: "g", Kind: KindGiven}, {Column: "f", Kind: KindFamily}})
		var m nameMatch
		n.align(n.intern([]string{c.given1, c.family1}), n.intern([]string{c.given2, c.family2}), &m)
		if m.family != c.family || m.given != c.given {
			t.Errorf("%s %s and %s %s: family %s, given %s; want %s, %s", c.given1, c.family1, c.given2, c.family2,
				familyLevelNames[m.family], givenLevelNames[m.given], familyLevelNames[c.family], givenLevelNames[c.given])
		}
	}
}
