package pgtest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// oldest is the first PostgreSQL release whose SQL the program is written for.
const oldest = 15

// errNotInstalled says that no usable PostgreSQL is on this machine.
var errNotInstalled = fmt.Errorf("PostgreSQL %d or later is not installed (on Debian: apt-get install postgresql)", oldest)

// findPrograms gives the folder that holds initdb, pg_ctl and postgres: the
// newest release under Debian's /usr/lib/postgresql, otherwise whatever PATH
// offers. The error is errNotInstalled when there is none that is new enough.
func findPrograms() (string, error) {
	folders, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", err
	}
	best, bestRelease := "", 0
	for _, folder := range folders {
		release, err := strconv.Atoi(filepath.Base(filepath.Dir(folder)))
		if err != nil || release < oldest || release <= bestRelease || !complete(folder) {
			continue
		}
		best, bestRelease = folder, release
	}
	if best != "" {
		return best, nil
	}

	control, err := exec.LookPath("pg_ctl")
	if err != nil {
		return "", errNotInstalled
	}
	folder := filepath.Dir(control)
	out, err := exec.Command(filepath.Join(folder, "postgres"), "--version").Output()
	if err != nil || releaseOf(string(out)) < oldest || !complete(folder) {
		return "", errNotInstalled
	}
	return folder, nil
}

// complete reports whether folder holds every program a cluster needs; a
// machine with only the client has pg_config there and no server.
func complete(folder string) bool {
	for _, name := range []string{"initdb", "pg_ctl", "postgres"} {
		if info, err := os.Stat(filepath.Join(folder, name)); err != nil || info.Mode()&0o111 == 0 {
			return false
		}
	}
	return true
}

// releaseOf reads the major release out of what `postgres --version` prints,
// such as "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", and gives 0
// when it cannot.
func releaseOf(version string) int {
	_, rest, found := strings.Cut(version, "(PostgreSQL) ")
	if !found {
		return 0
	}
	end := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(rest)
	}
	release, err := strconv.Atoi(rest[:end])
	if err != nil {
		return 0
	}
	return release
}

// serverUser gives the credential that the server must run with, or nil when
// it may run as the present user. PostgreSQL refuses to run as root, so root
// lends it the account of the Debian package, or nobody where there is none.
func serverUser() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		account, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(account.Uid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("user %s has the id %q: %w", name, account.Uid, err)
		}
		gid, err := strconv.ParseUint(account.Gid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("user %s has the group %q: %w", name, account.Gid, err)
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("PostgreSQL cannot run as root and there is no user postgres or nobody to run it as")
}
