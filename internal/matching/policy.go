package matching

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/havenward/havenward/internal/civil"
)

// Policy is what the house has decided about comparing records, from a day on.
// It is data, not law: a deployment loads its own.
type Policy struct {
	ID     string    `json:"id"`
	From   civil.Day `json:"from"`
	Source string    `json:"source"`
	// Review is the probability from which a pair goes to the queue, Show that
	// from which somebody who is about to refer is shown a record, Ask that from
	// which a holder is asked about a record that the reader may not see, and Flag
	// that from which a new encounter raises a flag before anybody has decided.
	Review float64 `json:"review"`
	Show   float64 `json:"show"`
	Ask    float64 `json:"ask"`
	Flag   float64 `json:"flag"`
	// MostPairs bounds the pairs that one record brings to the queue.
	MostPairs int `json:"mostPairs"`
	// TwoReaders lists when two people must decide alike.
	TwoReaders []string `json:"twoReaders"`
}

// Reasons for two readers. That decisions conflict is always one.
const (
	TwoChild    = "child"    // one of the two may be a child
	TwoSealed   = "sealed"   // something about one of the two is sealed
	TwoConflict = "conflict" // two people decided differently
)

//go:embed policy.json
var policyFile []byte

var policies = mustReadPolicies(policyFile)

// mustReadPolicies reads the policies that come with the program; a mistake in
// them is one of the program, found when it starts.
func mustReadPolicies(text []byte) []Policy {
	read, err := ReadPolicies(text)
	if err != nil {
		panic(err)
	}
	return read
}

// ReadPolicies reads policies in the order of their days and checks them.
func ReadPolicies(text []byte) ([]Policy, error) {
	var read []Policy
	if err := json.Unmarshal(text, &read); err != nil {
		return nil, fmt.Errorf("the policies of matching cannot be read: %w", err)
	}
	for i, p := range read {
		switch {
		case p.ID == "" || p.Source == "" || !p.From.Valid():
			return nil, fmt.Errorf("policy %d of matching needs an id, a source and a day from which it holds", i+1)
		case i > 0 && !read[i-1].From.Before(p.From):
			return nil, fmt.Errorf("policy %s of matching does not begin after the one before it", p.ID)
		case p.Review <= 0 || p.Review > p.Show || p.Show > p.Ask || p.Ask >= 1 || p.Flag <= 0 || p.Flag >= 1 || p.MostPairs < 1:
			return nil, fmt.Errorf("policy %s of matching: probabilities are more than 0 and less than 1, review no more than show and show no more than ask, and there is at least one pair", p.ID)
		}
	}
	if len(read) == 0 {
		return nil, fmt.Errorf("there is no policy of matching")
	}
	return read, nil
}

// PolicyOn is the policy that holds on a day: the last that has begun, the
// first before all.
func PolicyOn(day civil.Day) Policy {
	holds := policies[0]
	for _, p := range policies {
		if !p.From.After(day) {
			holds = p
		}
	}
	return holds
}
