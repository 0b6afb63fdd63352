package accommodation

import keys "github.com/havenward/havenward/internal/seal"

// Sealed are where this room's sealed values about people stand. A file belongs to
// the person's case once it is joined to one; what is known of a house, and whom it
// is tied to, belongs to the house.
func (*Room) Sealed() []keys.Column {
	const ofFile = "(SELECT coalesce(f.case_id, f.id) FROM shelter_file f WHERE f.id = file_id)"
	const ofStay = "(SELECT coalesce(f.case_id, f.id) FROM stay s JOIN shelter_file f ON f.id = s.file_id WHERE s.id = stay_id)"
	return []keys.Column{
		keys.ByRow("house", "sealed", "id", sealedHouse, "id"),
		keys.ByRow("shelter_file", "sealed", "coalesce(case_id, id)", sealedFile, "id"),
		keys.ByRow("tie", "sealed", "coalesce("+ofFile+", house_id)", sealedTie, "id"),
		keys.ByRow("tie", "ended_sealed", "coalesce("+ofFile+", house_id)", sealedTieEnd, "id"),
		keys.ByRow("tie_cleared", "sealed", ofFile, sealedCleared, "id"),
		keys.ByRow("bed_offer", "sealed", ofFile, sealedOffer, "id"),
		keys.ByRow("bed_offer", "answer_sealed", ofFile, sealedAnswer, "id"),
		keys.ByRow("stay", "sealed", ofFile, sealedStay, "id"),
		keys.ByRow("stay_day", "sealed", ofStay, sealedDay, "id"),
		keys.ByRow("outreach", "sealed", ofFile, sealedOutreach, "file_id"),
		keys.ByRow("outreach_visit", "sealed", ofFile, sealedVisit, "id"),
	}
}
