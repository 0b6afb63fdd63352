package audit

import "strings"

// deeds are the words for what the record calls by a code: catalogue strings. A
// step of the decision machine is named by the machine.
var deeds = map[string]string{
	"read-case": "Opened the case", "print-case": "Printed the case", "read-letter": "Read a letter", "add-document": "Added a document",
	"add-note": "Added a note", "add-contact": "Added a contact", "check-contact": "Recorded the check of a contact",
	"address-letter": "Addressed a letter again", "receive-case": "Received the referral", "send-referral": "Sent the referral",
	"send-notification": "Sent a notification", "read-notification": "Read a notification", "read-document": "Read a document",
	"list-documents": "Listed the documents", "list-cases": "Looked at a work list", "list-tasks": "Looked at a list of tasks",
	"export-list": "Exported a work list", "search": "Searched for cases", "look": "Looked at a page", "refused": "Was refused",
	"sign-in": "Signed in", "sign-out": "Signed out", "read-figures": "Read figures", "export-figures": "Exported figures",
	"read-history": "Read who looked at the case", "give-copy": "Made the person’s own copy of who looked",
	"search-record": "Searched the record", "export-record": "Exported part of the record", "read-volumes": "Looked for unusual volumes",
	"give-own-page": "Gave a code to the person’s own page", "renew-own-page": "Renewed the code to the person’s own page",
	"end-own-page": "Ended the code to the person’s own page", "open-own-page": "Opened their own page", "read-own-page": "Read their own page",
	"wrong-own-page": "Somebody typed the code with a wrong answer", "ask-own-page": "Asked on their own page",
	"answer-own-page": "Answered on the person’s own page", "write-own-page": "Wrote to the person on their own page",
	"list-own-questions": "Listed what people ask on their own pages",
	"start-draft":        "Started a draft", "delete-draft": "Deleted a draft", "finish-task": "Finished a task",
	"add-account": "Added an account", "add-agency": "Added an agency", "suspend-account": "Suspended an account",
	"issue-token": "Made a token", "revoke-token": "Revoked a token",
}

// Words says in words what was done: a catalogue string where there is one, else
// the code made readable.
func Words(action string) string {
	if words, known := deeds[action]; known {
		return words
	}
	readable := strings.ReplaceAll(action, "-", " ")
	if readable == "" {
		return readable
	}
	return strings.ToUpper(readable[:1]) + readable[1:]
}

// Name is the name of a category in words: a catalogue string.
func (c Category) Name() string {
	for _, known := range Categories {
		if known.Category == c {
			return known.Name
		}
	}
	return string(c)
}
