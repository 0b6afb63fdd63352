package e2e

import (
	"fmt"
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		childProgram()
		return
	}
	code := m.Run()
	closeBrowser()
	if err := uproot(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = max(code, 1)
	}
	if programFolder != "" {
		os.RemoveAll(programFolder)
	}
	os.Exit(code)
}
