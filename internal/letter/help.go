package letter

import (
	_ "embed"
	"encoding/json"
	"slices"
)

// Help is somebody who can help, and how to reach them.
type Help struct {
	Name string `json:"name"`
	// For says what they do, and Hours when, as catalogue strings.
	For   string `json:"for"`
	Phone string `json:"phone,omitempty"`
	Email string `json:"email,omitempty"`
	Hours string `json:"hours,omitempty"`
}

// listedHelp is a line of help.json: where it holds and for whom, and where that
// was read.
type listedHelp struct {
	Help
	Jurisdictions []string `json:"jurisdictions"`
	Who           string   `json:"who"` // "adult", "child" or "any"
	Source        string   `json:"source"`
}

//go:embed help.json
var helpFile []byte

var allHelp = mustReadHelp(helpFile)

func mustReadHelp(data []byte) []listedHelp {
	var list []listedHelp
	if err := json.Unmarshal(data, &list); err != nil {
		panic("letter: help.json: " + err.Error())
	}
	return list
}

// HelpIn lists who can help an adult or a child in a part of the United Kingdom
// ("england", "wales", "scotland", "northern-ireland"), the nearest first. Only
// what was read at a source is listed; a deployment adds its own.
func HelpIn(jurisdiction string, isChild bool) []Help {
	who := "adult"
	if isChild {
		who = "child"
	}
	var list []Help
	for _, h := range allHelp {
		if slices.Contains(h.Jurisdictions, jurisdiction) && (h.Who == "any" || h.Who == who) {
			list = append(list, h.Help)
		}
	}
	return list
}
