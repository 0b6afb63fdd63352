package invent

import (
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/civil"
)

// Profile is what is already settled about somebody to be invented.
type Profile struct {
	// Nationality is a code of the reference list; empty leaves it to chance,
	// in the proportions in which people are referred.
	Nationality string
	// Gender is a code of the reference list; empty leaves it to chance.
	Gender string
	// Child asks for somebody under 18 on the day On, otherwise 18 or over.
	Child bool
	// On is the day on which the age counts. It must be known.
	On civil.Day
}

// Person is somebody who does not exist.
type Person struct {
	// Given and Family are the parts of the name as their owner writes them,
	// with marks. Family is empty where there is none by custom.
	Given, Family string
	// Order is how the owner puts the parts together.
	Order Order
	// Called is the name friends use, without marks; it may be empty.
	Called string
	// Aliases are other spellings under which a register may know the person:
	// without marks, in the other order, a name used during exploitation.
	Aliases []string
	// Gender and Nationality are codes of the reference lists.
	Gender, Nationality string
	// Language is the code of the language the person speaks best.
	Language string
	// Birth is the day of birth; BirthTold is how the person tells it, at times
	// only a year, or 1 January because that is what the papers say.
	Birth     civil.Day
	BirthTold civil.Partial
	// Birthplace is in words.
	Birthplace string
	// Phone, in national form, and Email may be empty.
	Phone, Email string
	// Address is where the person stays.
	Address Address
}

// Full is the whole name in the owner's order.
func (p Person) Full() string {
	switch {
	case p.Family == "":
		return p.Given
	case p.Order == FamilyFirst:
		return p.Family + " " + p.Given
	default:
		return p.Given + " " + p.Family
	}
}

// Person invents somebody. A nationality without a known habit of naming is
// named as in English.
func (g *Generator) Person(profile Profile) Person {
	p := Person{Nationality: profile.Nationality, Gender: profile.Gender}
	if p.Nationality == "" {
		p.Nationality = g.Nationality()
	}
	if p.Gender == "" {
		p.Gender = "male"
		if g.chance(27) {
			p.Gender = "female"
		}
	}
	female := p.Gender == "female" || p.Gender != "male" && g.chance(50)
	key := g.cultureOf(p.Nationality)
	c := cultures()[key]
	compose := c.compose
	if compose == nil {
		compose = func(g *Generator, c *culture, female bool) composed {
			return composed{given: c.given(g, female), family: pick(g, c.family), order: GivenFirst}
		}
	}
	n := compose(g, c, female)
	p.Given, p.Family, p.Order = n.given.full, n.family.full, n.order
	if n.nickname != "" && n.nickname != n.given.plain && g.chance(60) {
		p.Called = n.nickname
	}
	p.Aliases = g.aliases(n, female)
	p.Language = languageOf(key, p.Nationality)
	p.Birth = g.birth(profile.Child, profile.On)
	p.BirthTold = g.toldBirth(p.Birth, p.Nationality)
	p.Birthplace = g.birthplace(p.Nationality)
	if g.chance(65) {
		p.Phone = g.Mobile()
	}
	if g.chance(35) {
		p.Email = g.email(n.given.plain, n.family.plain)
	}
	p.Address = g.Address()
	return p
}

// aliases are the other spellings of a name that differ from it.
func (g *Generator) aliases(n composed, female bool) []string {
	var aliases []string
	forward, turned := n.given.plain, n.given.plain
	if n.family.plain != "" {
		forward, turned = n.given.plain+" "+n.family.plain, n.family.plain+" "+n.given.plain
		if n.order == FamilyFirst {
			forward, turned = turned, forward
		}
	}
	if n.given.plain != n.given.full || n.family.plain != n.family.full {
		aliases = append(aliases, forward)
	}
	if turned != forward && g.chance(30) {
		aliases = append(aliases, turned)
	}
	if g.chance(15) {
		used := pick(g, usedNamesMen)
		if female {
			used = pick(g, usedNamesWomen)
		}
		if !slices.Contains(aliases, used) && used != n.given.full {
			aliases = append(aliases, used)
		}
	}
	return aliases
}

// Names that people were told to use while they were exploited.
var (
	usedNamesWomen = []string{"Lucy", "Nicole", "Jessica", "Angel", "Sofia", "Coco", "Bella", "Tina", "Kim", "Mimi"}
	usedNamesMen   = []string{"Tony", "Max", "Sam", "Alex", "Jimmy", "Leo", "Danny", "Nico", "Mo", "Kenny"}
)

// Nationality draws a code in about the proportions of the published referrals.
func (g *Generator) Nationality() string {
	n := g.rand.IntN(nationalityTotal)
	for _, n2 := range frequentNationalities {
		if n -= n2.weight; n < 0 {
			return n2.culture
		}
	}
	return "unknown"
}

// frequentNationalities are the commonest of the published referrals with
// rounded shares in a thousand; the rest are counted as unknown.
var frequentNationalities = []weighted{
	{"GB", 250}, {"AL", 245}, {"VN", 62}, {"SD", 42}, {"ER", 40}, {"RO", 35}, {"IN", 30}, {"IQ", 28}, {"NG", 27}, {"IR", 26},
	{"PK", 20}, {"ET", 18}, {"AF", 18}, {"CN", 15}, {"PL", 12}, {"GH", 11}, {"BR", 10}, {"BD", 10}, {"ZW", 9}, {"PH", 8},
	{"SO", 8}, {"SY", 8}, {"BG", 7}, {"LT", 6}, {"NA", 6}, {"HU", 6}, {"PT", 6}, {"GM", 5}, {"SK", 5}, {"JM", 5},
	{"CZ", 4}, {"LY", 4}, {"EG", 4}, {"KW", 4}, {"MY", 3}, {"unknown", 3},
}

