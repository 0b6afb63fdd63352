package machine

import "slices"

// Choice is one answer of a question with a fixed list: its stored value and
// its catalogue string.
type Choice struct{ Value, Text string }

// Source is whom information is asked of.
type Source string

// Police is asked like anybody else; no step depends on help given to them.
const Police Source = "police"

// The lists of choices of the forms, in the order a page shows them.
var (
	Authorities = []Choice{
		{string(SingleCompetentAuthority), "Single Competent Authority"},
		{string(ImmigrationEnforcementAuthority), "Immigration Enforcement Competent Authority"},
		{string(DevolvedPanel), "Devolved panel for children"}}
	JurisdictionChoices = []Choice{
		{string(England), "England"}, {string(Wales), "Wales"}, {string(Scotland), "Scotland"}, {string(NorthernIreland), "Northern Ireland"}}
	Sources = []Choice{
		{"first-responder", "First responder"}, {"support-provider", "Support provider"}, {"local-authority", "Local authority"},
		{string(Police), "Police"}, {"health", "Health service"}, {"legal-representative", "Legal representative"},
		{"person", "The person themselves"}, {"home-office", "Home Office or immigration"}, {"other", "Somebody else"}}
	PanelAgencies = []Choice{
		{"local-authority", "Local authority"}, {"police", "Police"}, {"health", "Health"}, {"other", "Another agency"}}
	ExtensionReasons = []Choice{
		{"health", "Serious physical ill health"}, {"mental-health", "Severe mental ill health or trauma"},
		{"intimidation", "High level of intimidation"}, {"evidence", "More time is needed to gather evidence"}, {"other", "Another reason"}}
	SuspensionReasons = []Choice{
		{"not-in-contact", "The person cannot be contacted"}, {"ill", "The person is too ill to take part"},
		{"abroad", "The person is outside the United Kingdom"}, {"proceedings", "Court or other proceedings must end first"},
		{"consent-as-adult", "Waiting for an answer about staying as an adult"}, {"other", "Another reason"}}
	WithdrawalWays = []Choice{
		{"form", "A signed form"}, {"letter", "A letter"}, {"e-mail", "An e-mail"},
		{"first-responder", "In writing through a first responder"}, {"support-provider", "In writing through a support provider"}}
	Askers = []Choice{
		{"person", "The person themselves"}, {"legal-representative", "Legal representative"}, {"support-provider", "Support provider"},
		{"first-responder", "First responder"}, {"local-authority", "Local authority"}}
	ReconsiderationGrounds = []Choice{
		{"new-evidence", "There is new evidence"}, {"not-in-line-with-guidance", "The decision is not in line with the guidance"}}
	DisqualificationGrounds = []Choice{
		{"public-order", "Threat to public order"}, {"bad-faith", "The claim was made in bad faith"}}
	AgeBases = []Choice{
		{"document", "A document"}, {"assessment", "An age assessment by a local authority"}, {"court", "A court decided"}, {"other", "Another basis"}}
	Channels = []Choice{
		{"post", "Post"}, {"e-mail", "E-mail"}, {"hand", "By hand"}, {"legal-representative", "Through a legal representative"},
		{"support-provider", "Through a support provider"}, {"local-authority", "Through the local authority"}}
	ClosingReasons = []Choice{
		{"decided", "The decision is final"}, {"withdrawn", "The person withdrew"}, {"disqualified", "The person was disqualified"}}
	EarlyClosingReasons = []Choice{
		{"duplicate", "The same person has another open case"}, {"died", "The person has died"}, {"not-a-referral", "It was not a referral"}, {"other", "Another reason"}}
)

// Among reports whether a value is one of the choices.
func Among(value string, choices []Choice) bool {
	return slices.ContainsFunc(choices, func(c Choice) bool { return c.Value == value })
}
