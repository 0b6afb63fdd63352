package exchange_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/exchange"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/referral"
)

// mapped maps one object.
func mapped(t testing.TB, text string) exchange.Mapped {
	t.Helper()
	object, err := exchange.NewObjects(strings.NewReader(text)).Next()
	if err != nil {
		t.Fatal(err)
	}
	m, err := exchange.MapHomeOfficeForm(reference.Default(), object)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestEveryKeyGoesWhereItBelongs(t *testing.T) {
	t.Parallel()
	m := mapped(t, export("x", map[string]any{
		"Case.Jurisdiction": "NORTHERNIRELAND", "Country": "NI", "CountryLabel": "Northern-ireland", "AdultOrChild": "Unknown",
		"LocalAuthority": "Belfast City Council", "LAPhone": "028 9649 6001", "LAEmail": "duty@belfast.example", "LAFirstName": "Una", "LALastName": "Invented",
		"MoreThanOneExploitationSituations": "DontKnow", "MultipleExploitationSituations": "No", "FirstChanceToReport": "Yes", "ReportedBeforeFurtherInfo": "NRM 1",
		"PVStillInExploitativeSituation": "Yes", "KeepingPVInSituation": "debt", "ExploitationLivingConditions": "a shed", "PVExploitersLastContact": "last-week",
		"IdentifiedModernSlaveryIndicators": "Yes", "IdentifiedModernSlaveryIndicatorsDetails": "seen", "ProfessionalInsight": "insight",
		"ExploitationLocationPresented": "BOTH", "City1": "Newport", "City2": "Unknown", "Country1": "France", "ExploitationOverseasAddress": "by the port",
		"PVCurrentCounty": "Antrim", "PVCurrentCityTown": "Belfast", "ExploitersInUK": "Not sure", "ComponentSexuallyassaulted": "Yes", "ExploitationOther": "something else",
		"OtherVictims": "not-sure", "OtherVictimsFurtherInfo": "two others", "ConcernsOfFurtherExploitationToPV": "Yes", "ReasonForConcernsReFurtherExploitation": "they call",
		"ReportedCase": "Yes", "PoliceForce": "Police Service of Northern Ireland", "PoliceForceCRN": "CAD 1", "CanPoliceContactPV": "Yes", "NeedSupport": "Yes",
		"Customer.Alias": "Birdy", "Customer.Custom7": "Yes", "Customer.DOB": "2001-05-17", "Customer.Custom17": "Other", "Customer.Custom9": "Yes", "Customer.Custom10": "2",
		"Customer.Custom11": "Greek", "Customer.Custom13": "Yes", "Customer.Custom14": "Albanian", "Customer.Custom15": "Yes", "Customer.Custom16": "large print",
		"CIDReference": "HO 1", "WhoToSendDecisionTo": "Someone else", "Customer.Email": "a@example.org", "Customer.Address": "1 Invented Road", "Customer.Town": "Belfast",
		"Customer.County": "Antrim", "Customer.Postcode": "ZZ1 1ZZ", "Customer.Phone": "07700 900001", "SupportProviderContactByPhone": "07700 900001",
		"SafeToEmail": "No", "SafeToPostal": "Yes", "Customer.ContactMethod": "Email, Post", "HowToNotify": "Email, Post",
		"AltContactFirstName": "Li", "AltContactName": "Friend", "AltContactEmail": "li@example.org", "AltContactAddress": "2 Invented Road", "AltContactTown": "Belfast",
		"AltContactCounty": "", "AltContactPostcode": "ZZ2 2ZZ", "AltContactPermissionToSend": "Yes", "AlternateFREmail": "deputy@example.org", "VictimAccount": "told",
	}))
	if len(m.Unmapped) > 0 {
		t.Errorf("not mapped: %+v", m.Unmapped)
	}
	want := referral.Submission{
		Organisation: "kent", Jurisdiction: "northern-ireland", AgeGroup: casefile.NotSure, SeveralSituations: referral.No, ReportedBefore: referral.Yes,
		LocalAuthority: referral.LocalAuthority{Code: "belfast-city-council", Phone: "028 9649 6001", Email: "duty@belfast.example", Given: "Una", Family: "Invented"},
		StillIn:        referral.Yes, LastContact: "last-week", IndicatorsSeen: referral.Yes, Where: referral.WhereBoth, ExploitersInUK: referral.NotSure,
		OtherVictims: referral.NotSure, FutureConcern: referral.Yes, ReportedToPolice: referral.Yes, Support: referral.Yes, SupportContact: referral.OwnPhone,
		HasChildren: referral.Yes, NeedsInterpreter: referral.Yes, NeedsCommunication: referral.Yes, HasReferences: referral.Yes, DecisionTo: casefile.SomeoneElse,
		Deputy: referral.Deputy{Email: "deputy@example.org"}, ExternalID: "x",
		Record: casefile.Record{
			Names: []casefile.Name{{Kind: casefile.NameGiven, Given: "Ada", Family: "Invented"}, {Kind: casefile.Nickname, Given: "Birdy"}},
			Birth: civil.Partial{Year: 2001, Month: 5, Day: 17}, Gender: "other", Nationalities: []string{"AL", "GR"}, Children: 2, Interpreter: "sq", Communication: "large print",
			CurrentTown: "belfast", CurrentRegion: "county-antrim",
			Episodes: []casefile.Episode{{Forms: []string{"held-and-assaulted", "other"}, Ongoing: true,
				Places: []casefile.Place{{Country: "GB", Town: "newport"}, {Country: "GB", Town: "unknown"}, {Country: "FR"}}}},
			References: []casefile.Reference{{Kind: "crime", Value: "CAD 1", Force: "psni"}, {Kind: "home-office", Value: "HO 1"}},
			Contacts: []casefile.Contact{{Channel: casefile.Email, Whose: casefile.ThePerson, Value: "a@example.org"},
				{Channel: casefile.Post, Whose: casefile.ThePerson, Value: "1 Invented Road\nBelfast\nAntrim\nZZ1 1ZZ", Safe: true},
				{Channel: casefile.Phone, Whose: casefile.ThePerson, Value: "07700 900001"},
				{Channel: casefile.Email, Whose: casefile.SomeoneElse, Value: "li@example.org", Name: "Li Friend", Safe: true, Permission: true},
				{Channel: casefile.Post, Whose: casefile.SomeoneElse, Value: "2 Invented Road\nBelfast\nZZ2 2ZZ", Name: "Li Friend", Safe: true, Permission: true}},
			Stories: map[string]string{"reported-before": "NRM 1", "keeping": "debt", "living": "a shed", "indicators": "seen", "insight": "insight", "overseas-places": "by the port",
				"other-form": "something else", "other-victims": "two others", "future-concern": "they call", "cooperation": "The police may contact the person: Yes", "episodes": "told"},
		},
	}
	if diff := cmp.Diff(want, m.Submission, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("the submission (-want +got):\n%s", diff)
	}
}

func TestWhatIsNotMappedIsToldWithoutItsValue(t *testing.T) {
	t.Parallel()
	m := mapped(t, export("", map[string]any{
		"Customer.Nationality": "Ruritanian", "City1": "Strelsau", "Country1": "Ruritania", "Agent.Organisation": "Order of the Red Rose", "Agent.Jobtitle": "Knight",
		"Customer.Custom14": "Ruritanian", "PVCurrentCityTown": "Zenda", "Customer.DOB": "the first of May", "AdultOrChild": "Perhaps", "NeedSupport": "Maybe",
		"NewKey": "secret", "Listed": []any{"secret", "secret"}, "Nested": map[string]any{"a": 1}, "Number": 12, "Truth": true, "PVFamily": []any{"secret"}, "Empty": nil,
		"Document1.Name": "passport.png", "Document1.MimeType": "image/png", "Document1.URL": "https://files.example/1", "Document101.Name": "x",
		"Customer.Surname": strings.Repeat("x", 501), "Customer.ContactMethod": "Email", "Customer.Custom10": "many", "ExternalId": nil,
	}))
	got := map[string]string{}
	for _, u := range m.Unmapped {
		got[u.Key] = u.Shape
		if strings.Contains(u.Shape+u.Why, "secret") || u.Why == "" {
			t.Errorf("told with its value or without a reason: %+v", u)
		}
	}
	want := map[string]string{"Customer.Nationality": "a text of 10 characters", "City1": "a text of 8 characters", "Country1": "a text of 9 characters",
		"Agent.Organisation": "a text of 21 characters", "Customer.Custom14": "a text of 10 characters", "PVCurrentCityTown": "a text of 5 characters",
		"Customer.DOB": "a text of 16 characters", "AdultOrChild": "a text of 7 characters", "NeedSupport": "a text of 5 characters", "NewKey": "a text of 6 characters",
		"Listed": "a list of 2 values", "Nested": "an object", "Number": "a number", "Truth": "a truth value", "PVFamily": "a list of 1 value",
		"Document101.Name": "a text of 1 character", "Customer.Surname": "a text of 501 characters", "Customer.ContactMethod": "a text of 5 characters",
		"Customer.Custom10": "a text of 4 characters"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("not mapped (-want +got):\n%s", diff)
	}
	// Nothing that somebody wrote about the person is lost with its code.
	s := m.Submission
	for _, place := range []string{s.Record.Birthplace, s.Record.Communication, s.Referrer.Role, s.Record.Stories["uk-places"], s.Record.Stories["evidence"],
		s.Record.Episodes[0].Places[0].Detail, s.Record.Episodes[0].Places[1].Detail} {
		found := false
		for _, word := range []string{"nationality: Ruritanian", "interpreter: Ruritanian", "Knight, Order of the Red Rose", "Stays in: Zenda", "passport.png, image/png", "Strelsau", "Ruritania"} {
			found = found || strings.Contains(place, word)
		}
		if !found {
			t.Errorf("%q holds none of the texts without a code", place)
		}
	}
	if diff := cmp.Diff([]exchange.File{{Key: "Document1", MediaType: "image/png"}}, m.Files); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if !strings.HasPrefix(s.ExternalID, "sha256:") {
		t.Errorf("the external identifier is %q", s.ExternalID)
	}
}

func TestTheFingerprintDoesNotDependOnTheOrder(t *testing.T) {
	t.Parallel()
	a, b := mapped(t, `{"PVFamily":"x","Type":"560734"}`), mapped(t, `{"Type":"560734", "PVFamily":"x"}`)
	c := mapped(t, `{"Type":"560734","PVFamily":"y"}`)
	if a.Submission.ExternalID != b.Submission.ExternalID || a.Submission.ExternalID == c.Submission.ExternalID {
		t.Errorf("fingerprints %s, %s, %s", a.Submission.ExternalID, b.Submission.ExternalID, c.Submission.ExternalID)
	}
}

func TestDatesOfBirth(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"2001-05-17": "2001-05-17", "17/05/2001": "2001-05-17", "7/5/2001": "2001-05-07", "2001-05-17T00:00:00.000Z": "2001-05-17",
		"2001": "2001", "2001-02-30": "", "17.5.2001": "", "5/17/2001": ""} {
		m := mapped(t, export("x", map[string]any{"Customer.DOB": text}))
		if got := m.Submission.Record.Birth.String(); got != want || (want == "") != (len(m.Unmapped) == 1) {
			t.Errorf("%q is %q, want %q; not mapped: %v", text, got, want, m.Unmapped)
		}
	}
}

func FuzzMapHomeOfficeForm(f *testing.F) {
	f.Add(export("x", nil))
	f.Add(export("y", map[string]any{"Type": "662265", "NRMOrDuty": "DTN", "Customer.Surname": "\x00\ufffd", "Document9.URL": "x", "City1": []any{1}}))
	f.Add(`{"AdultOrChild":null,"Customer.Custom10":-1,"Customer.DOB":"//","ExternalId":{}}`)
	lists := reference.Default()
	f.Fuzz(func(t *testing.T, text string) {
		object, err := exchange.NewObjects(strings.NewReader(text)).Next()
		if err != nil {
			return
		}
		m, err := exchange.MapHomeOfficeForm(lists, object)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			return
		}
		for _, wrong := range referral.Sound(lists, &m.Submission) {
			// Only what is longer than the desk takes may be refused for itself.
			if !strings.Contains(wrong.Message, "characters or fewer") && !strings.Contains(wrong.Message, "at most") {
				t.Fatalf("%s: %s %v", wrong.Name, wrong.Message, wrong.Args)
			}
		}
		if m.Submission.ExternalID == "" {
			t.Fatal("there is no external identifier")
		}
	})
}
