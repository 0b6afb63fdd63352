package signin

import "testing"

// Nobody is led anywhere but to the provider's own host, as safely as it is
// reached itself, whatever it says of itself.
func TestWhereAProviderMayEndSessions(t *testing.T) {
	t.Parallel()
	const issuer = "https://login.example:8443/tenant"
	for named, want := range map[string]string{
		"https://login.example:8443/out":     "https://login.example:8443/out",
		"https://login.example:8443/out?p=1": "https://login.example:8443/out?p=1",
		"":                                   "",
		"/out":                               "",
		"//login.example:8443/out":           "",
		"http://login.example:8443/out":      "",
		"https://login.example/out":          "",
		"https://evil.example/out":           "",
		"https://login.example:8443@evil.example/out": "",
		"https://a@login.example:8443/out":            "",
		"https://login.example:8443.evil.example/out": "",
		"https://login.example:8443/out#there":        "",
		"javascript:alert(1)":                         "",
		"https:login.example:8443":                    "",
		"https://login.example:8443/\x00":             "",
	} {
		got := ""
		if address := endSession(issuer, named); address != nil {
			got = address.String()
		}
		if got != want {
			t.Errorf("%q: %q", named, got)
		}
	}
}
