package matching

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/linkage"
)

// index holds the cards of all records in memory, ready to be compared, and
// keeps them in step with the store: this node's changes and those of others
// alike are found by when they were made. It shows nothing to anybody; what may
// be shown is asked for afterwards.
type index struct {
	loading sync.Mutex // one at a time brings the index up to date
	state   atomic.Pointer[indexed]
}

// indexed is an index that is ready.
type indexed struct {
	mu       sync.Mutex
	index    *linkage.Index
	lesson   db.ID
	versions map[db.ID]int64
	seen     time.Time // the latest change that was taken in
}

// overlap is how far back changes are looked for again: a transaction that began
// earlier than another may end later.
const overlap = 2 * time.Minute

// fewCards is up to how many cards the index is made by whoever asks first. More
// are loaded in the background, so that nobody waits.
const fewCards = 20_000

// fewEnough is up to how many cards every card is compared with every other, so
// that a small store misses nothing; in larger ones two records must share
// something first.
const fewEnough = 1200

// everyPair is the rule of package linkage that asks for nothing to be shared.
const everyPair = "every pair"

// placeholder records let an index begin empty.
var placeholders = [2]string{"-1", "-2"}

// newIndex makes an index over some cards.
func newIndex(ctx context.Context, cards []stored, lesson *Lesson, lessonID db.ID) (*indexed, error) {
	model, err := taught(lesson)
	if err != nil {
		return nil, err
	}
	if len(cards) <= fewEnough {
		model.Rules = append([]string{everyPair}, model.Rules...)
	}
	table, err := linkage.NewTable(columns)
	if err != nil {
		return nil, err
	}
	x := &indexed{lesson: lessonID, versions: make(map[db.ID]int64, len(cards))}
	for _, id := range placeholders {
		if err := table.Append((Card{}).row(id)); err != nil {
			return nil, err
		}
	}
	for _, card := range cards {
		if err := table.Append(card.Card.row(string(card.Case))); err != nil {
			return nil, err
		}
		x.note(card)
	}
	settings := comparison()
	settings.Keep = 0.999 // pairs are asked for one at a time
	result, err := linkage.Link(ctx, table, settings, linkage.Options{Model: model})
	if err != nil {
		return nil, err
	}
	if x.index, err = result.Index(); err != nil {
		return nil, err
	}
	for _, id := range placeholders {
		if err := x.index.Remove(id); err != nil {
			return nil, err
		}
	}
	return x, nil
}

func (x *indexed) note(card stored) {
	x.versions[card.Case] = card.Version
	if card.Changed.After(x.seen) {
		x.seen = card.Changed
	}
}

// take takes in cards that changed.
func (x *indexed) take(cards []stored, except db.ID) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, card := range cards {
		if x.versions[card.Case] == card.Version || card.Case == except {
			continue
		}
		if err := x.index.Put(string(card.Case), card.Card.values()); err != nil {
			return err
		}
		x.note(card)
	}
	return nil
}

func (x *indexed) since() time.Time {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.seen.Add(-overlap)
}

// Load makes the index, or makes it again where reviewed pairs taught something
// since, however many records there are. A node calls it in the background.
func (i *index) Load(ctx context.Context, d *db.Database) error {
	i.loading.Lock()
	defer i.loading.Unlock()
	var cards []stored
	var lesson *Lesson
	var id db.ID
	current := i.state.Load()
	fresh := false
	err := d.Read(ctx, func(tx *db.Tx) (err error) {
		if id, lesson, err = latestLesson(ctx, tx); err != nil {
			return err
		}
		if fresh = current != nil && current.lesson == id; fresh {
			return nil
		}
		cards, err = allCards(ctx, tx)
		return err
	})
	if err != nil || fresh {
		return err
	}
	made, err := newIndex(ctx, cards, lesson, id)
	if err == nil {
		i.state.Store(made)
	}
	return err
}

// ready gives the index brought up to date with what this transaction sees, and
// false while it is not loaded. The card of except is left out: the transaction
// has just made it and may still be undone.
func (i *index) ready(ctx context.Context, tx *db.Tx, except db.ID) (*indexed, bool, error) {
	current := i.state.Load()
	if current == nil {
		n, err := countCards(ctx, tx, fewCards+1)
		if err != nil || n > fewCards {
			return nil, false, err
		}
		if current, err = i.first(ctx, tx, except); err != nil {
			return nil, false, err
		}
	}
	changed, err := cardsSince(ctx, tx, current.since())
	if err != nil {
		return nil, false, err
	}
	return current, true, current.take(changed, except)
}

// first makes the index of a small store for whoever asks first.
func (i *index) first(ctx context.Context, tx *db.Tx, except db.ID) (*indexed, error) {
	i.loading.Lock()
	defer i.loading.Unlock()
	if current := i.state.Load(); current != nil {
		return current, nil
	}
	id, lesson, err := latestLesson(ctx, tx)
	if err != nil {
		return nil, err
	}
	cards, err := allCards(ctx, tx)
	if err != nil {
		return nil, err
	}
	cards = slices.DeleteFunc(cards, func(c stored) bool { return c.Case == except })
	made, err := newIndex(ctx, cards, lesson, id)
	if err == nil {
		i.state.Store(made)
	}
	return made, err
}

// candidate is another record that may be the same person, as the comparison
// says and before anybody has been asked who may see it.
type candidate struct {
	Case        db.ID
	Weight      float64
	Probability float64
}

// match finds the records that may be the person of a card, the likeliest
// first. self is left out.
func (x *indexed) match(card Card, self db.ID, least float64) []candidate {
	if !card.Tells() {
		return nil
	}
	var found []candidate
	for _, match := range x.index.Match(card.values(), least) {
		if match.ID != string(self) {
			found = append(found, candidate{db.ID(match.ID), match.Weight, match.Probability})
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return cmp.Compare(b.Probability, a.Probability) })
	return found
}

// explain says what speaks for and against two cards being one person.
func (x *indexed) explain(left, right Card, id db.ID) (linkage.Explanation, error) {
	return x.index.Explain(left.values(), string(id), right.values())
}

// remake makes the card of a case from its record, and tells whether it differs
// from the one that was there.
func remake(ctx context.Context, tx *db.Tx, id db.ID) (Card, error) {
	record, err := casefile.Compared(ctx, tx, id)
	if err != nil {
		return Card{}, err
	}
	card := CardOf(record)
	return card, putCard(ctx, tx, id, card)
}

// Stock fills this node's index with records that stand in no store, in place of
// those that do, so that a bench can ask how long it takes to look among so many.
func (room *Room) Stock(ctx context.Context, records iter.Seq2[db.ID, casefile.Record]) error {
	now := time.Now()
	var cards []stored
	for id, record := range records {
		cards = append(cards, stored{Case: id, Version: 1, Changed: now, Card: CardOf(record)})
	}
	made, err := newIndex(ctx, cards, nil, "")
	if err == nil {
		room.index.state.Store(made)
	}
	return err
}
