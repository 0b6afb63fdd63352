// Package exchange takes in what other systems hand over, and makes invented
// populations from published figures, through the same commands that pages and
// the JSON API use.
package exchange

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/referral"
)

// Types of case in an export of the Home Office form.
const (
	referralType     = "560734"
	notificationType = "662265"
)

// Unmapped is a member of an export that has no place in a referral, or whose
// value has none. It never holds the value.
type Unmapped struct {
	Key   string
	Shape string // what the value is like: "a text of 12 characters"
	Why   string // a catalogue source string
}

// File is a file that an export names and does not hold.
type File struct{ Key, MediaType string }

// Mapped is a referral as an export tells it.
type Mapped struct {
	Submission referral.Submission
	// Notification says that the export is a notification of an adult who did
	// not agree to be referred.
	Notification bool
	Unmapped     []Unmapped
	Files        []File
}

// MapHomeOfficeForm reads an object of an export of the Home Office form as a
// referral. Text that is on none of the closed lists is kept as text beside the
// code that is missing, and reported. The error is fault.Invalid where the
// object contradicts itself about what it is.
func MapHomeOfficeForm(lists *reference.Set, object Object) (Mapped, error) {
	m := &mapping{lists: lists, object: object}
	members := map[string]Member{}
	for _, member := range object.Members {
		members[member.Key] = member
	}
	for _, row := range homeOfficeForm {
		member, there := members[row.key]
		if !there {
			continue
		}
		delete(members, row.key)
		m.key = row.key
		text, plain := member.text()
		if !plain {
			m.unmapped(member, "This should be a text")
		} else if text = tidy(text); text != "" {
			if why := row.into(m, text); why != "" {
				m.unmapped(member, why)
			}
		}
	}
	m.namedFiles(members)
	for _, member := range object.Members {
		if _, left := members[member.Key]; left {
			m.unmapped(member, "This key is not one that the form is known to write")
		}
	}
	if m.referred && m.notified {
		return Mapped{}, fault.Wrong("Type", "Type and NRMOrDuty disagree: one says a referral, the other a notification")
	}
	switch {
	case m.notified && m.s.AgeGroup == "":
		m.s.AgeGroup = casefile.Adult
	case m.notified && m.s.AgeGroup != casefile.Adult:
		return Mapped{}, fault.Wrong("AdultOrChild", "A child, and somebody who may be one, is always referred, and this says that it is a notification")
	}
	m.assemble()
	return Mapped{Submission: m.s, Notification: m.notified, Unmapped: m.left, Files: m.files}, nil
}

// mapping is a referral while it is put together.
type mapping struct {
	lists  *reference.Set
	object Object
	key    string // the key that is being mapped
	s      referral.Submission
	left   []Unmapped
	files  []File

	referred, notified         bool
	name, nickname             casefile.Name
	episode                    casefile.Episode
	crime                      casefile.Reference
	homeOffice                 string
	own, other                 address
	permission                 string
	phone, supportPhone        string
	otherNationality, language string // as they were written, where no list has them
	organisationName           string
}

// address is how somebody is reached, in parts.
type address struct {
	given, family                           string
	email, safeEmail                        string
	street, town, county, postcode, country string
	safePost                                string
}

func (a address) lines() string {
	var lines []string
	for _, part := range []string{a.street, a.town, a.county, a.postcode, a.country} {
		if part != "" {
			lines = append(lines, part)
		}
	}
	return strings.Join(lines, "\n")
}

func (m *mapping) unmapped(member Member, why string) {
	m.left = append(m.left, Unmapped{Key: member.Key, Shape: member.shape(), Why: why})
}

// tidy makes line ends alike and trims. A character that no text has (NUL) is
// taken out: PostgreSQL cannot keep it.
func tidy(text string) string {
	return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "").Replace(text))
}

// tell adds to a story, after what is told there already.
func (m *mapping) tell(kind, text string) {
	if m.s.Record.Stories == nil {
		m.s.Record.Stories = map[string]string{}
	}
	if told := m.s.Record.Stories[kind]; told != "" {
		text = told + "\n\n" + text
	}
	m.s.Record.Stories[kind] = text
}

// keep puts a text that has no code beside the story it is nearest to, and gives
// why. A notification keeps no such text.
func (m *mapping) keep(kind, text, why string) string {
	if m.notified {
		return leftOut
	}
	m.tell(kind, text)
	return why
}

// namedFiles lists the files that the export names, and keeps their names with
// what is told of the evidence. Their content is not in the export.
func (m *mapping) namedFiles(members map[string]Member) {
	named := map[int]map[string]string{}
	for key, member := range members {
		number, ofFile := files[key]
		text, plain := member.text()
		if !ofFile || !plain {
			continue
		}
		delete(members, key)
		if text = tidy(text); text != "" {
			if named[number] == nil {
				named[number] = map[string]string{}
			}
			named[number][key[strings.IndexByte(key, '.')+1:]] = text
		}
	}
	for i := 1; i <= mostFiles; i++ {
		parts := named[i]
		if parts == nil {
			continue
		}
		m.files = append(m.files, File{Key: fmt.Sprintf("Document%d", i), MediaType: parts["MimeType"]})
		var told []string
		for _, part := range []string{"Name", "MimeType", "URL"} {
			if parts[part] != "" {
				told = append(told, parts[part])
			}
		}
		m.keep(casefile.StoryEvidence, fmt.Sprintf("File %d in the other system, not fetched: %s", i, strings.Join(told, ", ")), "")
	}
}