var nationalityTotal = func() (total int) {
	for _, n := range frequentNationalities {
		total += n.weight
	}
	return total
}()

// cultureOf draws one of the cultures of a nationality.
func (g *Generator) cultureOf(nationality string) string {
	mix := nationIndex()[nationality]
	if len(mix) == 0 {
		return "british"
	}
	if len(mix) == 1 {
		return mix[0].culture
	}
	total := 0
	for _, m := range mix {
		total += m.weight
	}
	n := g.rand.IntN(total)
	for _, m := range mix {
		if n -= m.weight; n < 0 {
			return m.culture
		}
	}
	return mix[0].culture
}

// birth draws a birthday for an age: most children are 14 to 17, most adults 18
// to 40.
func (g *Generator) birth(child bool, on civil.Day) civil.Day {
	age := 0
	switch share := g.rand.IntN(100); {
	case child && share < 75:
		age = g.between(15, 17)
	case child && share < 95:
		age = g.between(11, 14)
	case child:
		age = g.between(2, 10)
	case share < 40:
		age = g.between(18, 24)
	case share < 88:
		age = g.between(25, 39)
	default:
		age = g.between(40, 66)
	}
	return on.AddMonths(-12 * age).Add(-g.rand.IntN(364))
}

// oftenFirstOfJanuary are nationalities whose papers often say 1 January,
// because the day was not registered.
const oftenFirstOfJanuary = " AF SD SS ER SO IQ ET IR SY YE TD ML GN GM "

func (g *Generator) toldBirth(birth civil.Day, nationality string) civil.Partial {
	convention := strings.Contains(oftenFirstOfJanuary, " "+nationality+" ")
	switch {
	case convention && g.chance(18):
		return civil.Partial{Year: birth.Year, Month: 1, Day: 1}
	case convention && g.chance(12), g.chance(2):
		return civil.Partial{Year: birth.Year, About: g.chance(50)}
	case g.chance(2):
		return civil.Partial{Year: birth.Year, Month: int(birth.Month)}
	}
	return civil.PartialOf(birth)
}

// languages of the cultures, as codes of the reference list.
var cultureLanguages = map[string]string{
	"british": "en", "irish": "en", "french": "fr", "italian": "it", "german": "de", "dutch": "nl", "nordic": "sv", "greek": "el",
	"albanian": "sq", "romanian": "ro", "polish": "pl", "czech": "cs", "hungarian": "hu", "bulgarian": "bg", "russian": "ru",
	"lithuanian": "lt", "latvian": "lv", "balkan": "sr", "portuguese": "pt", "spanish": "es", "caribbean": "en",
	"edo": "bin", "yoruba": "yo", "igbo": "ig", "hausa": "ha", "ghanaian": "ak", "westafrican": "ff", "centralafrican": "fr",
	"eastafrican": "sw", "southernafrican": "en", "eritrean": "ti", "somali": "so", "sudanese": "apd", "southsudanese": "din",
	"vietnamese": "vi", "chinese": "cmn", "cantonese": "yue", "taiwanese": "cmn", "japanese": "ja", "korean": "ko", "mongolian": "mn",
	"thai": "th", "burmese": "my", "khmer": "km", "malay": "ms", "filipino": "tl", "indian": "hi", "punjabi": "pa",
	"pakistani": "ur", "bangladeshi": "bn", "nepali": "ne", "srilankan": "si", "afghan": "ps", "iranian": "fa", "kurdish": "ckb",
	"arabic": "ar", "maghrebi": "ary", "turkish": "tr", "caucasian": "ka", "centralasian": "uz", "hebrew": "he", "pacific": "en",
}

// nationLanguages are those of nationalities that speak otherwise than their
// culture of names does.
var nationLanguages = map[string]string{
	"GB": "en", "GB-ENG": "en", "UA": "uk", "SK": "sk", "EE": "et", "NO": "no", "DK": "da", "FI": "fi", "IS": "is", "BA": "bs",
	"HR": "hr", "SI": "sl", "MK": "mk", "ET": "am", "ZW": "sn", "SN": "wo", "GM": "mnk", "SL": "kri", "CI": "fr", "BF": "mos",
	"ML": "bm", "LA": "lo", "ID": "id", "AM": "hy", "AZ": "az", "KZ": "kk", "KG": "ky", "TJ": "tg", "TM": "tk", "DZ": "arq",
	"TN": "aeb", "LY": "ayl", "EG": "arz", "SY": "apc", "LB": "apc", "JO": "apc", "PS": "apc", "RW": "rw", "BI": "rn", "AU": "en",
	"HT": "ht", "MG": "mg", "MV": "other", "XXA": "ar", "US": "en", "JM": "jam", "PR": "es", "AO": "pt", "BT": "dz", "LR": "en",
}

func languageOf(culture, nationality string) string {
	if language, ok := nationLanguages[nationality]; ok {
		return language
	}
	return cultureLanguages[culture]
}
