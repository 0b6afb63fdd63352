package letter

// whileRecovering says what a recovery period is and how long it lasts.
var whileRecovering = []line{
	p("You now have time to rest and to think. This is called the recovery period.",
		"{name} now has time to rest and to feel safe. This is called the recovery period.").only(recovering),
	p("It lasts until {until}. If our second decision comes later, it lasts until then.").only(atLeast),
	p("It lasts until {until}. If our second decision comes sooner, it ends then.").only(atMost),
	p("In this time the law says that nobody can make you leave the United Kingdom.",
		"In this time the law says that nobody can make {name} leave the United Kingdom.").only(recovering),
	p("You have had a recovery period before, so there is no new one with this decision. A manager can still allow one. We will write to you if that happens.",
		"{name} has had a recovery period before, so there is no new one with this decision. A manager can still allow one. We will write to you if that happens.").only(noRecovery),
}

var secondDecision = []line{
	p("Next we will make a second decision. It is called the conclusive grounds decision. We will ask if it is more likely than not that you are a victim of modern slavery.",
		"Next we will make a second decision. It is called the conclusive grounds decision. We will ask if it is more likely than not that {name} is a victim of modern slavery."),
	p("We will not make it before {earliest}.").only(earliest),
	p("We cannot tell you the day yet. We will write to you when it is made."),
	p("Until then you can send us anything that helps us to understand, such as letters, photos or reports.",
		"Until then you or {name} can send us anything that helps us to understand, such as letters, photos or reports."),
}

var adultHelpNow = ask(q("What help can you get now?", "What help will {name} get?"),
	p("You can have support if you want it. You can say yes to some of it and no to the rest. It can be:").only(adult),
	b("a safe place to stay").only(adult), b("money for what you need most").only(adult),
	b("a support worker, who helps you to plan").only(adult),
	b("a doctor, a dentist, and somebody to talk to about what happened").only(adult),
	b("an interpreter, and help to find a lawyer").only(adult),
	p("The local authority must keep {name} safe and look after {name}. This does not depend on our decisions.").only(child),
	p("A guardian may also help. A guardian is a grown-up who speaks up for the child.").only(child))

// afterYes says what follows a positive second decision.
var afterYes = []section{
	ask(q("What happens now?"),
		p("Your support does not stop at once. You have at least {supportdays} days of support to get ready for what comes next. The days start on the day after you get this letter.").only(adult, supported),
		p("For example: if you get it on {supportserved}, this support lasts until {supportlast} or longer.").only(adult, supported, supportKnown),
		p("If you still need help after that, your support worker will ask what you need and make a plan with you.").only(adult, supported),
		p("Ask us or the groups in this letter what support you can have now.").only(adult, unsupported),
		p("The local authority goes on looking after {name}.").only(child),
		p("Your recovery period lasts until {until}. Nobody can make you leave the United Kingdom before it ends.",
			"The recovery period of {name} lasts until {until}. Nobody can make {name} leave the United Kingdom before it ends.").only(goesOn)),
	ask(q("Can you stay in the United Kingdom?", "Can {name} stay in the United Kingdom?"),
		p("If you already have permission to stay, this decision changes nothing.",
			"If {name} already has permission to stay, this decision changes nothing."),
		p("If you do not, we must ask if you can have it for some time. You do not have to apply. You may get it:",
			"If not, we must ask if {name} can have it for some time. {name} does not have to apply. {name} may get it:"),
		b("to recover from the harm that was done to you", "to recover from the harm that was done to {name}"),
		b("to get compensation, which is money for what happened"),
		b("to help the police or a court"),
		p("We will write to you about it. Ask a lawyer before you leave the country.",
			"We will write to you about it. Ask a lawyer before {name} leaves the country.")),
}

var supportEnds = ask(q("What happens to your support?", "What happens to the help for {name}?"),
	p("Support that you have because of this referral will end no later than {supportdays} days after you get this letter.").only(adult, supported),
	p("For example: if you get it on {supportserved}, it ends on {supportlast} at the latest.").only(adult, supported, supportKnown),
	p("If you have support because of this referral, it will end. It must end in a safe way.").only(adult, unsupported),
	p("Your support worker will talk with you about where you can live and who can help you then.").only(adult),
	p("Help that you have for other reasons, such as from a doctor or the council, does not end with this letter.").only(adult),
	p("The local authority must still keep {name} safe. This decision does not change that.").only(child),
	p("Your recovery period still lasts until {until}.", "The recovery period of {name} still lasts until {until}.").only(atLeast, goesOn))

