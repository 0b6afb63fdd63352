package danger

import keys "github.com/havenward/havenward/internal/seal"

// Sealed are where this room's sealed values about people stand.
func (*Room) Sealed() []keys.Column {
	return []keys.Column{
		keys.ByRow("danger_assessment", "sealed", "case_id", sealedTold, "id"),
		keys.ByRow("danger_assessment", "ended", "case_id", sealedEnd, "id"),
		keys.ByRow("safety_plan", "sealed", "case_id", sealedPlan, "id"),
		keys.ByRow("safety_plan_given", "sealed", "case_id", sealedGiven, "id"),
		keys.ByRow("digital_trace", "sealed", "case_id", sealedTrace, "id"),
		keys.ByRow("danger_alert", "sealed", "case_id", sealedAlert, "id"),
		keys.ByRow("danger_alert", "done", "case_id", sealedOutcome, "id"),
	}
}
