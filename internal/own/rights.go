package own

// right is a group of rights in plain words, with where it comes from.
type right struct {
	Title  string
	Lines  []string
	Source string
}

// The rights of somebody who was, or may have been, trafficked: the Council of
// Europe Convention on Action against Trafficking in Human Beings, CETS 197.
const convention = "This comes from the Council of Europe Convention against trafficking, Articles 10 to 16."

var rightsOfAll = []right{
	{Title: "To be asked and believed", Lines: []string{
		"Trained people must find out what happened to you.",
		"While they find out, you must not be sent out of the country.",
	}},
	{Title: "To be private", Lines: []string{
		"What you tell must be kept secret. Only people who need it may see it.",
		"Nobody may put your name or picture in the news without a very good reason.",
	}},
	{Title: "To get help", Lines: []string{
		"You must get a safe place to live, food and money to live.",
		"You must get a doctor when you need one fast.",
		"You must get an interpreter and a translator when you need one.",
		"Somebody must tell you your rights in a language you understand.",
		"You get this help only if you want it.",
		"You do not have to talk to the police to get help.",
	}},
	{Title: "To rest", Lines: []string{
		"You get time to rest and think, at least 30 days.",
		"In this time nobody may make you leave the country.",
	}},
	{Title: "To stay", Lines: []string{
		"Some people may stay longer: because of what they need, or because they help the police.",
		"Ask a lawyer. Somebody must help you find one.",
	}},
	{Title: "To get money back", Lines: []string{
		"You can ask for money for what was done to you.",
		"A lawyer can help you. There are time limits, so ask soon.",
	}},
	{Title: "To go home only safely", Lines: []string{
		"If you want to go home, it must be safe, and they must help you.",
		"You choose. You can say no, and you can change your mind.",
	}, Source: convention},
}

var rightsOfChildren = right{Title: "If you are under 18", Lines: []string{
	"What is best for you must come first.",
	"A grown-up must look after you and speak for you.",
	"You must be able to go to school.",
	"If nobody knows how old you are, they must treat you as under 18.",
}}

var victimsCode = right{Title: "If the police look into what happened", Lines: []string{
	"They must speak so that you understand, and get an interpreter.",
	"They must write down what you say and give you a paper with a number.",
	"They must tell you about help for victims.",
	"They must tell you what they decide and why, in 5 working days. In 1 working day if you are afraid or need more help.",
	"You can ask them to look again at a decision not to go to court.",
	"In court you can get help: a screen so that nobody sees you, or a video link.",
	"You can say how the crime changed your life.",
	"You can complain if you do not get these rights.",
}, Source: "This comes from the Victims’ Code of England and Wales."}

var victimsElsewhere = right{Title: "If the police look into what happened", Lines: []string{
	"They must speak so that you understand, and get an interpreter.",
	"They must tell you about help for victims.",
	"In court you can get help: a screen so that nobody sees you, or a video link.",
	"You can complain if you do not get these rights.",
}}

// rightsIn gives the rights of somebody by whose rules their case goes, those of
// a child first for a child.
func rightsIn(jurisdiction string, child bool) []right {
	var all []right
	if child {
		all = append(all, rightsOfChildren)
	}
	all = append(all, rightsOfAll...)
	switch jurisdiction {
	case "england", "wales":
		all = append(all, victimsCode)
	default:
		all = append(all, victimsElsewhere)
	}
	return all
}
