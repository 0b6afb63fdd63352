package exchange_test

import (
	"os"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/exchange"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/shareddata"
)

const head = "quarter,first_responder_type,first_responder,exploitation_type,age_at_exploitation,gender,nationality,people\n"

func readCells(text string) ([]exchange.Cell, error) {
	return exchange.ReadCells(reference.Default(), strings.NewReader(text), civil.MustDay("2026-03-02"))
}

func TestReadThePublishedStatistics(t *testing.T) {
	t.Parallel()
	file, err := os.Open(shareddata.Path(t, "nrm-statistics/nrm_leaf_2022q2_2023q4.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	cells, err := exchange.ReadCells(reference.Default(), file, civil.MustDay("2026-03-02"))
	if err != nil {
		t.Fatal(err)
	}
	people := 0
	for _, cell := range cells {
		people += cell.People
	}
	if len(cells) != 11_277 || people != 30_197 {
		t.Errorf("%d cells, %d people; want 11277 and 30197", len(cells), people)
	}
}

func TestReadCellsTakesColumnsInAnyOrder(t *testing.T) {
	t.Parallel()
	cells, err := readCells("\uFEFFPeople,nationality,gender,age,exploitation_type,first_responder,first_responder_type,quarter\n" +
		"3,Congolese Drc ,Male,Child (17 or under),\"Sexual, Labour & Criminal\",Kent Police,Police,2022Q2\n")
	if err != nil || len(cells) != 1 {
		t.Fatalf("%d cells, %v", len(cells), err)
	}
	if cell := cells[0]; cell.People != 3 || cell.Line != 2 || cell.Nationality != "Congolese Drc " || cell.Responder != "Kent Police" {
		t.Errorf("read %+v", cell)
	}
	if cells, err := readCells(head); err != nil || len(cells) != 0 {
		t.Errorf("a head alone: %v, %v", cells, err)
	}
}

func TestReadCellsSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	const good = "2022Q2,Police,Kent Police,Labour,Adult (18 or over),Male,Albanian,1\n"
	for text, want := range map[string]string{
		"": "the file is empty",
		"quarter,first_responder_type,first_responder,exploitation_type,gender,nationality\n": "these are missing: age_at_exploitation, people",
		head + good + good: "line 3 counts the same group of people as line 2",
		head + strings.Replace(good, ",1\n", ",-1\n", 1):                   `line 2: "-1" is not a number of people`,
		head + strings.Replace(good, ",1\n", ",1.5\n", 1):                  `line 2: "1.5" is not a number of people`,
		head + strings.Replace(good, ",1\n", ",99999999\n", 1):             `"99999999" is not a number of people`,
		head + strings.Replace(good, "2022Q2", "2022Q5", 1):                `line 2: "2022Q5" is not a quarter: write it as 2023Q1`,
		head + strings.Replace(good, "2022Q2", "Q2 2022", 1):               `"Q2 2022" is not a quarter`,
		head + strings.Replace(good, "2022Q2", "2026Q2", 1):                "the quarter 2026Q2 has not begun",
		head + strings.Replace(good, "Kent Police", "Ruritanian Guard", 1): `"Ruritanian Guard" is no first responder that the lists know`,
		head + strings.Replace(good, "Police,Kent", "NGO,Kent", 1):         `"Kent Police" is counted under "Police" and not under "NGO"`,
		head + strings.Replace(good, "Labour", "Labour & Slavery", 1):      `"Labour & Slavery" is no type of exploitation`,
		head + strings.Replace(good, "Labour", "Labour & Labour", 1):       `"Labour & Labour" is no type of exploitation`,
		head + strings.Replace(good, "Adult (18 or over)", "Adult", 1):     `"Adult" is no age at exploitation that the lists know`,
		head + strings.Replace(good, "Male", "Man", 1):                     `"Man" is no gender`,
		head + strings.Replace(good, "Albanian", "Ruritanian", 1):          `"Ruritanian" is no nationality`,
		head + "2022Q2,Police\n":                                           "wrong number of fields",
		head + "\"2022Q2\n":                                                "extraneous or missing \"",
		head + strings.Repeat("x,,,,,,,1\n", 30):                           "there may be more",
	} {
		if cells, err := readCells(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %d cells, error %v; want %q", text, len(cells), err, want)
		}
	}
}

func FuzzReadCells(f *testing.F) {
	f.Add(head + "2022Q2,Police,Kent Police,\"Labour, Domestic, Organ Harvesting\",Adult (18 or over),Male,Albanian Greek,1\n")
	f.Add(head + "2022Q2,\"a\nb\",,,,,,\n,")
	f.Fuzz(func(t *testing.T, text string) {
		cells, err := readCells(text)
		if err != nil {
			return
		}
		for _, cell := range cells {
			if cell.People < 0 || cell.Line < 2 || cell.Quarter == "" || cell.Nationality == "" {
				t.Fatalf("read %+v", cell)
			}
		}
	})
}
