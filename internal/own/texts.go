package own

import "github.com/havenward/havenward/internal/fault"

// Texts are all texts of the person's pages that this room writes, fixed ones and
// those that it tells: for the test that keeps them in all nine languages.
func Texts() []string {
	texts := append([]string{}, common...)
	for _, name := range []string{"door.html", "now.html", "life.html", "rights.html", "looks.html", "ask.html", "agreed.html", "take_back.html", "sorry.html"} {
		texts = append(texts, sourcesOf(name)...)
	}
	for _, entry := range menu {
		texts = append(texts, entry.words)
	}
	for _, topic := range topics {
		texts = append(texts, topic.Words)
	}
	for _, jurisdiction := range []string{"england", "scotland"} {
		for _, right := range rightsIn(jurisdiction, true) {
			texts = append(append(texts, right.Title), right.Lines...)
			if right.Source != "" {
				texts = append(texts, right.Source)
			}
		}
	}
	return append(texts, saidByThePages...)
}

// saidByThePages are the messages that commands and failures give the person.
var saidByThePages = []string{
	"Page {number}",
	messageOf(errNotRight), messageOf(errOver),
	"Type the code from your card", "Type your year of birth, or your word",
	"There were too many wrong tries. Wait 15 minutes, then try again.",
	"Choose what you want to do", "Choose what it is about", "Write what you want to say", "This is too long. Write a shorter text.",
	"Sorry, this does not work just now", "Try again in a few minutes.", "This page is not here", "Please wait", "This was not done", "Go back and try again.",
}

// messageOf is what an error about one field says.
func messageOf(err error) string { return fault.Of(err).Fields[0].Message }
