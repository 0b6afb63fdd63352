//go:build unix

package estimate

import (
	"fmt"
	"runtime"
	"syscall"
	"time"
)

// cpuTime is the processor time that this process has used.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peakMemory is the most memory that this process has held so far, in words.
func peakMemory() string {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return "not known"
	}
	unit := 1024.0
	if runtime.GOOS == "darwin" {
		unit = 1
	}
	return fmt.Sprintf("%.0f MB", float64(u.Maxrss)*unit/1e6)
}
