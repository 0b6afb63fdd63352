package invent

import (
	"bufio"
	"embed"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"
)

//go:embed names/*.txt
var nameFiles embed.FS

// name is a part of a name as its owner writes it and as a keyboard without
// marks writes it.
type name struct{ full, plain string }

// culture is how people of one part of the world are named.
type culture struct {
	male, female             []name
	middleMale, middleFemale []name
	family                   []name
	// compose puts a name together; nil is given name and family name.
	compose func(g *Generator, c *culture, female bool) composed
}

// composed is a name in its parts. order is how its owner writes it.
type composed struct {
	given, family name
	order         Order
	nickname      string
}

// cultures are the names of the files in the folder names, read once.
var cultures = sync.OnceValue(func() map[string]*culture {
	all := map[string]*culture{}
	entries, err := nameFiles.ReadDir("names")
	if err != nil {
		panic(err)
	}
	for _, entry := range entries {
		text, err := nameFiles.ReadFile("names/" + entry.Name())
		if err != nil {
			panic(err)
		}
		readCultures(all, string(text))
	}
	for key, compose := range composers {
		all[key].compose = compose
	}
	return all
})

// readCultures reads blocks of a culture's name in brackets and lines of a
// letter for the kind of name, followed by the names; an underscore stands for
// a space within one name.
func readCultures(into map[string]*culture, text string) {
	var c *culture
	lines := bufio.NewScanner(strings.NewReader(text))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			c = &culture{}
			into[strings.Trim(line, "[]")] = c
		default:
			kind, words, _ := strings.Cut(line, " ")
			var names []name
			for _, word := range strings.Fields(words) {
				names = append(names, newName(strings.ReplaceAll(word, "_", " ")))
			}
			switch kind {
			case "m":
				c.male = names
			case "f":
				c.female = names
			case "mm":
				c.middleMale = names
			case "fm":
				c.middleFemale = names
			case "l":
				c.family = names
			default:
				panic(fmt.Sprintf("names: %q is no kind of name", kind))
			}
		}
	}
}

func newName(full string) name { return name{full, plain(full)} }

var plainLetters = strings.NewReplacer("đ", "d", "Đ", "D", "ł", "l", "Ł", "L", "ø", "o", "Ø", "O", "ð", "d", "ı", "i", "ß", "ss", "æ", "ae")

// plain writes a name without marks, as most keyboards and registers do.
func plain(full string) string {
	decomposed := norm.NFD.String(plainLetters.Replace(full))
	return strings.Map(func(r rune) rune {
		if r >= 0x300 && r < 0x370 {
			return -1
		}
		return r
	}, decomposed)
}

// joined puts two parts of a name side by side.
func (n name) joined(other name) name {
	return name{n.full + " " + other.full, n.plain + " " + other.plain}
}

// weighted is one of the cultures of a nationality.
type weighted struct {
	culture string
	weight  int
}

// nationCultures says how people of a nationality are named, where that is not
// one culture alone.
var nationCultures = map[string][]weighted{
	"NG":     {{"edo", 45}, {"yoruba", 28}, {"igbo", 20}, {"hausa", 7}},
	"IN":     {{"indian", 60}, {"punjabi", 40}},
	"GB":     {{"british", 82}, {"pakistani", 4}, {"caribbean", 5}, {"somali", 2}, {"yoruba", 2}, {"polish", 1}, {"albanian", 1}, {"vietnamese", 1}, {"romanian", 2}},
	"GB-ENG": {{"british", 90}, {"pakistani", 4}, {"caribbean", 6}},
	"IQ":     {{"kurdish", 65}, {"arabic", 35}},
	"IR":     {{"iranian", 70}, {"kurdish", 30}},
	"SY":     {{"arabic", 75}, {"kurdish", 25}},
	"CN":     {{"chinese", 94}, {"cantonese", 6}},
	"MY":     {{"malay", 60}, {"cantonese", 25}, {"indian", 15}},
	"SG":     {{"cantonese", 65}, {"malay", 20}, {"indian", 15}},
	"ZA":     {{"southernafrican", 80}, {"british", 10}, {"dutch", 10}},
	"US":     {{"british", 70}, {"spanish", 20}, {"caribbean", 10}},
	"CA":     {{"british", 70}, {"french", 30}},
	"BE":     {{"dutch", 55}, {"french", 45}},
	"CH":     {{"german", 65}, {"french", 25}, {"italian", 10}},
	"TT":     {{"caribbean", 70}, {"indian", 30}},
	"GY":     {{"caribbean", 60}, {"indian", 40}},
	"MU":     {{"indian", 65}, {"french", 35}},
	"FJ":     {{"pacific", 60}, {"indian", 40}},
	"KE":     {{"eastafrican", 85}, {"somali", 15}},
	"CM":     {{"centralafrican", 80}, {"westafrican", 20}},
	"GH":     {{"ghanaian", 90}, {"hausa", 10}},
	"BJ":     {{"westafrican", 60}, {"yoruba", 40}},
	"TD":     {{"sudanese", 60}, {"centralafrican", 40}},
	"CF":     {{"centralafrican", 90}, {"sudanese", 10}},
	"MD":     {{"romanian", 80}, {"russian", 20}},
	"XXA":    {{"kurdish", 30}, {"arabic", 50}, {"sudanese", 20}},
}

