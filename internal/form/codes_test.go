package form

import (
	"reflect"
	"testing"
)

func TestCodes(t *testing.T) {
	t.Parallel()
	list := Codes{{"bank", "Into a bank account"}, {"cash", "In cash", "Signed for"}}
	if got, want := list.Options(), []Option{{Value: "bank", Label: "Into a bank account"}, {Value: "cash", Label: "In cash", Hint: "Signed for"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("options are %+v, want %+v", got, want)
	}
	for code, want := range map[string]string{"bank": "Into a bank account", "cash": "In cash", "gold": "gold", "": ""} {
		if got := list.Words(code); got != want {
			t.Errorf("words of %q are %q, want %q", code, got, want)
		}
		if got := list.Has(code); got != (code != want) {
			t.Errorf("has %q is %v", code, got)
		}
	}
	if got, want := list.AllWords([]string{"cash", "gold", "bank"}), []string{"In cash", "gold", "Into a bank account"}; !reflect.DeepEqual(got, want) {
		t.Errorf("all words are %q, want %q", got, want)
	}
	if got := list.AllWords(nil); got != nil {
		t.Errorf("no codes have the words %q", got)
	}
}
