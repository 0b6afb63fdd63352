package e2e

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// ProgramVariable names the environment variable with the path of a built
// program to test. Without it the tests build one.
const ProgramVariable = "HAVENWARD_TEST_PROGRAM"

// Process is a program that runs as a process of its own.
type Process struct {
	cmd    *exec.Cmd
	exited chan struct{} // closed when it has ended and its output is read

	mu      sync.Mutex
	lines   []string      // what it printed on standard output and error
	changed chan struct{} // closed and renewed at each line
}

// Demonstration is the Starter that runs `havenward demo` as a process.
func Demonstration(t testing.TB, settings Settings) Running {
	t.Helper()
	program, err := builtProgram()
	if err != nil {
		t.Fatal(err)
	}
	return Run(t, exec.Command(program, demonstrationArgs(settings)...))
}

func demonstrationArgs(settings Settings) []string {
	args := []string{"demo", "--data", settings.Folder, "--listen", settings.Listen}
	if settings.Database != "" {
		args = append(args, "--database", settings.Database)
	}
	return append(args, settings.Args...)
}

// Run starts a command that prints "listening on http://ADDRESS" once it
// answers there. If the test fails, what the command printed is logged.
func Run(t testing.TB, cmd *exec.Cmd) Running {
	t.Helper()
	p, err := startProcess(cmd)
	if err != nil {
		t.Fatalf("start %s: %v", filepath.Base(cmd.Path), err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("%s printed:\n%s", filepath.Base(cmd.Path), p.output())
		}
	})
	// The first start makes and fills the demonstration's database.
	matches, err := p.printed(`listening on (http://[^\s/]+)`, 2*time.Minute)
	if err != nil {
		p.kill()
		t.Fatalf("%v; %s printed:\n%s", err, filepath.Base(cmd.Path), p.output())
	}
	return Running{URL: matches[1], Process: p, Stop: func() {
		if err := p.stop(); err != nil {
			t.Error(err)
		}
	}}
}

func startProcess(cmd *exec.Cmd) (*Process, error) {
	p := &Process{cmd: cmd, exited: make(chan struct{}), changed: make(chan struct{})}
	reader, writer := io.Pipe()
	cmd.Stdout, cmd.Stderr = writer, writer
	// It must not outlive a test run that is killed.
	cmd.SysProcAttr = dieWithParent()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		lines := bufio.NewReader(reader)
		for {
			line, err := lines.ReadString('\n')
			if line != "" {
				p.add(strings.TrimRight(line, "\r\n"))
			}
			if err != nil {
				return
			}
		}
	}()
	go func() {
		cmd.Wait()
		writer.Close()
		<-read
		close(p.exited)
	}()
	return p, nil
}

func (p *Process) add(line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lines = append(p.lines, line)
	close(p.changed)
	p.changed = make(chan struct{})
}

func (p *Process) output() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.lines, "\n")
}

// printed waits for a line that matches pattern and gives its submatches.
func (p *Process) printed(pattern string, timeout time.Duration) ([]string, error) {
	expression, err := regexp.Compile(pattern)
	if err != nil {
		return nil, err
	}
	deadline := time.After(timeout)
	for next := 0; ; {
		p.mu.Lock()
		lines, changed := p.lines[next:], p.changed
		p.mu.Unlock()
		for _, line := range lines {
			if matches := expression.FindStringSubmatch(line); matches != nil {
				return matches, nil
			}
		}
		next += len(lines)
		if len(lines) > 0 {
			continue
		}
		select {
		case <-changed:
		case <-p.exited:
			if p.count() == next {
				return nil, fmt.Errorf("the program ended (%s) without printing a line like %q", p.cmd.ProcessState, pattern)
			}
		case <-deadline:
			return nil, fmt.Errorf("the program printed no line like %q within %s", pattern, timeout)
		}
	}
}

func (p *Process) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.lines)
}

// stop asks the process to end and waits until it has; one that does not is
// killed, and that is an error.
func (p *Process) stop() error {
	p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.exited:
		return nil
	case <-time.After(patience):
		p.kill()
		return fmt.Errorf("the program did not end within %s of SIGTERM", patience)
	}
}

func (p *Process) kill() {
	p.cmd.Process.Kill()
	<-p.exited
}

// builtProgram gives the path of the program under test, building it once for
// the run if nobody has.
var builtProgram = sync.OnceValues(func() (string, error) {
	if path := os.Getenv(ProgramVariable); path != "" {
		if _, err := os.Stat(path); err != nil {
			return "", fmt.Errorf("%s: %w", ProgramVariable, err)
		}
		return path, nil
	}
	root, err := repository()
	if err != nil {
		return "", err
	}
	folder, err := os.MkdirTemp("", "havenward-program-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "havenward")
	build := exec.Command("go", "build", "-buildvcs=false", "-o", path, ".")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		return "", errors.Join(fmt.Errorf("build the program: %w: %s", err, bytes.TrimSpace(out)), os.RemoveAll(folder))
	}
	programFolder = folder
	return path, nil
})

// programFolder holds the program that the tests built, for TestMain to remove.
var programFolder string
