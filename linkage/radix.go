package linkage

import "slices"

// fewWords are sorted faster by comparing them.
const fewWords = 1 << 12

// sortWords sorts words whose low fixed bits are in order already, by radix;
// comparison sorting takes five times as long on the millions of entries a
// large file has.
func sortWords(words []uint64, fixed uint) {
	if len(words) < fewWords {
		slices.Sort(words)
		return
	}
	radixSort(words, make([]uint64, len(words)), [2]uint{fixed, 64})
}

// sortPairs sorts words that hold two numbers of recordBits bits, one from bit
// 0 and one from bit 32. They are dealt out by their leading bits, then each
// hand is sorted on a core of its own.
func sortPairs(words []uint64, recordBits uint) {
	if len(words) < fewWords {
		slices.Sort(words)
		return
	}
	leading := min(recordBits, digit)
	shift := 32 + recordBits - leading
	dealt := make([]uint64, len(words))
	ends := deal(words, dealt, shift, leading)
	forEach(len(ends), func(i int) {
		from := uint32(0)
		if i > 0 {
			from = ends[i-1]
		}
		hand, other := dealt[from:ends[i]], words[from:ends[i]]
		if len(hand) < fewWords {
			slices.Sort(hand)
		} else {
			radixSort(hand, other, [2]uint{0, recordBits}, [2]uint{32, shift})
		}
		copy(other, hand)
	})
}

const digit = 11 // bits sorted by at a time

// deal copies words to another place, in the order of width bits from shift, and
// returns where each value of these bits ends.
func deal(words, to []uint64, shift, width uint) []uint32 {
	mask := uint64(1)<<width - 1
	places := make([]uint32, 1<<width)
	for _, w := range words {
		places[w>>shift&mask]++
	}
	sum := uint32(0)
	for i, count := range places {
		places[i] = sum
		sum += count
	}
	for _, w := range words {
		d := w >> shift & mask
		to[places[d]] = w
		places[d]++
	}
	return places
}

// radixSort sorts by the given ranges of bits, with room for as many words.
func radixSort(words, room []uint64, ranges ...[2]uint) {
	from, to := words, room
	for _, r := range ranges {
		for shift := r[0]; shift < r[1]; shift += digit {
			deal(from, to, shift, min(digit, r[1]-shift))
			from, to = to, from
		}
	}
	if len(words) > 0 && &from[0] != &words[0] {
		copy(words, from)
	}
}
