package mse

import "testing"

// uk2013 is the published table of potential victims of human trafficking in the
// United Kingdom in 2013 by the five lists of Bales, Hesketh and Silverman (2015),
// police and National Crime Agency merged.
func uk2013(tb testing.TB) *Table {
	tb.Helper()
	t, err := NewTable([]string{"LA", "NG", "PFNCA", "GO", "GP"}, map[Pattern]int64{
		0b00001: 54, 0b00010: 463, 0b00100: 995, 0b01000: 695, 0b10000: 316,
		0b00011: 15, 0b00101: 19, 0b01001: 3, 0b00110: 62, 0b01010: 19, 0b10010: 1,
		0b01100: 76, 0b10100: 11, 0b11000: 8,
		0b00111: 1, 0b01011: 1, 0b01110: 4, 0b01111: 1,
	})
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

// sixLists is an invented table of six lists with most patterns occupied.
func sixLists(tb testing.TB) *Table {
	tb.Helper()
	rate := [6]float64{0.20, 0.15, 0.25, 0.10, 0.12, 0.18}
	counts := map[Pattern]int64{}
	for c := Pattern(1); c < 64; c++ {
		p := 6000.0
		for i, r := range rate {
			if c.Has(i) {
				p *= r
			} else {
				p *= 1 - r
			}
		}
		if c.Contains(0b11) {
			p *= 3
		}
		if c.Contains(0b1100) {
			p /= 2
		}
		counts[c] = int64(p + float64(c*7%5)/5)
	}
	t, err := NewTable([]string{"A", "B", "C", "D", "E", "F"}, counts)
	if err != nil {
		tb.Fatal(err)
	}
	return t
}
