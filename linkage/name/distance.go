package name

// Distance returns the optimal string alignment distance of a and b: the least
// number of letters inserted, left out, replaced, or exchanged with their
// neighbour. It stops at limit and then returns limit+1. Strings are compared
// byte by byte and are expected to be folded; longer ones than 64 bytes are
// compared on their first 64.
func Distance(a, b string, limit int) int {
	const longest = 64
	if len(a) > longest {
		a = a[:longest]
	}
	if len(b) > longest {
		b = b[:longest]
	}
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > limit {
		return limit + 1
	}
	if len(a) == 0 {
		return len(b)
	}
	var rows [3][longest + 1]uint8
	before, previous, current := &rows[0], &rows[1], &rows[2]
	for j := 0; j <= len(b); j++ {
		previous[j] = uint8(j)
	}
	for i := 1; i <= len(a); i++ {
		current[0] = uint8(i)
		least := current[0]
		for j := 1; j <= len(b); j++ {
			cost := previous[j-1]
			if a[i-1] != b[j-1] {
				cost++
			}
			cost = min(cost, previous[j]+1, current[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cost = min(cost, before[j-2]+1)
			}
			current[j] = cost
			least = min(least, cost)
		}
		if int(least) > limit {
			return limit + 1
		}
		before, previous, current = previous, current, before
	}
	if d := int(previous[len(b)]); d <= limit {
		return d
	}
	return limit + 1
}

// Signature is a set of the letters of a folded string and of its letter
// pairs, folded into 64 bits. Each single edit changes a bounded number of
// bits, so two signatures that differ in many cannot be near.
type Signature uint64

// Sign returns the signature of a folded string: bits 0 to 35 mark the letters
// and digits that occur, bits 36 to 63 that a letter occurs at least twice.
func Sign(s string) Signature {
	var sig Signature
	for i := 0; i < len(s); i++ {
		c := s[i]
		var bit uint
		switch {
		case c >= 'a' && c <= 'z':
			bit = uint(c - 'a')
			if sig&(1<<bit) != 0 {
				sig |= 1 << (36 + bit)
			}
		case c >= '0' && c <= '9':
			bit = 26 + uint(c-'0')
		default:
			continue
		}
		sig |= 1 << bit
	}
	return sig
}
