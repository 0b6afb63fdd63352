package invent

import (
	"strconv"
	"strings"
)

// dramaRanges are the telephone numbers that Ofcom keeps free for radio and
// television drama: what stands before the last three digits, in national form.
// Each has the thousand numbers from 000 to 999.
var dramaRanges = []string{
	"01632 960", "0113 496 0", "0114 496 0", "0115 496 0", "0116 496 0", "0117 496 0", "0118 496 0", "0121 496 0", "0131 496 0",
	"0141 496 0", "0151 496 0", "0161 496 0", "020 7946 0", "0191 498 0", "028 9649 6", "029 2018 0",
}

const dramaMobile = "07700 900"

// Mobile returns a mobile number that nobody has, such as "07700 900123".
func (g *Generator) Mobile() string { return dramaMobile + g.threeDigits() }

// Landline returns a number that nobody has with an area code of the United
// Kingdom, such as "020 7946 0123".
func (g *Generator) Landline() string { return pick(g, dramaRanges) + g.threeDigits() }

func (g *Generator) threeDigits() string { return strconv.Itoa(1000 + g.rand.IntN(1000))[1:] }

// mailDomains are kept free by RFC 2606 and RFC 6761.
var mailDomains = []string{"@example.org", "@example.com", "@example.net", "@mail.example", "@post.example"}

// email is made of the parts of a name, with a number so that namesakes differ.
func (g *Generator) email(given, family string) string {
	local := mailLocal(given)
	if part := mailLocal(family); part != "" {
		if local != "" {
			local += "."
		}
		local += part
	}
	if local == "" {
		local = "person"
	}
	return local + strconv.Itoa(g.rand.IntN(90)+10) + pick(g, mailDomains)
}

// mailLocal keeps the unaccented letters of a name.
func mailLocal(part string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		default:
			return -1
		}
	}, part)
}

// Address is a place that does not exist in a town that does.
type Address struct {
	// Street is the first line.
	Street string
	// Town is a code of the reference list of towns.
	Town string
	// Postcode is of the area ZZ, which there is not.
	Postcode string
}

var (
	units       = []string{"", "", "", "Flat 1, ", "Flat 2B, ", "Unit 4, ", "Room 12, ", "Flat 7, ", "Top floor, ", "Annexe, "}
	streetNames = []string{"Invented", "Imaginary", "Nowhere", "Fable", "Pretend", "Makebelieve", "Storybook", "Paper Town", "Notional", "Never", "Figment", "Example"}
	streetKinds = []string{" Road", " Street", " Lane", " Close", " Avenue", " Terrace", " Way", " Court", " Yard", " Row"}
)

// commonTowns are where many referrals come from; half of the addresses are
// there.
var commonTowns = []string{"london", "birmingham", "manchester", "leeds", "liverpool", "sheffield", "bristol", "leicester", "nottingham",
	"coventry", "bradford", "cardiff", "glasgow", "edinburgh", "belfast", "croydon", "luton", "peterborough", "newcastle-upon-tyne", "derby"}

// Address invents where somebody stays.
func (g *Generator) Address() Address {
	street := pick(g, units) + strconv.Itoa(1+g.rand.IntN(180)) + " " + pick(g, streetNames) + pick(g, streetKinds)
	postcode := []byte("ZZ00 0ZZ")
	postcode[2] += byte(1 + g.rand.IntN(9))
	postcode[3] += byte(g.rand.IntN(10))
	postcode[5] += byte(1 + g.rand.IntN(9))
	postcode[6] -= byte(g.rand.IntN(26))
	postcode[7] -= byte(g.rand.IntN(26))
	return Address{Street: street, Town: g.Town(), Postcode: string(postcode)}
}

// Town draws the code of a town of the United Kingdom.
func (g *Generator) Town() string {
	if g.chance(50) {
		return pick(g, commonTowns)
	}
	return pick(g, townCodes())
}
