package e2e

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/pgtest"
)

// Database names an engine that the program runs on.
type Database string

// The two engines on which every journey must work.
const (
	SQLite   Database = "sqlite"
	Postgres Database = "postgres"
)

// Options say how a server of a test is started.
type Options struct {
	Database Database // SQLite if empty
	Address  string   // of the PostgreSQL database; a new one on the server of all tests if empty
	Start    Starter  // Demonstration if nil, on a copy of one that was made once
	Args     []string // further arguments of the program
}

// Settings are what a Starter is given: where the server keeps its things.
type Settings struct {
	Folder   string   // a new, empty folder, removed when the test ends
	Database string   // URL of a new, empty PostgreSQL database; empty for SQLite in Folder
	Listen   string   // address to listen on; port 0 means any free one
	Args     []string // further arguments
}

// Starter starts a server and waits until it answers.
type Starter func(t testing.TB, settings Settings) Running

// Running is a started server.
type Running struct {
	URL     string   // such as http://127.0.0.1:40123, without a slash at the end
	Process *Process // nil when it runs inside the test
	Stop    func()   // ends it; called once
}

// Server is a program under test. It ends with the test that started it.
type Server struct {
	URL string // such as http://127.0.0.1:40123, without a slash at the end

	t        testing.TB
	start    Starter
	settings Settings
	running  *Running // nil while it is stopped

	codes sync.Mutex
	used  map[string]time.Time // when the last security code used is from, by e-mail address
}

// Start starts a server with a folder and a database of its own. Where the
// database cannot be had, it ends the test.
func Start(t testing.TB, options Options) *Server {
	t.Helper()
	s := &Server{t: t, start: options.Start}
	s.settings = Settings{Folder: t.TempDir(), Database: options.Address, Listen: "127.0.0.1:0", Args: options.Args}
	switch {
	case s.start == nil && options.Address == "":
		s.start = Demonstration
		s.settings.Database = plant(t, options.Database, s.settings.Folder)
	case s.start == nil:
		s.start = Demonstration
	case options.Database == Postgres && options.Address == "":
		s.settings.Database = pgtest.URL(t)
	}
	t.Cleanup(s.Stop)
	s.run()
	return s
}

// Stop ends the server as its operator would. A second call does nothing.
func (s *Server) Stop() {
	if s.running != nil {
		s.running.Stop()
		s.running = nil
	}
}

// Kill ends the server's process by SIGKILL, as a power cut would.
func (s *Server) Kill() {
	s.t.Helper()
	s.process().kill()
	s.running = nil
}

// Restart starts the server again after Stop or Kill, with the same folder,
// database and address, so that open pages can go on.
func (s *Server) Restart() {
	s.t.Helper()
	if s.running != nil {
		s.t.Fatal("restart: the server has not been stopped")
	}
	s.settings.Listen = s.URL[len("http://"):]
	s.run()
}

// Folder is where the server keeps its files.
func (s *Server) Folder() string { return s.settings.Folder }

// Database is the URL of the server's PostgreSQL database, empty on SQLite.
func (s *Server) Database() string { return s.settings.Database }

// Printed waits until the program has printed a line that matches pattern, a
// regular expression, and gives the line's submatches.
func (s *Server) Printed(pattern string) []string {
	s.t.Helper()
	matches, err := s.process().printed(pattern, patience)
	if err != nil {
		s.t.Fatal(err)
	}
	return matches
}

func (s *Server) process() *Process {
	s.t.Helper()
	if s.running == nil || s.running.Process == nil {
		s.t.Fatal("this server is not running as a process of its own")
	}
	return s.running.Process
}

func (s *Server) run() {
	s.t.Helper()
	running := s.start(s.t, s.settings)
	s.running = &running
	s.URL = running.URL
	client := http.Client{
		Timeout:       5 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := client.Get(s.URL + "/")
	if err != nil {
		s.t.Fatalf("the server does not answer: %v", err)
	}
	response.Body.Close()
}

// EachDatabase runs a test on a server of its own for each engine. The options'
// Database is ignored.
func EachDatabase(t *testing.T, options Options, test func(t *testing.T, server *Server)) {
	t.Helper()
	for _, database := range []Database{SQLite, Postgres} {
		t.Run(string(database), func(t *testing.T) {
			t.Parallel()
			options := options
			options.Database = database
			test(t, Start(t, options))
		})
	}
}

// EachMode runs a journey twice on one server, with script and then without,
// each in a browser context of its own. What the first leaves in the database
// the second finds.
func EachMode(t *testing.T, server *Server, journey func(t *testing.T, p *Page)) {
	t.Helper()
	for _, mode := range []Mode{WithScript, WithoutScript} {
		t.Run(string(mode), func(t *testing.T) {
			journey(t, Open(t, server, mode))
		})
	}
}
