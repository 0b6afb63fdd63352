package invent

// Forms makes forms of exploitation of the groups of the published statistics
// ("Labour", "Sexual", "Criminal", "Domestic", "Organ Harvesting"): at least one
// of each group and none of any other. No group gives the form "other", which
// the statistics count as not specified.
func (g *Generator) Forms(groups []string, child bool) []string {
	if len(groups) == 0 {
		return []string{"other"}
	}
	var forms []string
	for _, group := range groups {
		switch group {
		case "Labour":
			forms = append(forms, "forced-work")
			if g.chance(40) {
				forms = append(forms, "wages-taken")
			}
			if g.chance(6) {
				forms = append(forms, "fraud")
			}
		case "Sexual":
			switch {
			case child:
				forms = append(forms, "child-sexual-exploitation")
			case g.chance(85):
				forms = append(forms, "sexual-exploitation")
			default:
				forms = append(forms, "held-and-assaulted")
			}
		case "Criminal":
			forms = append(forms, "forced-crime")
		case "Domestic":
			forms = append(forms, "domestic-servitude")
		case "Organ Harvesting":
			forms = append(forms, "organ-removal")
		}
	}
	return forms
}
