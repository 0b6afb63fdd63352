package letter

var reconsiderationAccepted = wording{title: q("We will look at our decision again", "We will look at our decision about {name} again"), needs: []fact{needStage, needAsked},
	sections: ending(
		ask(q("What happens now?"),
			p("On {asked} we were asked to look again at a decision about you. We will do this. It is called a reconsideration.",
				"On {asked} we were asked to look again at a decision about {name}. We will do this. It is called a reconsideration."),
			p("It is the first decision, about reasonable grounds. These are good reasons to believe that you are a victim of modern slavery.",
				"It is the first decision, about reasonable grounds. These are good reasons to believe that {name} is a victim of modern slavery.").only(aboutReasonable),
			p("It is the second decision, about conclusive grounds. It asks if it is more likely than not that you are a victim of modern slavery.",
				"It is the second decision, about conclusive grounds. It asks if it is more likely than not that {name} is a victim of modern slavery.").only(aboutConclusive),
			meaning,
			p("Somebody else will look at it. It will not be the person who made the decision."),
			p("The old decision stands until we have looked. We cannot tell you the day yet. We will write to you.")),
		ask(q("Can you still send us something?", "Can {name} still send us something?"),
			p("Yes. Send us new evidence as soon as you can. Evidence is something that shows what happened, such as a letter from a doctor."),
			p("Tell us if you wait for something, so that we know of it.")),
		danger,
		easy(p("We will look again at what happened to you. Somebody new will do it."), p("You do not have to do anything.")))}

var reconsiderationRejected = wording{title: q("We will not look at our decision again", "We will not look at our decision about {name} again"), needs: []fact{needStage, needAsked, needReasons},
	sections: ending(
		ask(q("What have we decided?"),
			p("On {asked} we were asked to look again at a decision about you. We will not do this. We know that this may be hard to read.",
				"On {asked} we were asked to look again at a decision about {name}. We will not do this. We know that this may be hard to read."),
			p("It was the first decision, about reasonable grounds, which are good reasons. It stands.").only(aboutReasonable),
			p("It was the second decision, about conclusive grounds. It asks what is more likely than not. It stands.").only(aboutConclusive),
			p("We decided this on {decided}. We look again if there is new evidence, or if the decision did not follow the guidance, which is the rules for such decisions.")),
		whyReasons,
		ask(q("What can you do now?"),
			p("You can ask us again if you get new evidence. Evidence is something that shows what happened.",
				"You or {name} can ask us again if there is new evidence. Evidence is something that shows what happened."),
			p("You can ask until {last}.").only(lastDay),
			p("A court can check if we followed the law. This is called judicial review. The time for this is short, so ask a lawyer soon."),
			p("If something new happens to you, you can be referred again.", "If something new happens to {name}, {name} can be referred again.")),
		danger,
		easy(p("We were asked to look again. Our answer did not change."),
			p("A lawyer can tell you what you can do. Grown-ups must still keep you safe.")))}

// lastDay holds where the time to ask already runs and is not over.
func lastDay(l Letter) bool { return !l.Reconsider.Last.IsZero() && !l.Reconsider.Last.Before(l.Date) }

var upheld = wording{title: q("We looked again: our decision has not changed", "We looked again: our decision about {name} has not changed"), needs: []fact{needStage, needDecision},
	sections: ending(
		ask(q("What have we decided?"),
			p("We looked at our decision again, as we were asked to. The answer is still no. We know that this may be hard to read."),
			law("We have decided that there are not reasonable grounds to believe that you are a victim of modern slavery.",
				"We have decided that there are not reasonable grounds to believe that {name} is a victim of modern slavery.").only(aboutReasonable),
			law("We have decided that there are not conclusive grounds to believe that you are a victim of modern slavery.",
				"We have decided that there are not conclusive grounds to believe that {name} is a victim of modern slavery.").only(aboutConclusive),
			meaning,
			p("Reasonable grounds means good reasons to think so. From what we know today, we did not find enough of them.").only(aboutReasonable),
			p("Conclusive grounds means that it is more likely than not. From what we know today, we could not say this.").only(aboutConclusive),
			p("This does not mean that nothing bad has happened to you.", "This does not mean that nothing bad has happened to {name}.")),
		howWeDecided,
		ask(q("What can you do now?"),
			p("A court can check if we followed the law. This is called judicial review. The time for this is short, so ask a lawyer soon."),
			p("If you get new evidence, send it to us. Evidence is something that shows what happened."),
			p("If something new happens to you, you can be referred again.", "If something new happens to {name}, {name} can be referred again.")),
		supportEnds, danger,
		easy(p("We looked again at what happened to you. Our answer is still no."),
			p("This does not mean that you did something bad, or that nothing bad happened."),
			p("A lawyer can tell you what you can do. Grown-ups must still keep you safe.")))}

// information has two readers: an organisation that is asked about somebody, and
// the person, or who looks after a child.
var information = wording{title: voice{you: "Please help us with some information"}, needs: []fact{needQuestion, needBy},
	sections: []section{
		ask(q("Why do we write to you?"),
			p("We are the {authority}. We decide if people are victims of modern slavery. You may know something that helps us to decide fairly about this person:").only(toOrganisation),
			b("Name: {name}").only(toOrganisation),
			b("Date of birth: {born}").only(toOrganisation, born),
			p("We are working on your case. We need to know more to decide fairly.", "We are working on the case of {name}. We need to know more to decide fairly.").only(toPerson)),
		ask(q("What do we need to know?"), from(question)),
		ask(q("When do we need your answer?"),
			p("Please answer by {by}. If you need more time, tell us before that day."),
			p("If you have nothing about this person, please tell us that.").only(toOrganisation),
			p("You do not have to answer. If you do not know or do not want to say, tell us. We will then decide with what we have.",
				"Nobody has to make {name} talk about it again. If you do not know, tell us. We will then decide with what we have.").only(toPerson)),
		ask(q("How must you keep this safe?"),
			p("Do not tell anybody who does not have to know. Do not call, visit or write to the person about this letter. Do not tell the family, an employer or a partner. It can put the person in danger."),
			p("Send us only what we ask for. Send it in a safe way.")).only(toOrganisation),
		ask(q("Can somebody help you to answer?"),
			p("Yes. Ask your support worker or a lawyer. You do not have to pay a lawyer if you get legal aid. Ask about it first.",
				"Yes. A guardian or a lawyer can help. {name} may not have to pay. This is called legal aid.")).only(toPerson),
		reachUs.only(toPerson), reachOffice,
		complain.only(toPerson),
	}}

// reachOffice is how an organisation reaches the authority.
var reachOffice = ask(q("How can you reach us?"),
	p("Give us this reference when you call or write: {reference}."),
	b("Call {phone}.").only(phone),
	b("We answer: {hours}.").only(phone, hours),
	b("Write an email to {email}.").only(email)).only(toOrganisation)
