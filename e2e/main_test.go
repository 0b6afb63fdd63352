package e2e

import (
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
	if programFolder != "" {
		os.RemoveAll(programFolder)
	}
	os.Exit(code)
}
