package support

import sealing "github.com/havenward/havenward/internal/seal"

// Sealed says where this room's sealed values stand, so that they can be sealed
// anew under other keys.
func (*Room) Sealed() []sealing.Column {
	return []sealing.Column{
		sealing.ByRow("support_case", "wishes_sealed", "case_id", sealedWishes, "case_id"),
		sealing.ByRow("support_pass", "sealed", "case_id", sealedPass, "id"),
		sealing.ByRow("support_extension", "sealed", "case_id", sealedExtension, "id"),
		sealing.ByRow("support_extension", "answer_sealed", "case_id", sealedAnswer, "id"),
		sealing.ByRow("support_entry", "sealed", "case_id", sealedEntry, "id"),
		sealing.ByRow("support_entry", "struck_sealed", "case_id", sealedStrike, "id"),
		sealing.ByRow("support_assessment", "sealed", "case_id", sealedAssessment, "id"),
		sealing.ByRow("support_reading", "sealed", "case_id", sealedReading, "id"),
		sealing.ByRow("support_goal", "sealed", "case_id", sealedGoal, "id"),
		sealing.ByRow("support_service", "sealed", "case_id", sealedService, "id"),
		sealing.ByRow("support_dependant", "sealed", "case_id", sealedDependant, "id"),
		sealing.ByRow("support_appointment", "sealed", "case_id", sealedAppointment, "id"),
		sealing.ByRow("support_review", "sealed", "case_id", sealedReview, "id"),
		sealing.ByRow("support_further", "sealed", "case_id", sealedFurther, "id"),
		sealing.ByRow("support_ending", "address_sealed", "case_id", sealedAddress, "id"),
		sealing.ByRow("support_ending", "contact_sealed", "case_id", sealedContact, "id"),
		sealing.ByRow("support_ending", "safety_sealed", "case_id", sealedSafety, "id"),
		sealing.ByRow("support_ending", "sealed", "case_id", sealedEnding, "id"),
	}
}
