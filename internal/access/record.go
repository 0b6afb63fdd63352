package access

import (
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
)

// RecordOf gives the agency of whose people an auditor may read the events: the
// auditor's own, or "" for every agency, for an auditor of the competent
// authority, which answers for the record as a whole. false is nobody's.
func RecordOf(actor account.Actor) (agency db.ID, some bool) {
	switch {
	case Role(actor, SearchRecord) != nil:
		return "", false
	case actor.AgencyKind == account.CompetentAuthority:
		return "", true
	}
	return actor.Agency, true
}
