package linkage

// Canonical brings a raw value of a kind to the form in which values are
// compared: folded letters and digits for places, codes and documents, digits
// in E.164 form without the plus for telephones, lower case for e-mail, f and m
// for sex. It is empty where nothing remains.
func Canonical(kind Kind, raw string) string { return canonicalText(kind, raw) }

// ParseBirth reads a date of birth in any of the forms that linking reads. Month
// and day are 0 where they are not known; for an age band year is its middle.
func ParseBirth(raw string) (year, month, day int, ok bool) {
	b, ok := parseBirth(raw)
	return int(b.year), int(b.month), int(b.day), ok
}
