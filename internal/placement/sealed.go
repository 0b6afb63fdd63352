package placement

import keys "github.com/havenward/havenward/internal/seal"

// Sealed are where this room's sealed values about people stand. Addresses belong
// to their place and the list of who is kept away to its agency.
func (*Room) Sealed() []keys.Column {
	const ofVisit = "(SELECT v.case_id FROM visit v WHERE v.id = visit_id)"
	return []keys.Column{
		keys.ByRow("placement_file", "sealed", "case_id", sealedFile, "case_id"),
		keys.ByRow("placement", "sealed", "case_id", sealedPlacement, "id"),
		keys.ByRow("sight", "sealed", "case_id", sealedSight, "id"),
		keys.ByRow("sight", "decision", "case_id", sealedAnswer, "id"),
		keys.ByRow("visit", "sealed", "case_id", sealedVisit, "id"),
		keys.ByRow("visit", "decision", "case_id", sealedDecision, "id"),
		{Table: "visit_check", Column: "sealed", Owner: ofVisit, Place: "'" + sealedCheck + "/' || id"},
		keys.ByRow("resemblance", "sealed", "case_id", sealedWarning, "id"),
		keys.ByRow("resemblance", "override", "case_id", sealedOverride, "id"),
		keys.ByRow("visit_log", "sealed", "case_id", sealedLog, "id"),
		keys.ByRow("enquiry", "sealed", "case_id", sealedEnquiry, "id"),
		keys.ByRow("missing_profile", "sealed", "case_id", sealedProfile, "id"),
		keys.ByRow("missing_episode", "sealed", "case_id", sealedEpisode, "id"),
		{Table: "missing_action", Column: "sealed", Owner: "(SELECT e.case_id FROM missing_episode e WHERE e.id = episode_id)", Place: "'" + sealedAction + "/' || id"},
	}
}
