package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Targets of the start.
const (
	targetStart  = time.Second
	targetMemory = 150.0 // megabytes
	starts       = 5
	idleTime     = 2 * time.Second
)

// start measures the start of the program itself, from nothing to the first
// answer on a data folder of its own, each time a new one, and the memory that
// it keeps when nobody asks anything. It runs on SQLite whatever is measured
// otherwise, since it measures the program.
func (r *run) start(ctx context.Context) error {
	if r.Binary == "" {
		return nil
	}
	info, err := os.Stat(r.Binary)
	if err != nil {
		return err
	}
	r.say("start")
	var taken times
	memory := 0.0
	for n := range starts {
		first, kept, err := r.startOnce(ctx, filepath.Join(r.folder, fmt.Sprintf("start-%d", n)))
		if err != nil {
			return err
		}
		taken, memory = append(taken, first), max(memory, kept)
	}
	r.report.add(Line{What: "Start on an empty folder to the first answer", Measured: taken.String(), Values: taken.values(),
		Against: "under " + shown(targetStart), Verdict: verdict(taken.quantile(0.5) < targetStart)})
	if memory > 0 {
		r.report.add(Line{What: "Memory when idle", Measured: fmt.Sprintf("%.0f MB", memory), Values: map[string]float64{"mb": memory},
			Against: fmt.Sprintf("under %.0f MB", targetMemory), Verdict: verdict(memory < targetMemory)})
	}
	megabytes := float64(info.Size()) / 1e6
	r.report.add(Line{What: "Size of the program", Measured: fmt.Sprintf("%.0f MB", megabytes), Values: map[string]float64{"mb": megabytes}})
	return nil
}

// startOnce starts the program, waits for its first answer, lets it idle and
// ends it. kept is its resident memory in megabytes, 0 where the system does not say.
func (r *run) startOnce(ctx context.Context, folder string) (first time.Duration, kept float64, err error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, r.Binary, "serve", "--data", folder, "--listen", "127.0.0.1:0")
	command.Env = append(os.Environ(), "HAVENWARD_DATABASE=")
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	command.WaitDelay = 20 * time.Second
	printed, err := command.StdoutPipe()
	if err != nil {
		return 0, 0, err
	}
	started := time.Now()
	if err := command.Start(); err != nil {
		return 0, 0, err
	}
	defer func() {
		cancel()
		_ = command.Wait()
	}()
	address := ""
	for lines := bufio.NewScanner(printed); address == "" && lines.Scan(); {
		if at, ok := strings.CutPrefix(lines.Text(), "listening on "); ok {
			address = at
		}
	}
	if address == "" {
		return 0, 0, errors.New("the program did not say where it listens")
	}
	answer, err := http.Get(address + "/sign-in")
	if err != nil {
		return 0, 0, err
	}
	answer.Body.Close()
	first = time.Since(started)
	if answer.StatusCode != http.StatusOK {
		return 0, 0, fmt.Errorf("the first answer was %d", answer.StatusCode)
	}
	time.Sleep(idleTime)
	if kilobytes, ok := procField(fmt.Sprintf("/proc/%d/status", command.Process.Pid), "VmRSS:"); ok {
		kept = float64(kilobytes) * 1024 / 1e6
	}
	return first, kept, nil
}
