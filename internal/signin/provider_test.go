package signin_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
)

const clientSecret = "an invented secret of the tests"

// hostile is a provider that says what a test has it say.
type hostile struct {
	*httptest.Server
	key    *ecdsa.PrivateKey
	mu     sync.Mutex
	claims map[string]any
	sign   func(claims []byte) string
	asked  url.Values // of the token endpoint
	// described and fetched count how often it was asked for itself and its keys.
	described, fetched int
	// leaves is where it says that it ends sessions, keyID its key's name, down
	// that it does not describe itself, held what it waits for before it does.
	leaves, keyID string
	down          bool
	held          chan struct{}
}

func newHostile(t *testing.T) *hostile {
	t.Helper()
	h := &hostile{keyID: "one"}
	var err error
	if h.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, value any) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(value)
	}
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		h.mu.Lock()
		h.described++
		held, down, leaves := h.held, h.down, h.leaves
		h.mu.Unlock()
		if held != nil {
			<-held
		}
		if down {
			http.Error(w, "out of order", http.StatusInternalServerError)
			return
		}
		answer(w, map[string]any{"end_session_endpoint": leaves, "issuer": h.URL, "authorization_endpoint": h.URL + "/auth", "token_endpoint": h.URL + "/token", "jwks_uri": h.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"ES256", "none", "HS256"}, "authorization_response_iss_parameter_supported": true})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.fetched++
		answer(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: h.key.Public(), KeyID: h.keyID, Algorithm: "ES256", Use: "sig"}}})
	})
	mux.HandleFunc("/token", func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		defer h.mu.Unlock()
		_ = r.ParseForm()
		h.asked = r.PostForm
		claims, _ := json.Marshal(h.claims)
		answer(w, map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": h.sign(claims)})
	})
	h.Server = httptest.NewServer(mux)
	t.Cleanup(h.Close)
	return h
}

// signed signs claims with a key, as the provider does.
func signed(t *testing.T, algorithm jose.SignatureAlgorithm, key any) func([]byte) string {
	return signedAs(t, algorithm, key, "one")
}

// signedAs signs claims with a key of a name.
func signedAs(t *testing.T, algorithm jose.SignatureAlgorithm, key any, id string) func([]byte) string {
	return func(claims []byte) string {
		signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: jose.JSONWebKey{Key: key, KeyID: id}}, nil)
		if err != nil {
			t.Error(err)
			return ""
		}
		object, err := signer.Sign(claims)
		if err != nil {
			t.Error(err)
			return ""
		}
		text, _ := object.CompactSerialize()
		return text
	}
}

// provide gives our agency a provider.
func (w *world) provide(issuer string, change func(p *account.IdentityProvider)) {
	w.t.Helper()
	p := account.IdentityProvider{Agency: w.agency, Issuer: issuer, ClientID: "havenward", Secret: clientSecret, Domains: []string{"ours.example"}, Binding: account.ByEmail}
	if change != nil {
		change(&p)
	}
	w.write(func(tx *db.Tx) error { return account.SetProvider(background, tx, p) })
}

// depart goes to the provider and gives what the address asks of it.
func (b *browser) depart(path string, pairs ...string) url.Values {
	b.w.t.Helper()
	b.post(path, pairs...)
	_, address, found := strings.Cut(b.last.Header.Get("Refresh"), "url=")
	parsed, err := url.Parse(address)
	if !found || err != nil {
		b.w.t.Fatalf("%s leads nowhere: %d %s", path, b.last.StatusCode, b.body)
	}
	return parsed.Query()
}

