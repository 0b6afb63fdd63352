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
	"add-account": "Added an account", "add-agency": "Added an agency", "suspend-account": "Suspended an account", "end-sessions": "Signed somebody out everywhere",
	"share-case": "Shared the case", "extend-share": "Shared the case for longer", "end-share": "Ended a share",
	"record-consent": "Recorded what the person agreed to", "withdraw-consent": "Recorded that the person no longer agrees",
	"deny-case": "Kept somebody away from the case", "end-denial": "Let somebody see the case again", "list-shared": "Listed what is shared",
	"ask-for-access": "Asked to see the case", "decide-access-request": "Answered who asked to see the case",
	"open-in-emergency": "Opened the case in an emergency", "close-emergency": "Closed the case after an emergency", "review-emergency": "Reviewed an emergency",
	"see-address": "Saw the address", "ask-sight": "Asked to see the address", "offer-sight": "Offered somebody a sight of the address", "end-sight": "Ended somebody’s sight of the address",
	"take-grab-pack": "Took the pack for the police", "hold-grab-pack": "Asked for the pack for the police, which was not made because of what it would tell", "download-grab-pack": "Took the pack for the police as a file", "see-photo": "Saw the photograph", "report-missing": "Reported the person missing", "record-return": "Recorded that they were found", "undo-return": "Took back that they were found",
	"read-retention": "Looked at when the record is removed", "hold-record": "Held the record by law", "lift-hold": "Lifted the hold by law",
	"approve-removal": "Approved the removal of the record", "withdraw-removal": "Took back the approval of a removal", "erase-case": "Removed the record for ever", "erase-again": "Removed again what had come back with a backup",
	"take-erasure-list": "Took a list of what was removed as the one that belongs to this service", "renew-erasure-list": "Named the list of what was removed anew",
	"list-erasures-again": "Put lines back that were gone from the list of what was removed",
	"remove-notification": "Removed what a notification told", "remove-denial": "Removed an entry of the list of people to keep away", "forget-messages": "Removed the words of old messages",
	"renew-case-key": "Gave the case new keys", "renewed-case-key": "Sealed all of the case anew", "scan-file": "Had a file checked for viruses",
	"list-held-files": "Listed the files that are held back", "scan-again": "Had a held file checked again",
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
