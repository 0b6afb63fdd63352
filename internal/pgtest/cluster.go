package pgtest

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// Cluster is a PostgreSQL server of its own in a temporary folder, listening
// on a random port of 127.0.0.1 only and, in that folder, on a Unix socket. It
// ends, and its folder goes, with Stop or with the process that started it,
// however that process ends.
type Cluster struct {
	programs string              // folder of initdb, pg_ctl and postgres
	as       *syscall.Credential // whom the server runs as; nil for the present user
	folder   string              // holds data/, the socket and the log
	password string              // of the superuser "postgres"
	port     int
	settings []string // postgres -c arguments

	guard     *exec.Cmd      // stops the server and removes the folder
	guardPipe io.WriteCloser // the guard acts when this closes
}

// Durability says whether a cluster's commits survive a crash.
type Durability bool

const (
	// Fast switches off fsync, so that tests cost no disk flushes. After a
	// crash the data of such a cluster may be unreadable.
	Fast Durability = false
	// Durable keeps PostgreSQL's own defaults: what is acknowledged is on
	// disk. For tests that crash the server and for measurements.
	Durable Durability = true
)

// Start makes a new cluster and waits until it answers, about a second. The
// error is one sentence that says what is missing when PostgreSQL is not
// installed.
func Start(durability Durability) (*Cluster, error) {
	programs, err := findPrograms()
	if err != nil {
		return nil, err
	}
	as, err := serverUser()
	if err != nil {
		return nil, err
	}
	c := &Cluster{programs: programs, as: as, password: rand.Text()}
	// A test machine has two cores and many small databases: many connections,
	// little memory each.
	c.settings = []string{"max_connections=300", "shared_buffers=64MB", "timezone=UTC", "log_timezone=UTC"}
	if durability == Fast {
		c.settings = append(c.settings, "fsync=off", "synchronous_commit=off", "full_page_writes=off")
	}
	if err := c.prepare(); err != nil {
		c.Stop()
		return nil, err
	}
	if err := c.listen(); err != nil {
		c.Stop()
		return nil, err
	}
	return c, nil
}

// URL is the address of a database of this cluster for its superuser.
func (c *Cluster) URL(database string) string {
	address := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword("postgres", c.password),
		Host:     net.JoinHostPort("127.0.0.1", strconv.Itoa(c.port)),
		Path:     "/" + database,
		RawQuery: "sslmode=disable",
	}
	return address.String()
}

// Crash ends the server at once, without a checkpoint and without telling its
// clients, as a power cut of the database machine would look to them. What it
// acknowledged is found again by [Cluster.Restart] if the cluster is Durable.
func (c *Cluster) Crash() error {
	return c.run("pg_ctl", "stop", "--silent", "--wait", "--mode=immediate", "--pgdata", c.data())
}

// Restart starts the server again on the same port after Crash.
func (c *Cluster) Restart() error {
	return c.run("pg_ctl", "start", "--silent", "--wait", "--pgdata", c.data(), "--log", c.log(), "--options", c.options())
}

// Stop ends the server and removes its folder. A second call does nothing.
func (c *Cluster) Stop() {
	if c.guardPipe == nil {
		os.RemoveAll(c.folder)
		return
	}
	c.guardPipe.Close()
	c.guard.Wait()
	c.guardPipe = nil
}

// Folder is where the server keeps everything that it writes.
func (c *Cluster) Folder() string { return c.folder }

func (c *Cluster) data() string { return filepath.Join(c.folder, "data") }
func (c *Cluster) log() string  { return filepath.Join(c.folder, "log") }

// options are the arguments that pg_ctl hands to postgres. Nothing in them
// needs quoting: the folder comes from os.MkdirTemp and is checked in prepare.
func (c *Cluster) options() string {
	settings := append([]string{
		"listen_addresses=127.0.0.1",
		"port=" + strconv.Itoa(c.port),
		"unix_socket_directories=" + c.folder,
	}, c.settings...)
	return "-c " + strings.Join(settings, " -c ")
}

// prepare makes the folder, the guard and the empty database files.
func (c *Cluster) prepare() error {
	folder, err := os.MkdirTemp("", "havenward-pg-")
	if err != nil {
		return fmt.Errorf("make a folder for the test database: %w", err)
	}
	c.folder = folder
	if strings.ContainsAny(folder, " '\"\\$`") {
		return fmt.Errorf("the temporary folder %s has a space or quote in its name, which PostgreSQL's options cannot carry; set TMPDIR to another", folder)
	}
	passwordFile := filepath.Join(folder, "password")
	if err := os.WriteFile(passwordFile, []byte(c.password), 0o600); err != nil {
		return err
	}
	if c.as != nil {
		for _, path := range []string{folder, passwordFile} {
			if err := os.Chown(path, int(c.as.Uid), int(c.as.Gid)); err != nil {
				return err
			}
		}
	}
	if err := c.startGuard(); err != nil {
		return fmt.Errorf("start the process that cleans up after the test database: %w", err)
	}
	// C.UTF-8 sorts by code point, as SQLite does, so that one expected order
	// holds on both engines.
	return c.run("initdb", "--no-sync", "--username=postgres", "--pwfile="+passwordFile,
		"--auth-local=trust", "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--pgdata", c.data())
}

// startGuard starts the shell that outlives this process, even one that is
// killed or calls os.Exit: it waits for the pipe to close, then stops the
// server and removes the folder. It has a process group of its own, so that an
// interrupt from the keyboard does not end it before its work is done.
func (c *Cluster) startGuard() error {
	const script = `cat >/dev/null
"$1/pg_ctl" stop --silent --mode=immediate --pgdata "$2/data" >/dev/null 2>&1
rm -rf "$2"`
	c.guard = exec.Command("/bin/sh", "-c", script, "guard", c.programs, c.folder)
	c.guard.Dir = "/"
	c.guard.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: c.as}
	pipe, err := c.guard.StdinPipe()
	if err != nil {
		return err
	}
	if err := c.guard.Start(); err != nil {
		return err
	}
	c.guardPipe = pipe
	return nil
}

// listen starts the server on a free port. Another process may take the port
// between finding and using it, so it tries a few.
func (c *Cluster) listen() error {
	var failures []error
	for range 5 {
		port, err := freePort()
		if err != nil {
			return err
		}
		c.port = port
		if err = c.Restart(); err == nil {
			return nil
		}
		failures = append(failures, err)
	}
	log, _ := os.ReadFile(c.log())
	return fmt.Errorf("the test database does not start: %w\nits log says:\n%s", errors.Join(failures...), log)
}

// run executes one of PostgreSQL's programs as the server's user.
func (c *Cluster) run(program string, args ...string) error {
	cmd := exec.Command(filepath.Join(c.programs, program), args...)
	cmd.Dir = c.folder
	// Its own process group, for the reason given at startGuard.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: c.as}
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", program, err, strings.TrimSpace(string(out)))
	}
	return nil
}

// freePort asks the system for a port of the loopback address that nobody
// listens on.
func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port for the test database: %w", err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