// TestWhatAProviderSaysIsChecked lets a provider answer wrongly in each way that
// signs in somebody who should not be, and once rightly.
func TestWhatAProviderSaysIsChecked(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		h := newHostile(t)
		other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		strict := func(p *account.IdentityProvider) { p.ACR, p.AMR = []string{"high"}, []string{"mfa", "hwk"} }
		w.provide(h.URL, strict)
		none := func(claims []byte) string {
			encode := func(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
			return encode([]byte(`{"alg":"none"}`)) + "." + encode(claims) + "."
		}
		right := signed(t, jose.ES256, h.key)
		for name, wrong := range map[string]struct {
			change func(claims map[string]any)
			sign   func([]byte) string
			query  func(query url.Values)
			says   string
		}{
			"wrong nonce":                   {change: func(c map[string]any) { c["nonce"] = "another" }},
			"no nonce":                      {change: func(c map[string]any) { delete(c, "nonce") }},
			"wrong audience":                {change: func(c map[string]any) { c["aud"] = "another client" }},
			"two audiences":                 {change: func(c map[string]any) { c["aud"] = []string{"havenward", "another client"} }},
			"wrong issuer":                  {change: func(c map[string]any) { c["iss"] = "https://evil.example" }},
			"expired":                       {change: func(c map[string]any) { c["exp"] = time.Now().Add(-time.Hour).Unix() }},
			"no subject":                    {change: func(c map[string]any) { c["sub"] = "" }},
			"signed by nobody":              {sign: none},
			"another key":                   {sign: signed(t, jose.ES256, other)},
			"signed by our secret":          {sign: signed(t, jose.HS256, []byte(strings.Repeat(clientSecret, 2)))},
			"not a token":                   {sign: func([]byte) string { return "nonsense" }},
			"too weak an acr":               {change: func(c map[string]any) { c["acr"] = "low" }, says: "second proof"},
			"no acr":                        {change: func(c map[string]any) { delete(c, "acr") }, says: "second proof"},
			"a password alone":              {change: func(c map[string]any) { c["amr"] = []string{"pwd"} }, says: "second proof"},
			"an unverified address":         {change: func(c map[string]any) { c["email_verified"] = false }, says: "verified your e-mail"},
			"an unknown address":            {change: func(c map[string]any) { c["email"] = "stranger@ours.example" }, says: "nobody has made an account"},
			"another domain":                {change: func(c map[string]any) { c["email"] = "ada@theirs.example" }, says: "nobody has made an account"},
			"another state":                 {query: func(q url.Values) { q.Set("state", "another") }, says: "took too long"},
			"no state":                      {query: func(q url.Values) { q.Del("state") }, says: "took too long"},
			"a mix-up":                      {query: func(q url.Values) { q.Set("iss", "https://evil.example") }},
			"no issuer in a promise of one": {query: func(q url.Values) { q.Del("iss") }},
			"declined":                      {query: func(q url.Values) { q.Set("error", "access_denied") }, says: "did not let you in"},
		} {
			b := w.browser()
			asked := b.depart("/sign-in/agency", "email", "ada@ours.example")
			if asked.Get("code_challenge_method") != "S256" || asked.Get("acr_values") != "high" || strings.Contains(asked.Encode(), "ours.example") {
				t.Errorf("what the provider is asked: %v", asked)
			}
			claims := h.says(asked)
			if wrong.change != nil {
				wrong.change(claims)
			}
			if h.sign = right; wrong.sign != nil {
				h.sign = wrong.sign
			}
			query := url.Values{"code": {"c"}, "state": {asked.Get("state")}, "iss": {h.URL}}
			if wrong.query != nil {
				wrong.query(query)
			}
			says := wrong.says
			if says == "" {
				says = "cannot be relied on"
			}
			if status := b.get("/sign-in/provider?" + query.Encode()); status != http.StatusUnprocessableEntity || !strings.Contains(b.body, says) || b.in() {
				t.Errorf("%s: %d, in words: %v\n%s", name, status, strings.Contains(b.body, says), b.body)
			}
		}
		b := w.browser()
		asked := b.depart("/sign-in/agency", "email", "ada@ours.example", "next", "/account")
		h.says(asked)
		h.sign = right
		back := "/sign-in/provider?" + url.Values{"code": {"c"}, "state": {asked.Get("state")}, "iss": {h.URL}}.Encode()
		ceremony := b.cookies["__Host-proving"]
		elsewhere := w.browser()
		if elsewhere.get(back); elsewhere.in() {
			t.Error("an answer is taken in a browser that did not ask")
		}
		if b.get(back); b.goes() != "/account" || !b.in() {
			t.Fatalf("the right answer: %d %s", b.last.StatusCode, b.body)
		}
		if h.asked.Get("code_verifier") == "" {
			t.Error("no proof of who asked went along")
		}
		again := w.browser()
		again.cookies["__Host-proving"] = ceremony
		if again.get(back); again.in() {
			t.Error("an answer signs in twice")
		}
		// From now on the subject counts, and not the address.
		taken := w.browser()
		asked = taken.depart("/sign-in/agency", "email", "bob@ours.example")
		h.says(asked)["sub"] = "somebody else with her address"
		if taken.get("/sign-in/provider?" + url.Values{"code": {"c"}, "state": {asked.Get("state")}, "iss": {h.URL}}.Encode()); taken.in() {
			t.Error("another subject with a bound account's address signs in")
		}
		w.write(func(tx *db.Tx) error { return account.Suspend(background, tx, w.ids["ada"]) })
		late := w.browser()
		asked = late.depart("/sign-in/agency", "email", "ada@ours.example")
		h.says(asked)
		if late.get("/sign-in/provider?" + url.Values{"code": {"c"}, "state": {asked.Get("state")}, "iss": {h.URL}}.Encode()); late.in() {
			t.Error("a suspended person signs in through their agency")
		}
	})
}