// assemble puts together what several keys tell.
func (m *mapping) assemble() {
	s, record := &m.s, &m.s.Record
	if m.name != (casefile.Name{}) {
		m.name.Kind = casefile.NameGiven
		record.Names = append(record.Names, m.name)
	}
	if m.nickname != (casefile.Name{}) {
		m.nickname.Kind = casefile.Nickname
		record.Names = append(record.Names, m.nickname)
	}
	if len(m.episode.Forms) > 0 || len(m.episode.Places) > 0 {
		m.episode.Ongoing = s.StillIn == referral.Yes
		record.Episodes = []casefile.Episode{m.episode}
	}
	m.references()
	m.contacts()
	if m.organisationName != "" {
		s.Referrer.Role = strings.TrimPrefix(s.Referrer.Role+", "+m.organisationName, ", ")
	}
	if m.otherNationality != "" {
		record.Birthplace = strings.TrimPrefix(record.Birthplace+"; nationality: "+m.otherNationality, "; ")
	}
	if m.language != "" {
		record.Communication = strings.TrimPrefix(record.Communication+"; interpreter: "+m.language, "; ")
	}
	// The form sends no referral of an adult without the sentence that the
	// first responder has explained it and the adult agrees.
	if s.AgeGroup == casefile.Adult {
		record.Consents = []casefile.Consent{{Purpose: casefile.ConsentReferral, Given: !m.notified,
			ExplainedBy: strings.TrimSpace(s.Referrer.Given + " " + s.Referrer.Family)}}
	}
	if s.ExternalID == "" {
		s.ExternalID = m.fingerprint()
	}
}

func (m *mapping) references() {
	record := &m.s.Record
	if m.crime.Value != "" {
		m.crime.Kind = "crime"
		record.References = append(record.References, m.crime)
	} else if m.crime.Force != "" {
		m.tell(casefile.StoryReferences, "Reported to "+m.lists.PoliceForces.Name(m.crime.Force))
	}
	if m.homeOffice != "" {
		m.s.HasReferences = referral.Yes
		record.References = append(record.References, casefile.Reference{Kind: "home-office", Value: m.homeOffice})
	}
}

// contacts are safe only where the form says so in as many words.
func (m *mapping) contacts() {
	add := func(contact casefile.Contact) {
		if contact.Value != "" {
			m.s.Record.Contacts = append(m.s.Record.Contacts, contact)
		}
	}
	add(casefile.Contact{Channel: casefile.Email, Whose: casefile.ThePerson, Value: m.own.email, Safe: m.own.safeEmail == referral.Yes})
	add(casefile.Contact{Channel: casefile.Post, Whose: casefile.ThePerson, Value: m.own.lines(), Safe: m.own.safePost == referral.Yes})
	if m.phone != "" || m.supportPhone != "" {
		m.s.SupportContact = referral.OwnPhone
	}
	add(casefile.Contact{Channel: casefile.Phone, Whose: casefile.ThePerson, Value: m.phone})
	if m.supportPhone != m.phone {
		add(casefile.Contact{Channel: casefile.Phone, Whose: casefile.ThePerson, Value: m.supportPhone})
	}
	permitted := m.permission == referral.Yes
	name := strings.TrimSpace(m.other.given + " " + m.other.family)
	add(casefile.Contact{Channel: casefile.Email, Whose: casefile.SomeoneElse, Value: m.other.email, Name: name, Safe: permitted, Permission: permitted})
	add(casefile.Contact{Channel: casefile.Post, Whose: casefile.SomeoneElse, Value: m.other.lines(), Name: name, Safe: permitted, Permission: permitted})
	if name != "" && m.other.email == "" && m.other.lines() == "" {
		m.keep(casefile.StoryNoContact, "Somebody else who may be told, without an address: "+name, "")
	}
}

// fingerprint stands in for an external identifier that is missing: the same
// object is still known again, whatever the order of its members.
func (m *mapping) fingerprint() string {
	members := slices.Clone(m.object.Members)
	slices.SortFunc(members, func(a, b Member) int { return strings.Compare(a.Key, b.Key) })
	sum := sha256.New()
	for _, member := range members {
		key, _ := json.Marshal(member.Key)
		value, _ := member.text()
		text, _ := json.Marshal(value)
		fmt.Fprintf(sum, "%s:%s\n", key, text)
	}
	return "sha256:" + hex.EncodeToString(sum.Sum(nil))
}
