package access_test

import (
	"bytes"
	"flag"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/fault"
)

var update = flag.Bool("update", false, "write the documents of the policy anew")

// TestTheDocumentsSayWhatThePolicySays keeps docs/access.md and docs/access.csv
// what the table is.
func TestTheDocumentsSayWhatThePolicySays(t *testing.T) {
	t.Parallel()
	for path, write := range map[string]func(io.Writer) error{"../../docs/access.md": access.WriteDocument, "../../docs/access.csv": access.WriteCSV} {
		var want bytes.Buffer
		if err := write(&want); err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.WriteFile(path, want.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(got, want.Bytes()) {
			t.Errorf("%s is not what the policy says (%v); run go test ./internal/access -update", path, err)
		}
	}
}

// TestAdministratorsReadNoContent holds whatever actions are added: who runs the
// service or an agency's accounts reaches no compartment of any case.
func TestAdministratorsReadNoContent(t *testing.T) {
	t.Parallel()
	administrator := account.Actor{Account: "a", Agency: "b", Roles: []account.Role{account.SystemAdministrator, account.AgencyAdministrator}}
	if most := access.Ceiling(administrator); most != 0 {
		t.Errorf("administrators can reach %s", most)
	}
	const everything = access.Everything | access.Intelligence | access.Sharing | access.Support
	for _, rule := range access.Policy {
		if err := access.Decide(administrator, rule.Action, everything); rule.OnCase && err == nil {
			t.Errorf("administrators may %s", rule.Words)
		}
	}
}

// TestADecisionNeedsRoleAndCompartments walks every rule, every role and every
// set of compartments.
func TestADecisionNeedsRoleAndCompartments(t *testing.T) {
	t.Parallel()
	for _, rule := range access.Policy {
		for _, known := range account.Roles {
			actor := account.Actor{Account: "a", Agency: "b", Roles: []account.Role{known.Role}}
			allowed := strings.Contains(roleList(rule), "|"+string(known.Role)+"|")
			for granted := access.Compartments(0); granted < 1<<len(access.Names); granted++ {
				reach := rule.OnCase && granted&rule.Compartments == rule.Compartments
				if rule.Any {
					reach = granted&rule.Compartments != 0
				}
				may := reach && allowed
				if or, other := access.RuleFor(rule.Or); other && granted&or.Compartments == or.Compartments && strings.Contains(roleList(or), "|"+string(known.Role)+"|") {
					reach, may = true, true
				}
				err := access.Decide(actor, rule.Action, granted)
				switch {
				case !reach && !fault.Is(err, fault.NotFound), may && err != nil, reach && !may && !fault.Is(err, fault.Forbidden):
					t.Fatalf("%s as %s with %s: %v", rule.Action, known.Role, granted, err)
				}
			}
		}
	}
}

func roleList(rule access.Rule) string {
	text := "|"
	for _, role := range rule.Roles {
		text += string(role) + "|"
	}
	return text
}

// BenchmarkDecision is the measure "a policy decision": see also havenward bench.
func BenchmarkDecision(b *testing.B) {
	actor := account.Actor{Account: "a", Agency: "b", Roles: []account.Role{account.SecondReader, account.AuthorityManager}}
	for b.Loop() {
		if access.Decide(actor, access.ReadHistory, access.Everything) != nil {
			b.Fatal("refused")
		}
	}
}
