package linkage

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// inventedHeader are the columns of invented tables.
var inventedHeader = []string{"id", "person", "given", "family", "dob", "sex", "nationality", "town", "phone", "doc_no", "agency"}

// invent makes a table of invented people with several records each, spelt and
// dated as records of this field are. The same seed gives the same table.
func invent(t testing.TB, seed uint64, people int) *Table {
	t.Helper()
	t.Logf("invented people, seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 7))
	table, err := NewTable(inventedHeader)
	if err != nil {
		t.Fatal(err)
	}
	given := map[string][]string{
		"VN": {"Minh Anh", "Thi Thao", "Van Hung", "Duc", "Quoc Son", "Ngoc Mai", "Thanh", "Linh", "Huu Phuc", "Tuyet"},
		"AL": {"Arben", "Besa", "Valbona", "Ilir", "Rovena", "Gezim", "Qazim", "Ermira", "Luan", "Anila"},
		"NG": {"Blessing", "Precious Osaretin", "Favour", "Victor", "Osas", "Emmanuel", "Patience", "Glory Isoken", "Samuel", "Efosa"},
		"RO": {"Andreea", "Matei", "Alexandru", "Ioana", "Daria Elena", "Vasile", "Gheorghe", "Stefania", "Mihai", "Sofia"},
	}
	family := map[string][]string{
		"VN": {"Nguyễn", "Trần", "Lê", "Phạm", "Võ", "Đặng"},
		"AL": {"Hoxha", "Shehu", "Gjoka", "Përmeti", "Xhafa", "Kuqi"},
		"NG": {"Okoro", "Osagie", "Omoregie", "Nwosu", "Idahosa", "Eze"},
		"RO": {"Popescu", "Ionescu", "Radu", "Stan", "Dumitru", "Rusu"},
	}
	towns := []string{"London", "Leeds", "Dover", "Cardiff", "Glasgow", "Hull", "Luton"}
	nations := []string{"VN", "AL", "NG", "RO"}
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	number := 0
	for person := range people {
		nation := pick(nations)
		g, f, town := pick(given[nation]), pick(family[nation]), pick(towns)
		sex := pick([]string{"F", "M"})
		year, month, day := 1970+r.IntN(40), 1+r.IntN(12), 1+r.IntN(28)
		phone, document := "", ""
		if r.IntN(3) == 0 {
			phone = fmt.Sprintf("07%09d", r.IntN(1e9))
		}
		if r.IntN(5) == 0 {
			document = fmt.Sprintf("%c%08d", 'A'+r.IntN(26), r.IntN(1e8))
		}
		for range 1 + r.IntN(3) {
			row := []string{
				fmt.Sprintf("r%d", number), fmt.Sprint(person), g, f, fmt.Sprintf("%04d-%02d-%02d", year, month, day),
				sex, nation, town, phone, document, pick([]string{"police", "council", "charity"}),
			}
			garble(r, row, towns)
			if err := table.Append(row); err != nil {
				t.Fatal(err)
			}
			number++
		}
	}
	return table
}

// garble spoils a record as recorders do.
func garble(r *rand.Rand, row []string, towns []string) {
	if r.IntN(4) == 0 {
		row[2], row[3] = row[3], row[2]
	}
	if r.IntN(4) == 0 {
		row[2] = strings.ReplaceAll(row[2], " ", "")
	}
	if r.IntN(5) == 0 && len(row[2]) > 4 {
		i := 1 + r.IntN(3)
		row[2] = row[2][:i] + row[2][i+1:]
	}
	if r.IntN(6) == 0 {
		row[3] = strings.ToUpper(row[3])
	}
	switch r.IntN(8) {
	case 0:
		row[4] = row[4][:4] + "-01-01"
	case 1:
		row[4] = row[4][:4]
	case 2:
		row[4] = ""
	case 3:
		row[4] = row[4][:5] + row[4][8:] + "-" + row[4][5:7]
	}
	if r.IntN(3) == 0 {
		row[7] = towns[r.IntN(len(towns))]
	}
	for _, i := range []int{5, 6, 7, 8, 9} {
		if r.IntN(8) == 0 {
			row[i] = ""
		}
	}
}

// inventedSettings are what profiling proposes for an invented table.
func inventedSettings(t *Table) Settings {
	s := Propose("id", ProfileTable(t, "id", "person"))
	s.UniqueID, s.Source = "id", "agency"
	return s
}
