package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/invent"
	"github.com/havenward/havenward/linkage"
)

// Targets of linkage.
const (
	targetLinkEach  = 10 * time.Second / 200_000 // one record of a file of this field, on two cores
	targetMatchP50  = 100 * time.Microsecond     // in process
	targetMatchP99  = time.Millisecond
	targetPut       = time.Millisecond
	targetMatchHTTP = 5 * time.Millisecond
	targetSilence   = 1.25 // how much longer the answer may take where there is something to be silent about
)

// linkColumns are the columns of the file that is linked.
var linkColumns = []string{"id", "given", "family", "born", "sex", "nationality", "town", "phone"}

// links measures linkage with so many records of invented people, a third of whom
// stand there twice: the whole of a file, one record against all in process, and
// one against all over the API, with the record of the look on disk before the
// answer goes out.
func (r *run) links(ctx context.Context) error {
	r.say("links: %s records", thousands(r.People))
	table, err := linkage.NewTable(linkColumns)
	if err != nil {
		return err
	}
	for n := range r.People {
		if err := table.Append(linkedRow(r.Seed, uint64(n))); err != nil {
			return err
		}
	}
	settings := linkage.Propose("id", linkage.ProfileTable(table, "id"))
	started, used := time.Now(), processorTime()
	result, err := linkage.Link(ctx, table, settings, linkage.Options{})
	if err != nil {
		return err
	}
	clock, processor := time.Since(started), processorTime()-used
	allowed := targetLinkEach * time.Duration(r.People)
	r.report.add(Line{What: "Linking a file, learning included", Verdict: verdict(clock < allowed), Ratio: clock.Seconds() / allowed.Seconds(),
		Measured: fmt.Sprintf("%s, processor %s, for %s records and %s pairs", shown(clock), shown(processor), thousands(table.Len()), thousands(int(result.Compared))),
		Values:   map[string]float64{"seconds": clock.Seconds(), "processor_seconds": processor.Seconds(), "pairs": float64(result.Compared)},
		Against:  fmt.Sprintf("under %s, which is 10 s for 200,000", shown(allowed))})
	if err := r.matches(ctx, result); err != nil {
		return err
	}
	return r.matchesOverHTTP(ctx)
}

// linkedRow is the n-th record: of every three, the third is of the person of the
// first, misspelt at times.
func linkedRow(seed, n uint64) []string {
	who := n
	if n%3 == 2 {
		who = n - 2
	}
	p := invent.Nth(seed, who).Person(invent.Profile{On: civil.Day{Year: 2026, Month: 1, Day: 1}})
	random := rand.New(rand.NewPCG(seed, n))
	given, born := p.Given, p.Birth.String()
	if who != n {
		switch random.IntN(4) {
		case 0:
			given = strings.ToUpper(given)
		case 1:
			born = p.BirthTold.String()
		case 2:
			if letters := []rune(given); len(letters) > 3 {
				given = string(append(letters[:1], letters[2:]...))
			}
		}
	}
	return []string{fmt.Sprint(n), given, p.Family, strings.TrimPrefix(born, "~"), p.Gender, p.Nationality, p.Address.Town, inventedPhone(seed, who)}
}

// inventedPhone is a number of the country code 999, which no country has; half
// of the people have none.
func inventedPhone(seed, who uint64) string {
	if random := rand.New(rand.NewPCG(seed, ^who)); random.IntN(2) == 0 {
		return fmt.Sprintf("+999%09d", random.IntN(1e9))
	}
	return ""
}

// matches measures one record against all in process, and the replacement of one.
func (r *run) matches(ctx context.Context, result *linkage.Result) error {
	index, err := result.Index()
	if err != nil {
		return err
	}
	values := func(n uint64) map[string]string {
		row, cells := linkedRow(r.Seed, n), map[string]string{}
		for i, column := range linkColumns[1:] {
			cells[column] = row[i+1]
		}
		return cells
	}
	random := rand.New(rand.NewPCG(r.Seed, 1))
	var asked, replaced spent
	for started := time.Now(); len(asked.clock) < enough || time.Since(started) < r.Lasting; {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := random.Uint64N(uint64(r.People))
		question := values(n)
		began, used := time.Now(), processorTime()
		index.Match(question, 0.5)
		asked.add(time.Since(began), processorTime()-used)
		began, used = time.Now(), processorTime()
		if err := index.Put(fmt.Sprint(n), question); err != nil {
			return err
		}
		replaced.add(time.Since(began), processorTime()-used)
	}
	r.report.add(Line{What: "One record matched with all, in process", Measured: microseconds(asked.clock), Values: asked.values(),
		Against: fmt.Sprintf("p50 under %v, p99 under %v", targetMatchP50, targetMatchP99),
		Verdict: verdict(asked.clock.quantile(0.5) < targetMatchP50 && asked.clock.quantile(0.99) < targetMatchP99)})
	r.report.add(Line{What: "One record replaced among all", Measured: microseconds(replaced.clock), Values: replaced.values(),
		Against: fmt.Sprintf("p99 under %v", targetPut), Verdict: verdict(replaced.clock.quantile(0.99) < targetPut)})
	return nil
}