var reasonablePositive = wording{title: q("Our first decision about your case", "Our first decision about {name}"), needs: []fact{needDecision},
	sections: ending(
		ask(q("What have we decided?"),
			p("The answer is yes.").only(firstAnswer),
			p("We looked again at our earlier decision. The answer is now yes. This letter takes the place of our earlier one.").only(overturns),
			law("We have decided that there are reasonable grounds to believe that you are a victim of modern slavery.",
				"We have decided that there are reasonable grounds to believe that {name} is a victim of modern slavery."),
			meaning,
			p("Reasonable grounds means that there are good reasons to think so. It is the first of two decisions.")),
		ask(q("What happens now?"), append(append([]line{}, whileRecovering...), secondDecision...)...),
		adultHelpNow, noPolice, howWeDecided, danger,
		easy(p("Good news: we believe there are good reasons to think that somebody used you."),
			p("You now have time to rest. Grown-ups must keep you safe."),
			p("Later we will make one more decision. You do not have to do anything.")))}

var reasonableNegative = wording{title: q("Our first decision about your case", "Our first decision about {name}"), needs: []fact{needDecision, needReconsider},
	sections: ending(
		ask(q("What have we decided?"),
			p("The answer is no. We know that this may be hard to read."),
			law("We have decided that there are not reasonable grounds to believe that you are a victim of modern slavery.",
				"We have decided that there are not reasonable grounds to believe that {name} is a victim of modern slavery."),
			meaning,
			p("Reasonable grounds means good reasons to think so. From what we know today, we did not find enough of them."),
			p("This does not mean that nothing bad has happened to you. You can ask us to look again.",
				"This does not mean that nothing bad has happened to {name}. You can ask us to look again.")),
		howWeDecided, lookAgain, supportEnds, danger,
		easy(p("We had to answer a question about what happened to you. Our answer is no for now."),
			p("This does not mean that you did something bad, or that nothing bad happened."),
			p("You can ask us to look again. A grown-up can do it for you."),
			p("Grown-ups must still keep you safe.")))}

var combinedPositive = wording{title: q("Our decisions about your case", "Our decisions about {name}"), needs: []fact{needDecision},
	sections: ending(append([]section{
		ask(q("What have we decided?"),
			p("The answer is yes. We made both decisions at the same time, so that nobody has to wait."),
			law("We have decided that there are reasonable grounds to believe that you are a victim of modern slavery.",
				"We have decided that there are reasonable grounds to believe that {name} is a victim of modern slavery."),
			law("We have also decided that there are conclusive grounds to believe that you are a victim of modern slavery.",
				"We have also decided that there are conclusive grounds to believe that {name} is a victim of modern slavery."),
			meaning,
			p("Conclusive grounds means that it is more likely than not. There is no other decision to wait for.")),
	}, append(append([]section{}, afterYes...), noPolice, howWeDecided, danger,
		easy(p("Good news: we believe that somebody used you, and that it was wrong."),
			p("Grown-ups must keep you safe."),
			p("You do not have to wait for another decision.")))...)...)}

var conclusivePositive = wording{title: q("Our final decision about your case", "Our final decision about {name}"), needs: []fact{needDecision},
	sections: ending(append([]section{
		ask(q("What have we decided?"),
			p("The answer is yes.").only(firstAnswer),
			p("We looked again at our earlier decision. The answer is now yes. This letter takes the place of our earlier one.").only(overturns),
			law("We have decided that there are conclusive grounds to believe that you are a victim of modern slavery.",
				"We have decided that there are conclusive grounds to believe that {name} is a victim of modern slavery."),
			meaning,
			p("Conclusive grounds means that it is more likely than not. This is the second of two decisions."),
			p("You can show this letter when you ask for help. You choose whom you show it to.",
				"You can show this letter when {name} needs help. Show it only to people who must know.")),
	}, append(append([]section{}, afterYes...), noPolice, howWeDecided, danger,
		easy(p("Good news: we believe that somebody used you, and that it was wrong."),
			p("Grown-ups must keep you safe."),
			p("You do not have to wait for another decision.")))...)...)}

var conclusiveNegative = wording{title: q("Our final decision about your case", "Our final decision about {name}"), needs: []fact{needDecision, needReconsider},
	sections: ending(
		ask(q("What have we decided?"),
			p("The answer is no. We know that this may be hard to read."),
			law("We have decided that there are not conclusive grounds to believe that you are a victim of modern slavery.",
				"We have decided that there are not conclusive grounds to believe that {name} is a victim of modern slavery."),
			meaning,
			p("Conclusive grounds means that it is more likely than not. Our first decision said that there were good reasons to look closer. Now that we have looked, we could not say that it is more likely than not."),
			p("This does not mean that nothing bad has happened to you. You can ask us to look again.",
				"This does not mean that nothing bad has happened to {name}. You can ask us to look again.")),
		howWeDecided, lookAgain, supportEnds, danger,
		easy(p("We had to answer a question about what happened to you. Our answer is no."),
			p("This does not mean that you did something bad, or that nothing bad happened."),
			p("You can ask us to look again. A grown-up can do it for you."),
			p("Grown-ups must still keep you safe.")))}
