package linkage

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// forEach calls do for 0..n-1 on all cores. The calls must not share what they
// write; then the result is the same for any number of cores.
func forEach(n int, do func(int)) {
	workers := min(runtime.GOMAXPROCS(0), n)
	if workers <= 1 {
		for i := range n {
			do(i)
		}
		return
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wait.Wait()
}

// forRanges calls do for consecutive ranges of 0..n-1 of the given size and
// passes the number of the range. Ranges do not depend on the number of cores,
// so sums made range by range and added in order are the same everywhere.
func forRanges(n, size int, do func(number, from, to int)) {
	forEach((n+size-1)/size, func(i int) {
		do(i, i*size, min(n, (i+1)*size))
	})
}
