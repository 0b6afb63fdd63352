package letter

// becauses are the words of the reasons that are chosen from a list, by kind of
// letter and by the code of the choice in the decision machine. "other" has no
// words of its own: the decision maker's follow.
var becauses = map[Kind]map[string]voice{
	Extended: {
		"health":        q("you are very ill", "{name} is very ill"),
		"mental-health": q("what happened still hurts you a lot, or you are very unwell in your mind", "what happened still hurts {name} a lot, or {name} is very unwell"),
		"intimidation":  q("somebody scares or threatens you", "somebody scares or threatens {name}"),
		"evidence":      q("we need more time to find out what happened"),
		"other":         {},
	},
	Suspended: {
		"not-in-contact":   q("we cannot reach you", "we cannot reach {name}"),
		"ill":              q("you are too ill to take part", "{name} is too ill to take part"),
		"abroad":           q("you are outside the United Kingdom", "{name} is outside the United Kingdom"),
		"proceedings":      q("a court or another office must finish its work first"),
		"consent-as-adult": q("we wait for your answer, now that you are an adult", "we wait for an answer"),
		"other":            {},
	},
	Disqualified: {
		"public-order": q("the law says that you are a threat to public order. This means a danger to other people or to the country",
			"the law says that {name} is a threat to public order. This means a danger to other people or to the country"),
		"bad-faith": q("we think that you knew that what was said was not true. The law calls this bad faith",
			"we think that it was known that what was said was not true. The law calls this bad faith"),
	},
}

// because gives the words of the reason from the list.
func (l Letter) because() voice { return becauses[l.Kind][l.Because] }
