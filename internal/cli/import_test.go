package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// imported runs the command over files in a data folder, and gives what it
// printed and the code with which the program would end.
func imported(t *testing.T, data string, files ...string) (string, int) {
	t.Helper()
	var out bytes.Buffer
	err := (&ImportHomeOfficeForm{Files: files, out: &out}).Run(context.Background(), &Settings{Data: data})
	var ends interface{ ExitCode() int }
	switch {
	case err == nil:
		return out.String(), 0
	case errors.As(err, &ends):
		return out.String(), ends.ExitCode()
	}
	t.Fatal(err)
	return "", 0
}

func TestImportOnAFreshFolder(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	data := filepath.Join(folder, "data")
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const one = `{"Type":"560734","NRMOrDuty":"NRM","ExternalId":"id-1","Case.Jurisdiction":"ENGLAND","AdultOrChild":"Adult","Customer.Surname":"Quillfeather","NewKey":"secret"}`
	good := write("good.json", one)
	out, code := imported(t, data, good)
	if code != 0 || !strings.Contains(out, "received as referral HW-") || !strings.Contains(out, "Received: 1\nAlready received: 0\nRefused: 0\n") || !strings.Contains(out, `Keys not mapped: "NewKey" (1)`) {
		t.Errorf("exit %d:\n%s", code, out)
	}
	if strings.Contains(out, "Quillfeather") || strings.Contains(out, "secret") {
		t.Errorf("values are printed:\n%s", out)
	}
	if out, code = imported(t, data, good); code != exitThere || !strings.Contains(out, "Received: 0\nAlready received: 1\n") {
		t.Errorf("a second time: exit %d:\n%s", code, out)
	}
	second := strings.Replace(one, "id-1", "id-2", 1)
	mixed := write("mixed.ndjson", one+"\n"+second+"\n{\"Type\":\n")
	out, code = imported(t, data, filepath.Join(folder, "missing.json"), mixed, good)
	for _, want := range []string{"missing.json: cannot be read", "mixed.ndjson line 3 (byte", "Received: 1\nAlready received: 2\nRefused: 1\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in:\n%s", want, out)
		}
	}
	if code != exitRefused {
		t.Errorf("exit %d, want %d", code, exitRefused)
	}
	if out, code = imported(t, data, write("empty.json", "")); code != exitRefused || !strings.Contains(out, "the file is empty") {
		t.Errorf("an empty file: exit %d:\n%s", code, out)
	}
}

func TestReplayRefusesAFileBeforeItWrites(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "bad.csv")
	if err := os.WriteFile(path, []byte("quarter,people\n2022Q2,1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(folder, "data")
	for _, command := range []*ReplayNRMStatistics{{File: path, Writers: 1}, {File: filepath.Join(folder, "none.csv"), Writers: 1}, {File: path, Writers: 0}} {
		if err := command.Run(context.Background(), &Settings{Data: data}); err == nil {
			t.Errorf("%+v was replayed", command)
		}
	}
	if _, err := os.Stat(data); !os.IsNotExist(err) {
		t.Errorf("a data folder was made: %v", err)
	}
}
