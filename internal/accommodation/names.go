package accommodation

import (
	"slices"

	"github.com/havenward/havenward/internal/alike"
	"github.com/havenward/havenward/internal/seal"
	"github.com/havenward/havenward/linkage/name"
)

// The sides of a token: whose name it is. What a person fears is held against who
// residents are, with whom they are in touch and what is tied to a house; who a
// person is, and with whom they are in touch, against what residents fear.
const (
	sideIs     = "is"
	sideFeared = "feared"
	sideHouse  = "house"
)

// nameTokens are the keyed tokens under which a name is found in spite of its
// spelling, order, script and short forms. They find whom to compare and say
// nothing: alike.Resemblance compares what they find.
func nameTokens(key *seal.Key, names []string) []int64 {
	forms := nameForms(names)
	tokens := make([]int64, len(forms))
	for i, form := range forms {
		tokens[i] = key.Blind(form.kind, form.text)
	}
	slices.Sort(tokens)
	return slices.Compact(tokens)
}

// nameForm is one way in which a name can be found.
type nameForm struct{ kind, text string }

// nameForms are the ways in which names can be found. Some stand there twice.
func nameForms(names []string) []nameForm {
	var forms []nameForm
	add := func(kind, text string) {
		if text != "" {
			forms = append(forms, nameForm{kind, text})
		}
	}
	for _, full := range names {
		parts := name.Tokens(full)
		joined := ""
		for _, part := range parts {
			joined += part
			add("tie part", part)
			if len(part) > 2 {
				add("tie start", part[:3])
			}
			if len(part) > 3 {
				add("tie sound", name.SoundKey(part))
				for _, near := range nearForms(part) {
					add("tie near", near)
				}
			}
			if len(part) > 2 {
				add("tie chinese", name.ChineseKey(part))
			}
			for _, group := range slices.Concat(name.NicknameGroups(part), name.RomanisationGroups(part)) {
				add("tie group", string(rune(group)))
			}
		}
		if len(joined) >= 6 && len(parts) > 1 {
			add("tie part", joined)
			for _, near := range nearForms(joined) {
				add("tie near", near)
			}
		}
	}
	return forms
}

// nearForms are a word with each one of its letters left out, and the word itself:
// two words that differ by one letter share one of them.
func nearForms(word string) []string {
	forms := []string{word}
	for i := range word {
		forms = append(forms, word[:i]+word[i+1:])
	}
	slices.Sort(forms)
	return slices.Compact(forms)
}

// Likeness is that a name resembles another, with how strongly.
type Likeness struct {
	Strength alike.Strength
	Why      []alike.Agreement
}

// resembles holds the names that somebody fears against the names of another.
func resembles(feared, others []alike.Name) Likeness {
	found := alike.Between(feared, others)
	return Likeness{alike.Strongest(found), found}
}
