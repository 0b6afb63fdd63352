package bench

import (
	"context"
	"fmt"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/seal"
)

// targetSealing is how much sealing may add to a case page.
const targetSealing = 0.20

// sealedCases is how many cases are made whose pages are asked.
const sealedCases = 40

// lens is a Sealer that can be set aside: what it opened once it then gives
// again without a key or a cipher, and what it is to seal it leaves plain. It
// works for one request at a time, in a database that is thrown away.
type lens struct {
	ring  *seal.Ring
	aside bool
	known map[sealedAt][]byte
}

type sealedAt struct {
	owner  db.ID
	place  string
	sealed string
}

// plainMark begins what a lens set aside has sealed; no sealed value begins so.
const plainMark = 0

// Seal seals, or marks what it leaves plain.
func (l *lens) Seal(ctx context.Context, tx *db.Tx, owner db.ID, place string, plain []byte) ([]byte, error) {
	if l.aside {
		return append([]byte{plainMark}, plain...), nil
	}
	return l.ring.Seal(ctx, tx, owner, place, plain)
}

// Open opens, or gives what the same value was when it was opened.
func (l *lens) Open(ctx context.Context, tx *db.Tx, owner db.ID, place string, sealed []byte) ([]byte, error) {
	if len(sealed) > 0 && sealed[0] == plainMark {
		return sealed[1:], nil
	}
	if l.aside {
		if plain, ok := l.known[sealedAt{owner, place, string(sealed)}]; ok {
			return plain, nil
		}
	}
	plain, err := l.ring.Open(ctx, tx, owner, place, sealed)
	if err == nil {
		l.known[sealedAt{owner, place, string(sealed)}] = plain
	}
	return plain, err
}

// Blind gives the ring's token.
func (l *lens) Blind(ctx context.Context, tx *db.Tx, kind, text string) (string, error) {
	return l.ring.Blind(ctx, tx, kind, text)
}

// sealing measures what encrypting adds to the processor's time for a case page:
// the same pages with every key in memory, with no key in memory (so that each
// is fetched and unwrapped anew), and with nothing encrypted, in turn.
func (r *run) sealing(ctx context.Context) error {
	w, err := r.newWorld(ctx, "seal")
	if err != nil {
		return err
	}
	cases := min(sealedCases, max(1, r.People/5))
	r.say("seal: %d cases through the commands", cases)
	originals, err := r.base(ctx, w, cases)
	if closed := w.db.Close(); err == nil {
		err = closed
	}
	if err != nil {
		w.drop()
		return err
	}
	l := &lens{ring: w.ring, known: map[sealedAt][]byte{}}
	if w.db, err = db.Open(ctx, w.address, time.Now, l); err != nil {
		w.drop()
		return err
	}
	defer w.close()
	who, err := w.visit(ctx, w.manager)
	if err != nil {
		return err
	}
	r.say("seal: case pages")
	return r.sealedPages(ctx, w, l, who, originals)
}

// variant is one way to ask the pages.
type variant struct {
	set   func()
	spent spent
}

func (r *run) sealedPages(ctx context.Context, w *world, l *lens, who *visitor, originals []original) error {
	root := w.ring.Root()
	variants := []*variant{
		{set: func() { l.aside = true }},
		{set: func() { l.aside, l.ring = false, w.ring }},
		{set: func() { l.aside, l.ring = false, seal.NewRing(root) }},
	}
	// Every page once, so that the lens knows all there is to open.
	variants[1].set()
	var warming spent
	for _, o := range originals {
		if err := who.ask(ctx, request{path: "/cases/" + string(o.id)}, &warming); err != nil {
			return err
		}
	}
	for n, started := 0, time.Now(); time.Since(started) < 2*r.Lasting || n < len(originals); n++ {
		page := request{path: "/cases/" + string(originals[n%len(originals)].id)}
		for i := range variants {
			v := variants[(n+i)%len(variants)]
			v.set()
			if err := who.ask(ctx, page, &v.spent); err != nil {
				return err
			}
		}
	}
	none, warm, cold := variants[0].spent, variants[1].spent, variants[2].spent
	share := func(s spent) float64 {
		return float64(s.processor.quantile(0.5))/float64(none.processor.quantile(0.5)) - 1
	}
	worst := max(share(warm), share(cold))
	r.report.add(Line{What: "Encrypting, of a case page", Verdict: verdict(worst < targetSealing), Ratio: 1 + worst,
		Measured: fmt.Sprintf("processor %s: %+.1f%% with keys in memory, %+.1f%% with every key unwrapped anew (%d each)", shown(cold.processor.quantile(0.5)), 100*share(warm), 100*share(cold), len(cold.clock)),
		Values:   map[string]float64{"plain_processor_ms": milliseconds(none.processor.quantile(0.5)), "warm_processor_ms": milliseconds(warm.processor.quantile(0.5)), "cold_processor_ms": milliseconds(cold.processor.quantile(0.5))},
		Against:  fmt.Sprintf("the same page with nothing encrypted: processor %s; under %.0f%% more", shown(none.processor.quantile(0.5)), 100*targetSealing)})
	return nil
}
