package account_test

import (
	"crypto/sha1"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/account"
	"pgregory.net/rapid"
)

func listOf(passwords []string, end string, count func(int) int) string {
	var lines []string
	for i, password := range passwords {
		lines = append(lines, fmt.Sprintf("%X:%d", sha1.Sum([]byte(password)), count(i)))
	}
	slices.Sort(lines)
	return strings.Join(lines, end)
}

func written(t testing.TB, text string) string {
	path := filepath.Join(t.TempDir(), "breached.txt")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestBreachedPasswordsAreFound looks for every password of lists of any length
// and for others.
func TestBreachedPasswordsAreFound(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		passwords := rapid.SliceOfNDistinct(rapid.String(), 1, 60, rapid.ID).Draw(t, "passwords")
		end := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "end")
		text := listOf(passwords, end, func(int) int { return rapid.IntRange(1, 1<<31).Draw(t, "count") })
		if rapid.Bool().Draw(t, "last line ends") {
			text += end
		}
		path := filepath.Join(folder, "breached.txt")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		b, err := account.OpenBreached(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, password := range append(slices.Clone(passwords), rapid.SliceOfN(rapid.String(), 0, 10).Draw(t, "others")...) {
			if holds, err := b.Holds(password); err != nil || holds != slices.Contains(passwords, password) {
				t.Fatalf("%q: %v, %v", password, holds, err)
			}
		}
	})
}

func TestAListThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	first, second := fmt.Sprintf("%X:3", sha1.Sum([]byte("b"))), fmt.Sprintf("%X:3", sha1.Sum([]byte("c")))
	inOrder := []string{first, second}
	slices.Sort(inOrder)
	for name, text := range map[string]string{
		"empty": "", "plain passwords": "password\n123456\n", "no count": first[:40] + "\n", "another kind of sum": "00aa:3\n",
		"not in order": strings.Repeat(inOrder[1]+"\n", 200) + strings.Repeat(inOrder[0]+"\n", 200), "no sums": strings.Repeat("Z", 40) + ":1\n",
	} {
		if _, err := account.OpenBreached(written(t, text)); err == nil || !strings.Contains(err.Error(), "SHA-1") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := account.OpenBreached(filepath.Join(t.TempDir(), "nothing")); err == nil {
		t.Error("a file that is not there")
	}
	var none *account.Breached
	if holds, err := none.Holds("password"); holds || err != nil {
		t.Errorf("no list: %v, %v", holds, err)
	}
}