// says is what the provider will say of Ada, in answer to what it was asked.
func (h *hostile) says(asked url.Values) map[string]any {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.claims = map[string]any{"iss": h.URL, "aud": "havenward", "sub": "ada-at-theirs", "nonce": asked.Get("nonce"), "exp": time.Now().Add(time.Hour).Unix(), "iat": time.Now().Unix(),
		"email": "ada@ours.example", "email_verified": true, "acr": "high", "amr": []string{"pwd", "mfa"}}
	return h.claims
}

// TestOnlyAnEnteredSubjectSignsIn where the agency binds by subject.
func TestOnlyAnEnteredSubjectSignsIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		h := newHostile(t)
		h.sign = signed(t, jose.ES256, h.key)
		w.provide(h.URL, func(p *account.IdentityProvider) { p.Binding = account.BySubject })
		try := func() bool {
			b := w.browser()
			asked := b.depart("/sign-in/agency", "email", "ada@ours.example")
			h.says(asked)
			b.get("/sign-in/provider?" + url.Values{"code": {"c"}, "state": {asked.Get("state")}, "iss": {h.URL}}.Encode())
			return b.in()
		}
		if try() {
			t.Error("a verified address alone signs in")
		}
		w.write(func(tx *db.Tx) error {
			provider, _, err := account.ProviderOf(background, tx, w.agency)
			if err != nil {
				return err
			}
			return account.BindSubject(background, tx, provider, "ada-at-theirs", w.ids["ada"])
		})
		if !try() {
			t.Error("the subject that was entered does not sign in")
		}
		w.provide(h.URL, func(p *account.IdentityProvider) { p.Binding, p.Stopped = account.BySubject, true })
		if b := w.browser(); b.post("/sign-in/agency", "email", "ada@ours.example") != http.StatusUnprocessableEntity {
			t.Error("a stopped provider is gone to")
		}
	})
}

// TestTheDiscoveryPageTellsNothingOfAccounts compares what it says to people with
// and without an account.
func TestTheDiscoveryPageTellsNothingOfAccounts(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		h := newHostile(t)
		w.provide(h.URL, nil)
		said := map[string]string{}
		for _, name := range []string{"ada", "nobody"} {
			b := w.browser()
			asked := b.depart("/sign-in/agency", "email", name+"@ours.example")
			for _, own := range []string{"state", "nonce", "code_challenge"} {
				b.body = strings.ReplaceAll(b.body, url.QueryEscape(asked.Get(own)), "")
			}
			said[name] = changing.ReplaceAllString(b.body, "")
		}
		if said["ada"] != said["nobody"] {
			t.Error("it tells who has an account")
		}
		h.Close()
		*w.now = w.now.Add(10 * time.Minute) // what is remembered of it is over
		b := w.browser()
		if status := b.post("/sign-in/agency", "email", "ada@ours.example"); status != http.StatusServiceUnavailable || !strings.Contains(b.body, "does not answer") {
			t.Errorf("a provider that is down: %d", status)
		}
	})
}
