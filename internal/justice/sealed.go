package justice

import keys "github.com/havenward/havenward/internal/seal"

// Sealed are where this room's sealed values stand.
func (*Room) Sealed() []keys.Column {
	const ofEntry = "(SELECT e.case_id FROM justice_entry e WHERE e.id = entry_id)"
	return []keys.Column{
		keys.ByRow("justice_file", "sealed", "case_id", sealedFile, "case_id"),
		keys.ByRow("justice_entry", "sealed", "case_id", sealedEntry, "id"),
		keys.ByRow("justice_entry", "struck_sealed", "case_id", sealedStrike, "id"),
		keys.ByRow("justice_entry_before", "sealed", ofEntry, sealedEntry, "entry_id"),
		keys.ByRow("crime_check", "sealed", "case_id", sealedCheck, "id"),
	}
}