func microseconds(t times) string {
	return fmt.Sprintf("p50 %v, p99 %v (%s)", t.quantile(0.5).Round(time.Microsecond), t.quantile(0.99).Round(time.Microsecond), thousands(len(t)))
}

// matchesOverHTTP measures the same over the API of the site: token, policy, the
// comparison with all, what may be shown, and the record of the look.
func (r *run) matchesOverHTTP(ctx context.Context) error {
	w, err := r.newWorld(ctx, "links")
	if err != nil {
		return err
	}
	defer w.close()
	site := w.site()
	r.say("links: %s cards", thousands(r.People))
	if err := site.Stock(ctx, func(yield func(db.ID, casefile.Record) bool) {
		for n := range r.People {
			if !yield(db.NewID(time.Now()), linkedRecord(r.Seed, uint64(n))) {
				return
			}
		}
	}); err != nil {
		return err
	}
	handler, err := site.Handler()
	if err != nil {
		return err
	}
	var token string
	err = w.db.Write(ctx, func(tx *db.Tx) (err error) {
		token, err = account.IssueToken(ctx, tx, w.responder.Account, "bench")
		return err
	})
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(r.Seed, 2))
	// In turn somebody who is on record, out of reach, and somebody who is not.
	var onRecord, asked, unknown spent
	for n, started := uint64(0), time.Now(); len(asked.clock) < 2*enough || time.Since(started) < r.Lasting; n++ {
		who, seed, to := random.Uint64N(uint64(r.People)), r.Seed, &onRecord
		if n%2 == 1 {
			seed, to = r.Seed+1, &unknown
		}
		body, err := json.Marshal(map[string]any{"subject": "bench", "record": linkedRecord(seed, who)})
		if err != nil {
			return err
		}
		q := httptest.NewRequestWithContext(ctx, http.MethodPost, "/api/v1/matches", strings.NewReader(string(body)))
		q.Header.Set("Authorization", "Bearer "+token)
		q.Header.Set("Content-Type", "application/json")
		answer := httptest.NewRecorder()
		began, used := time.Now(), processorTime()
		handler.ServeHTTP(answer, q)
		clock, processor := time.Since(began), processorTime()-used
		asked.add(clock, processor)
		to.add(clock, processor)
		if err := ctx.Err(); err != nil {
			return err
		}
		if answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), `"ready":true`) {
			return fmt.Errorf("a match over HTTP answered %d: %s", answer.Code, answer.Body)
		}
	}
	r.report.add(Line{What: "One record matched with all, over HTTP", Measured: asked.String(), Values: asked.values(),
		Against: "p50 under " + shown(targetMatchHTTP) + ", the look on disk included", Verdict: verdict(asked.clock.quantile(0.5) < targetMatchHTTP)})
	ratio := float64(onRecord.clock.quantile(0.5)) / float64(unknown.clock.quantile(0.5))
	r.report.add(Line{What: "The same of somebody on record out of reach", Measured: onRecord.clock.String(), Values: onRecord.values(),
		Against: fmt.Sprintf("of somebody on no record: %s; p50 within times %.2f either way", unknown.clock, targetSilence), Ratio: ratio,
		Verdict: verdict(ratio < targetSilence && ratio > 1/targetSilence)})
	return nil
}

// linkedRecord is the n-th record as somebody looks for it.
func linkedRecord(seed, n uint64) casefile.Record {
	row := linkedRow(seed, n)
	record := casefile.Record{Names: []casefile.Name{{Kind: casefile.NameGiven, Given: row[1], Family: row[2]}},
		Gender: row[4], Nationalities: []string{row[5]}, CurrentTown: row[6]}
	record.Birth, _ = civil.ParsePartial(row[3])
	if row[7] != "" {
		record.Contacts = []casefile.Contact{{Channel: casefile.Phone, Whose: casefile.ThePerson, Value: row[7]}}
	}
	return record
}
