//go:build !unix

package estimate

import "time"

var started = time.Now()

// cpuTime stands in for processor time with the time since the program started.
func cpuTime() time.Duration { return time.Since(started) }

// peakMemory is not known here.
func peakMemory() string { return "not known" }