// cultureNations lists for each culture the nationalities that are named so and
// in no other way, by the codes of the reference list.
var cultureNations = map[string]string{
	"british":         "GB-SCT GB-WLS AU NZ GI FK IM JE GG MT SH SH-TA PN NF CX CC GBN GBO GBD GBS GBP IO",
	"irish":           "IE GB-NIR",
	"french":          "FR MC LU GF PF NC RE YT BL MF PM WF GP MQ HT MG SC",
	"italian":         "IT SM VA",
	"german":          "DE AT LI",
	"dutch":           "NL AW BQ CW SX SR",
	"nordic":          "SE NO DK FI IS FO GL AX",
	"greek":           "GR CY",
	"albanian":        "AL XK",
	"romanian":        "RO",
	"polish":          "PL",
	"czech":           "CZ SK",
	"hungarian":       "HU",
	"bulgarian":       "BG",
	"russian":         "RU UA BY",
	"lithuanian":      "LT",
	"latvian":         "LV EE",
	"balkan":          "RS HR BA SI MK ME",
	"portuguese":      "PT BR CV ST GW TL AO",
	"spanish":         "ES MX CO VE PE BO EC CL AR UY PY CR PA NI HN SV GT CU DO PR AD GQ",
	"caribbean":       "JM BB BS AG DM GD KN LC VC BZ AI BM KY MS TC VG VI",
	"westafrican":     "SN GM GN ML CI BF NE TG SL LR MR",
	"centralafrican":  "CG CD GA RW BI",
	"eastafrican":     "UG TZ",
	"southernafrican": "ZW ZM MW MZ NA BW LS SZ",
	"eritrean":        "ER ET",
	"somali":          "SO DJ",
	"sudanese":        "SD",
	"southsudanese":   "SS",
	"vietnamese":      "VN",
	"cantonese":       "HK MO",
	"taiwanese":       "TW",
	"japanese":        "JP",
	"korean":          "KR KP",
	"mongolian":       "MN",
	"thai":            "TH",
	"burmese":         "MM",
	"khmer":           "KH LA",
	"malay":           "ID BN",
	"filipino":        "PH",
	"pakistani":       "PK",
	"bangladeshi":     "BD",
	"nepali":          "NP BT",
	"srilankan":       "LK MV",
	"afghan":          "AF",
	"arabic":          "EG JO LB PS KW QA BH OM YE SA AE",
	"maghrebi":        "DZ MA TN LY EH KM",
	"turkish":         "TR",
	"caucasian":       "GE AM AZ",
	"centralasian":    "UZ KZ KG TJ TM",
	"hebrew":          "IL",
	"pacific":         "AS CK FM GU KI MH MP NR NU PW PG SB TK TO TV VU WS",
}

// nationIndex gives the cultures of every nationality.
var nationIndex = sync.OnceValue(func() map[string][]weighted {
	index := map[string][]weighted{}
	for culture, codes := range cultureNations {
		for code := range strings.FieldsSeq(codes) {
			index[code] = []weighted{{culture, 1}}
		}
	}
	for code, mix := range nationCultures {
		index[code] = mix
	}
	return index
})
