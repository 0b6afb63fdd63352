package returns

import keys "github.com/havenward/havenward/internal/seal"

// Sealed are where this room's sealed values stand.
func (*Room) Sealed() []keys.Column {
	const ofPlan = "(SELECT p.case_id FROM return_plan p WHERE p.id = plan_id)"
	return []keys.Column{
		keys.ByRow("return_plan", "sealed", "case_id", sealedPlan, "id"),
		keys.ByRow("return_plan", "interests_sealed", "case_id", sealedInterests, "id"),
		keys.ByRow("return_plan", "travel_sealed", "case_id", sealedTravel, "id"),
		keys.ByRow("return_plan", "ended_sealed", "case_id", sealedEnd, "id"),
		keys.ByRow("return_choice", "sealed", ofPlan, sealedChoice, "id"),
		keys.ByRow("return_risk", "sealed", ofPlan, sealedRisk, "id"),
		keys.ByRow("return_document", "sealed", ofPlan, sealedDocument, "id"),
		keys.ByRow("return_handover", "sealed", ofPlan, sealedRequest, "id"),
		keys.ByRow("return_handover", "answer_sealed", ofPlan, sealedAnswer, "id"),
		keys.ByRow("return_handover", "pack_sealed", ofPlan, sealedPack, "id"),
		keys.ByRow("return_contact", "sealed", ofPlan, sealedContact, "id"),
		keys.ByRow("return_signal", "sealed", ofPlan, sealedSignal, "id"),
	}
}
