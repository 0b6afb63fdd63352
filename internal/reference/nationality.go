package reference

import "strings"

// SplitNationalities is Set.SplitNationalities of the embedded lists.
func SplitNationalities(s string) (parts []string, known bool) {
	return Default().SplitNationalities(s)
}

// SplitNationalities takes apart the nationality of a person as the published
// statistics print it: one nationality, or two joined by a space ("Albanian
// Greek", "Congolese (Drc) UK"). Joined with a space the parts give back s
// exactly, spaces and case included. A string whose parts the list does not
// know stays whole, and known is false.
func (s *Set) SplitNationalities(text string) (parts []string, known bool) {
	if _, ok := s.Nationalities.Find(text); ok {
		return []string{text}, true
	}
	// The first of two is taken as long as can be ("British Virgin Islander"),
	// and a space is taken for the joint before it is taken for a part's own.
	best := -1
	for at := strings.LastIndexByte(text, ' '); at > 0; at = strings.LastIndexByte(text[:at], ' ') {
		if !s.isNationality(text[:at]) || !s.isNationality(text[at+1:]) {
			continue
		}
		if best < 0 || spareSpaces(text, at) < spareSpaces(text, best) {
			best = at
		}
	}
	if best < 0 {
		return []string{text}, false
	}
	return []string{text[:best], text[best+1:]}, true
}

// NationalityCodes returns the codes of the nationalities in a published
// string, and nil if one of them is not known.
func (s *Set) NationalityCodes(text string) []string {
	parts, known := s.SplitNationalities(text)
	if !known {
		return nil
	}
	codes := make([]string, len(parts))
	for i, part := range parts {
		e, _ := s.Nationalities.Find(part)
		codes[i] = e.Code
	}
	return codes
}

func (s *Set) isNationality(text string) bool {
	_, ok := s.Nationalities.Find(text)
	return ok
}

// spareSpaces counts the spaces that a split leaves at the edges of its parts.
func spareSpaces(text string, at int) int {
	left, right := text[:at], text[at+1:]
	return len(left) - len(strings.TrimSpace(left)) + len(right) - len(strings.TrimSpace(right))
}
