package linkage

import (
	"strings"
	"testing"
)

func TestProfileKnowsColumns(t *testing.T) {
	t.Parallel()
	text := `ref,Forenames given,LastName,D.O.B.,Gender,Citizenship,Town of referral,Post code,Mobile,contact,Passport no,AKA,notes,status,seen,empty
1,Anna,Kowalska,1990-03-08,F,PL,Leeds,LS1 4AP,07700900123,a.k@example.org,AB123456,Ania,came twice,open,2020-01-02,
2,Minh,Nguyen,08/03/1991,M,VN,Hull,HU1 2AB,07700900124,m.n@example.org,CD123456,Minh A;Anh,asked for help,open,2020-01-03,
3,Ilir,Hoxha,1992,M,AL,Dover,CT16 1AA,07700900125,i.h@example.org,EF123456,,nothing,open,2020-01-04,
`
	table, err := Read("profile.csv", strings.NewReader(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]Kind{
		"ref": KindIgnore, "Forenames given": KindGiven, "LastName": KindFamily, "D.O.B.": KindBirth, "Gender": KindSex,
		"Citizenship": KindNationality, "Town of referral": KindPlace, "Post code": KindPostcode, "Mobile": KindPhone,
		"contact": KindEmail, "Passport no": KindDocument, "AKA": KindAlias, "notes": KindIgnore, "status": KindIgnore,
		"seen": KindIgnore, "empty": KindIgnore,
	}
	for _, p := range ProfileTable(table, "ref") {
		if p.Kind != want[p.Column] || p.Because == "" {
			t.Errorf("column %q seems to hold %s because %q, want %s", p.Column, p.Kind, p.Because, want[p.Column])
		}
	}
}

func TestSeveralValuesAndAliases(t *testing.T) {
	t.Parallel()
	phones := newField(Field{Column: "phone", Kind: KindPhone, Separator: ";"})
	both := phones.intern("07700900123; +44 7700 900999")
	one := phones.intern("00447700900999")
	other := phones.intern("07700900555")
	if level := phones.compare(both, one); level != levelExact {
		t.Errorf("one of two telephones agrees: level %s", valueLevels[level])
	}
	if level := phones.compare(both, other); level == levelExact {
		t.Error("another telephone agrees")
	}
	n := newNames([]Field{{Column: "g", Kind: KindGiven}, {Column: "f", Kind: KindFamily}, {Column: "a", Kind: KindAlias}})
	var there, back nameMatch
	a := n.intern([]string{"Thi Mai", "Nguyen", "Linda Tran; Lan"})
	b := n.intern([]string{"Linda", "Tran", ""})
	n.align(a, b, &there)
	n.align(b, a, &back)
	if there.family != familyExact || there.given != givenExact || back.family != there.family || back.given != there.given {
		t.Errorf("an alias does not match: %d/%d, %d/%d", there.family, there.given, back.family, back.given)
	}
}

func TestSettingsAreChecked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, says string }{
		{`{"fields": [{"column": "a", "kind": "colour"}]}`, "colour"},
		{`{"fields": [{"column": "a", "kind": "place"}, {"column": "a", "kind": "sex"}]}`, "twice"},
		{`{"threshold": 2}`, "probability"},
		{`{"exact": [["b"]]}`, "not among the fields"},
		{`{"max_blocks": 3}`, "max_blocks"},
	} {
		if _, err := ReadSettings(strings.NewReader(c.text)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: error %v, want one that says %q", c.text, err, c.says)
		}
	}
}
