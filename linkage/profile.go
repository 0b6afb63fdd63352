package linkage

import (
	"strings"

	"github.com/havenward/havenward/linkage/name"
)

// Profile describes one column: how full it is, how many values it has, and
// what it seems to hold.
type Profile struct {
	Column   string  `json:"column"`
	Kind     Kind    `json:"kind"`
	Because  string  `json:"because"`
	Filled   float64 `json:"filled"`   // share of records with a value
	Distinct int     `json:"distinct"` // values
}

// headerKinds are words of column names and the kind they speak for, the more
// telling first. A name matches where all words of an entry occur in it.
var headerKinds = []struct {
	words string
	kind  Kind
}{
	{"date birth", KindBirth}, {"birthdate", KindBirth}, {"dob", KindBirth}, {"birth", KindBirth}, {"born", KindBirth},
	{"alias", KindAlias}, {"aka", KindAlias}, {"other names", KindAlias},
	{"full name", KindFullName}, {"fullname", KindFullName},
	{"given", KindGiven}, {"first name", KindGiven}, {"forename", KindGiven}, {"firstname", KindGiven}, {"first", KindGiven}, {"middle", KindGiven},
	{"surname", KindFamily}, {"family", KindFamily}, {"last name", KindFamily}, {"lastname", KindFamily}, {"last", KindFamily},
	{"sex", KindSex}, {"gender", KindSex},
	{"nationality", KindNationality}, {"citizenship", KindNationality}, {"country", KindNationality},
	{"e mail", KindEmail}, {"email", KindEmail}, {"phone", KindPhone}, {"mobile", KindPhone}, {"telephone", KindPhone}, {"tel", KindPhone},
	{"postcode", KindPostcode}, {"post code", KindPostcode}, {"zip", KindPostcode}, {"postal", KindPostcode},
	{"passport", KindDocument}, {"document", KindDocument}, {"doc", KindDocument}, {"ssn", KindDocument}, {"soc sec", KindDocument},
	{"national insurance", KindDocument}, {"nino", KindDocument}, {"identity", KindDocument}, {"id card", KindDocument}, {"nhs", KindDocument},
	{"town", KindPlace}, {"city", KindPlace}, {"suburb", KindPlace}, {"place", KindPlace}, {"locality", KindPlace}, {"village", KindPlace},
	{"street", KindAddress}, {"address", KindAddress}, {"house", KindAddress},
	{"state", KindPlace}, {"county", KindPlace}, {"region", KindPlace}, {"province", KindPlace},
	{"name", KindFullName},
}

// ProfileTable looks at every column and says what it seems to hold. A kind is
// proposed from the name of the column and checked against its values; a
// column whose name says nothing is known by its values where they are telling
// (dates, e-mail addresses, telephone numbers). Columns that fit nothing are
// ignored, and Because says why.
func ProfileTable(t *Table, skip ...string) []Profile {
	profiles := make([]Profile, len(t.Header))
	forEach(len(t.Header), func(i int) {
		profiles[i] = profileColumn(t, i)
		for _, name := range skip {
			if t.Header[i] == name {
				profiles[i].Kind, profiles[i].Because = KindIgnore, "named as an id, a truth or a source"
			}
		}
	})
	return profiles
}

// fewRecords is so few that all of them may well share a value.
const fewRecords = 20

// sampleOfValues is how many distinct values of a column are looked at.
const sampleOfValues = 2000

func profileColumn(t *Table, i int) Profile {
	c := &t.columns[i]
	p := Profile{Column: t.Header[i], Kind: KindIgnore, Distinct: c.values.size() - 1}
	filled := 0
	for _, id := range c.cells {
		if id != 0 {
			filled++
		}
	}
	if t.rows > 0 {
		p.Filled = float64(filled) / float64(t.rows)
	}
	shape := shapeOf(c.values)
	kind, why := kindByHeader(p.Column)
	switch {
	case p.Distinct == 0:
		p.Because = "empty"
	case p.Distinct == 1 && t.rows > fewRecords:
		p.Because = "one value only, which tells nobody apart"
	case kind == KindBirth && shape.dates < 0.7:
		p.Because = "named like a date of birth, but the values are not dates"
	case kind == KindPhone && shape.phones < 0.5:
		p.Because = "named like a telephone number, but the values are not"
	case kind == KindPostcode && shape.long > 0.2:
		p.Kind, p.Because = KindAddress, "named like a postcode, but the values are longer"
	case kind != KindIgnore:
		p.Kind, p.Because = kind, why
	case shape.emails > 0.8:
		p.Kind, p.Because = KindEmail, "the values are e-mail addresses"
	case shape.dates > 0.9:
		p.Because = "holds dates, but nothing says that they are dates of birth"
	case shape.phones > 0.9 && p.Distinct*2 > filled:
		p.Kind, p.Because = KindPhone, "the values are telephone numbers"
	default:
		p.Because = "the name of the column says nothing that is known"
	}
	return p
}

func kindByHeader(column string) (Kind, string) {
	folded := name.Fold(splitCamel(column))
	if joined := strings.ReplaceAll(folded, " ", ""); 2*len(joined)-1 == len(folded) {
		folded = joined // D.O.B.
	}
	folded = " " + folded + " "
	for _, entry := range headerKinds {
		all := true
		for _, word := range strings.Fields(entry.words) {
			all = all && strings.Contains(folded, " "+word)
		}
		if all {
			return entry.kind, "the name of the column says " + entry.words
		}
	}
	return KindIgnore, ""
}

// splitCamel puts a space before a capital that follows a small letter.
func splitCamel(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && r >= 'A' && r <= 'Z' && s[i-1] >= 'a' && s[i-1] <= 'z' {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// shape holds which share of the values looks like what.
type shape struct{ dates, emails, phones, long float64 }

func shapeOf(values *dictionary) shape {
	var s shape
	n := min(values.size()-1, sampleOfValues)
	for id := 1; id <= n; id++ {
		text := values.text(uint32(id))
		if _, ok := parseBirth(text); ok {
			s.dates++
		}
		if at := strings.IndexByte(text, '@'); at > 0 && strings.Contains(text[at:], ".") {
			s.emails++
		}
		if phone := canonicalPhone(text); len(phone) >= 7 && len(phone) <= 15 && len(phone)*3 >= len(text)*2 {
			s.phones++
		}
		if len(text) > 12 {
			s.long++
		}
	}
	if n > 0 {
		s.dates, s.emails, s.phones, s.long = s.dates/float64(n), s.emails/float64(n), s.phones/float64(n), s.long/float64(n)
	}
	return s
}

// Propose makes settings from profiles.
func Propose(uniqueID string, profiles []Profile) Settings {
	s := Settings{UniqueID: uniqueID}
	for _, p := range profiles {
		if p.Kind != KindIgnore {
			s.Fields = append(s.Fields, Field{Column: p.Column, Kind: p.Kind})
		}
	}
	return s
}
