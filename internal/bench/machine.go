package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Machine is where a run took place, in general terms.
type Machine struct {
	Day     string `json:"day"`
	Cores   int    `json:"cores"`
	Memory  string `json:"memory,omitempty"`
	Load    string `json:"load,omitempty"` // average of the last minute, before the run
	Disk    string `json:"disk,omitempty"`
	Flush   string `json:"flush"` // how long the disk takes to make 4 KiB durable
	System  string `json:"system"`
	Go      string `json:"go"`
	Commit  string `json:"commit"`
	Version string `json:"version"`
}

func (m Machine) String() string {
	parts := []string{m.Day, fmt.Sprintf("%d cores", m.Cores)}
	for _, part := range []struct{ name, value string }{{"memory ", m.Memory}, {"load before ", m.Load}, {"", m.Disk}, {"flush of 4 KiB ", m.Flush},
		{"", m.System}, {"", m.Go}, {"commit ", m.Commit}} {
		if part.value != "" {
			parts = append(parts, part.name+part.value)
		}
	}
	return strings.Join(parts, "; ")
}

// host describes where the program runs; what cannot be known is left out.
func host(folder, version string) Machine {
	m := Machine{Day: time.Now().UTC().Format("2 January 2006"), Cores: runtime.GOMAXPROCS(0), System: runtime.GOOS + "/" + runtime.GOARCH,
		Go: runtime.Version(), Version: version, Commit: commit(version), Disk: diskKind(folder), Flush: flushTime(folder)}
	if kilobytes, ok := procField("/proc/meminfo", "MemTotal:"); ok {
		m.Memory = fmt.Sprintf("%.0f GB", float64(kilobytes)/1e6)
	}
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		m.Load, _, _ = strings.Cut(string(load), " ")
	}
	return m
}

// commit is the revision that the program was built from, as far as the build
// or the linker wrote it down.
func commit(version string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return version
	}
	revision, changed := version, ""
	for _, setting := range info.Settings {
		switch {
		case setting.Key == "vcs.revision" && len(setting.Value) >= 12:
			revision = setting.Value[:12]
		case setting.Key == "vcs.modified" && setting.Value == "true":
			changed = " with changes"
		}
	}
	return revision + changed
}

// diskKind says what the system knows about the disk under a folder.
func diskKind(folder string) string {
	var status syscall.Stat_t
	if err := syscall.Stat(folder, &status); err != nil {
		return ""
	}
	// The device of a file system is a disk or a part of one; the kernel keeps
	// what kind of disk it is beside the whole.
	device := fmt.Sprintf("/sys/dev/block/%d:%d", status.Dev>>8&0xfff, status.Dev&0xff)
	for _, at := range []string{device, device + "/.."} {
		rotational, err := os.ReadFile(filepath.Join(at, "queue/rotational"))
		if err != nil {
			continue
		}
		kind := "disk without turning parts"
		if strings.TrimSpace(string(rotational)) == "1" {
			kind = "disk that says it turns"
		}
		if target, err := filepath.EvalSymlinks(at); err == nil && strings.Contains(target, "virtio") {
			kind = "virtual " + kind
		}
		return kind
	}
	return ""
}

// flushTime measures what one durable write costs, the floor under every commit.
func flushTime(folder string) string {
	file, err := os.CreateTemp(folder, "flush-")
	if err != nil {
		return "not measured"
	}
	defer os.Remove(file.Name())
	defer file.Close()
	block := make([]byte, 4096)
	var taken times
	for range 50 {
		started := time.Now()
		if _, err := file.Write(block); err != nil || file.Sync() != nil {
			return "not measured"
		}
		taken = append(taken, time.Since(started))
	}
	return shown(taken.quantile(0.5))
}

// procField reads a number after a name in one of the kernel's files.
func procField(path, name string) (int64, bool) {
	content, err := os.ReadFile(path)
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(content)) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			if fields := strings.Fields(rest); len(fields) > 0 {
				value, err := strconv.ParseInt(fields[0], 10, 64)
				return value, err == nil
			}
		}
	}
	return 0, false
}
