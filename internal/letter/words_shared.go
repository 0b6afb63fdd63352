package letter

// frame are the words around every letter.
var frame = []string{confidential, greeting, farewell, careOf, referenceLine, dateLine, pageLine, subjectLine, envelopeMark,
	helpPhone, helpEmail, onBehalf}

const (
	confidential  = "Private and confidential"
	greeting      = "Dear {reader}"
	farewell      = "Yours sincerely"
	careOf        = "care of {reader}"
	referenceLine = "Reference: {reference}"
	dateLine      = "Date: {day}"
	pageLine      = "Page {number} of {total}"
	// What can be seen without opening the letter.
	subjectLine  = "A letter for you, reference {reference}"
	envelopeMark = "Private: only for the person named"
	helpPhone    = "Phone: {phone}"
	helpEmail    = "Email: {email}"
	onBehalf     = "for the {authority}"
)

// howWeDecided says by which test, on what and why.
var howWeDecided = ask(q("How did we decide?"),
	p("The law tells us which question to ask. This is the test we used:"),
	from(tests),
	p("We made this decision on {decided}. We looked at:"),
	from(evidence),
	p("These are the reasons, in the words of the person who decided:"),
	from(reasons))

// whyReasons is howWeDecided for a step that has reasons and no test of its own.
var whyReasons = ask(q("Why?"),
	p("These are the reasons, in the words of the person who decided:"),
	from(reasons))

// lookAgain says how to ask for a reconsideration, and until when.
var lookAgain = ask(q("What can you do if you think we are wrong?", "What if {name} or you think we are wrong?"),
	p("You can ask us to look at the decision again. This is called a reconsideration. It costs nothing.",
		"You or {name} can ask us to look at the decision again. This is called a reconsideration. It costs nothing."),
	p("You can ask if one of these is true:"),
	b("you have new evidence, which is something that we have not seen", "there is new evidence, which is something that we have not seen"),
	b("the decision does not follow the rules for such decisions. The rules are called guidance."),
	p("A lawyer, your support worker or the person who referred you can ask for you.",
		"A lawyer, a guardian or the person who referred {name} can also ask."),
	p("You have {days} days to ask. The days start on the day after you get this letter.").only(reconsider),
	p("For example: if you get it on {served}, you can ask until {last}.").only(reconsider, lastKnown),
	p("If it is too late because something very unusual happened, ask us anyway and tell us what it was."),
	p("Somebody else will look at it. It will not be the person who made this decision."),
	p("A court can also check if we followed the law. This is called judicial review. The time for this is short, so ask a lawyer soon."))

// lawyer says how to get legal advice.
var lawyer = ask(q("Can you get legal advice?", "Can {name} get legal advice?"),
	p("Yes. Ask a solicitor or a law centre. A solicitor is a lawyer who can speak for you.",
		"Yes. Ask a solicitor or a law centre. A solicitor is a lawyer who can speak for {name}."),
	p("You may not have to pay. This is called legal aid. Ask the solicitor about it first.",
		"{name} may not have to pay. This is called legal aid. Ask the solicitor about it first."),
	p("Your support worker can help you to find one.").only(adult))

// helping lists who can help.
var helping = ask(q("Who can help you?", "Who can help?"), from(helpers)).only(someHelp)

// reachUs says how to reach the authority, and asks for what keeps letters safe.
var reachUs = ask(q("How can you reach us?"),
	p("Give us this reference when you call or write: {reference}."),
	b("Call {phone}.").only(phone),
	b("We answer: {hours}.").only(phone, hours),
	b("Write an email to {email}.").only(email),
	p("You can speak to us in your own language. We will find an interpreter, and you do not have to pay.",
		"We will find an interpreter for {name}, and nobody has to pay."),
	p("Tell us at once if somebody else can see your post, your email or your phone. Tell us if you move. We will then use another way to reach you.",
		"Tell us at once if {name} moves, or if this address is no longer safe for letters about {name}."))

// complain says how to complain.
var complain = ask(q("What if you are not happy with how we treated you?", "What if you or {name} are not happy with how we worked?"),
	p("You can complain. Call us or write to us, and say what went wrong."),
	p("A complaint does not change a decision. It will not be used against you.",
		"A complaint does not change a decision. It will not be used against {name}."))

// danger says what to do when somebody is not safe.
var danger = ask(q("What if you are in danger?", "What if {name} is in danger?"),
	p("Call 999 at once. It is free. Do this if somebody wants to hurt you, or makes you work or do things that you do not want to do.",
		"Call 999 at once. Do this if somebody wants to hurt {name}, or if {name} is missing."),
	p("If you are used by others again, tell the police, the council or a support worker. They can refer you again.",
		"If {name} is used by others again, {name} can be referred again."))

// noPolice says that help to the police is not a condition.
var noPolice = ask(q("Do you have to talk to the police?", "Does {name} have to talk to the police?"),
	p("No. It is your choice. This decision and your support do not depend on it.",
		"No. This decision and the help for {name} do not depend on it."))

// meaning explains the field's word once in a letter that uses it.
var meaning = p("Modern slavery means that people are forced, tricked or controlled, and used by others for their gain.")

// easy is the page of a child's letter that is read with the child. It stands
// apart, so that it can be given to the child without the rest.
func easy(lines ...line) section {
	s := ask(q("Easy words to read with {name}"), append(lines,
		p("You have done nothing wrong by telling us what happened."),
		p("If you are scared or sad, tell a grown-up you trust. In danger, call 999."))...).only(child)
	s.apart = true
	return s
}

// ending joins the sections that most letters end with.
func ending(before ...section) []section {
	return append(before, lawyer, helping, reachUs, complain)
}
