package linkage

import (
	"bytes"
	"context"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

func link(t testing.TB, table *Table, s Settings, o Options) *Result {
	t.Helper()
	r, err := Link(context.Background(), table, s, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// learned is a model of invented people, learned once for all tests that are not
// about learning: it costs more than all the rest.
func learned(t testing.TB) *Model {
	t.Helper()
	once.Do(func() {
		table := invent(t, 11, 700)
		once.model = link(t, table, inventedSettings(table), Options{}).Model()
	})
	if once.model == nil {
		t.Fatal("no model was learned: see the test that ran first")
	}
	return once.model
}

// many is a larger invented table with what linking made of it, for the tests that
// need people enough to count.
func many(t testing.TB) (*Table, *Result) {
	t.Helper()
	onceMany.Do(func() {
		onceMany.table = invent(t, 15, 2500)
		onceMany.result = link(t, onceMany.table, inventedSettings(onceMany.table), Options{})
	})
	if onceMany.result == nil {
		t.Fatal("nothing was linked: see the test that ran first")
	}
	return onceMany.table, onceMany.result
}

var once struct {
	sync.Once
	model *Model
}

var onceMany struct {
	sync.Once
	table  *Table
	result *Result
}

// answer is what a result says of records by id, whatever their order.
type answer struct {
	weights map[[2]string]float32
	people  []string
}

func answerOf(r *Result) answer {
	a := answer{weights: make(map[[2]string]float32)}
	for _, p := range r.Pairs {
		x, y := r.ID(int(p.Left)), r.ID(int(p.Right))
		a.weights[[2]string{min(x, y), max(x, y)}] = p.Weight
	}
	members := make([][]string, r.Clusters.Count)
	for record, cluster := range r.Clusters.Of {
		members[cluster] = append(members[cluster], r.ID(record))
	}
	for _, m := range members {
		slices.Sort(m)
		a.people = append(a.people, strings.Join(m, " "))
	}
	slices.Sort(a.people)
	return a
}

// shuffled returns the same records in another order.
func shuffled(t testing.TB, table *Table) *Table {
	t.Helper()
	other, err := NewTable(table.Header)
	if err != nil {
		t.Fatal(err)
	}
	order := make([]int, table.Len())
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		if mix(uint64(a)) < mix(uint64(b)) {
			return -1
		}
		return 1
	})
	for _, row := range order {
		cells := make([]string, len(table.Header))
		for i := range cells {
			cells[i] = table.Cell(row, i)
		}
		if err := other.Append(cells); err != nil {
			t.Fatal(err)
		}
	}
	return other
}

func TestOrderOfRecordsDoesNotMatter(t *testing.T) {
	t.Parallel()
	table := invent(t, 11, 700)
	again := link(t, shuffled(t, table), inventedSettings(table), Options{Model: learned(t)})
	inOrder := link(t, table, inventedSettings(table), Options{Model: learned(t)})
	if diff := cmp.Diff(answerOf(inOrder), answerOf(again), cmp.AllowUnexported(answer{})); diff != "" {
		t.Errorf("the records in another order give another answer (-in order +shuffled):\n%s", diff)
	}
}

func TestModelReadBackGivesTheSameAnswer(t *testing.T) {
	t.Parallel()
	table := invent(t, 12, 700)
	s := inventedSettings(table)
	s.Fields = append(s.Fields, Field{Column: "agency", Kind: KindCategory})
	r := link(t, table, s, Options{})
	var written bytes.Buffer
	if err := r.Model().Write(&written); err != nil {
		t.Fatal(err)
	}
	model, err := ReadModel(&written)
	if err != nil {
		t.Fatal(err)
	}
	again := link(t, table, s, Options{Model: model})
	if diff := cmp.Diff(answerOf(r), answerOf(again), cmp.AllowUnexported(answer{})); diff != "" {
		t.Errorf("the model written and read back gives another answer (-learned +read):\n%s", diff)
	}
}

// Not parallel: it changes the number of cores in use.
func TestNumberOfCoresDoesNotMatter(t *testing.T) {
	table := invent(t, 13, 900)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	one := answerOf(link(t, table, inventedSettings(table), Options{}))
	runtime.GOMAXPROCS(4)
	four := answerOf(link(t, table, inventedSettings(table), Options{}))
	if diff := cmp.Diff(one, four, cmp.AllowUnexported(answer{})); diff != "" {
		t.Errorf("four cores give another answer than one (-one +four):\n%s", diff)
	}
}

func TestComparisonIsSymmetric(t *testing.T) {
	t.Parallel()
	table := invent(t, 14, 400)
	l := link(t, table, inventedSettings(table), Options{Model: learned(t)}).linker
	for k := range 200_000 {
		h := mix(uint64(k))
		a, b := int(h%uint64(l.records())), int(h>>32%uint64(l.records()))
		var e, f evidence
		l.compare(l.row(a), l.row(b), &e)
		l.compare(l.row(b), l.row(a), &f)
		if e.cell != f.cell || math.Abs(l.weigh(&e)-l.weigh(&f)) > 1e-4 {
			t.Fatalf("records %d and %d: weight %v one way, %v the other", a, b, l.weigh(&e), l.weigh(&f))
		}
	}
}

func TestLearnsInventedPeople(t *testing.T) {
	t.Parallel()
	table, r := many(t)
	person := table.Column("person")
	e := r.Evaluate(func(row int) string { return table.Cell(row, person) })
	t.Logf("pairs %+v\nclusters %+v\nblocking %.3f", e.AtChosen, e.Clusters, e.Blocking)
	if e.Clusters.F1 < 0.8 || e.AtChosen.F1 < 0.8 || e.Blocking < 0.93 {
		t.Errorf("pair F1 %.3f, cluster F1 %.3f, blocking %.3f: too low", e.AtChosen.F1, e.Clusters.F1, e.Blocking)
	}
}

func TestReviewedPairsHold(t *testing.T) {
	t.Parallel()
	table := invent(t, 16, 300)
	r := link(t, table, inventedSettings(table), Options{Model: learned(t)})
	person := table.Column("person")
	var reviewed []Reviewed
	for _, p := range r.Pairs {
		if p.Probability() > 0.05 && p.Probability() < 0.95 && len(reviewed) < 60 {
			same := table.Cell(int(p.Left), person) == table.Cell(int(p.Right), person)
			reviewed = append(reviewed, Reviewed{p.Left, p.Right, same})
		}
	}
	if len(reviewed) < 10 {
		t.Fatalf("only %d doubtful pairs to review", len(reviewed))
	}
	after := link(t, table, inventedSettings(table), Options{Reviewed: reviewed})
	for _, v := range reviewed {
		if together := after.Clusters.Of[v.Left] == after.Clusters.Of[v.Right]; together != v.Same {
			t.Errorf("records %d and %d reviewed as same=%v are together=%v", v.Left, v.Right, v.Same, together)
		}
	}
}

func TestExactRuleDecidesAlone(t *testing.T) {
	t.Parallel()
	table, err := NewTable([]string{"id", "given", "family", "doc_no"})
	if err != nil {
		t.Fatal(err)
	}
	rows := [][]string{{"1", "Anna", "Kowalska", "X-123"}, {"2", "Grace", "Obi", "x123"}, {"3", "Ion", "Pop", ""}, {"4", "Ana", "Rusu", ""}}
	for _, row := range rows {
		if err := table.Append(row); err != nil {
			t.Fatal(err)
		}
	}
	s := Settings{UniqueID: "id", Exact: [][]string{{"doc_no"}}, Fields: []Field{
		{Column: "given", Kind: KindGiven}, {Column: "family", Kind: KindFamily}, {Column: "doc_no", Kind: KindDocument},
	}}
	r := link(t, table, s, Options{})
	if r.Clusters.Of[0] != r.Clusters.Of[1] {
		t.Error("records with the same document number are apart in spite of the exact rule")
	}
	if r.Clusters.Of[2] == r.Clusters.Of[3] {
		t.Error("two records without a document number were put together by it")
	}
}

func TestReadTrimsAndJoinsFiles(t *testing.T) {
	t.Parallel()
	table, err := Read("a.csv", strings.NewReader("\ufeffid, name , town\n1, \"Ngo, \"\"Mai\"\"\",  Leeds \r\n\n2,Anh,\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if table, err = Read("b.csv", iotest.OneByteReader(strings.NewReader("town,id,name\nHull,3,\"two\nlines\"")), table); err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"1", `Ngo, "Mai"`, "Leeds"}, {"2", "Anh", ""}, {"3", "two\nlines", "Hull"}}
	if table.Len() != len(want) {
		t.Fatalf("%d records, want %d", table.Len(), len(want))
	}
	for row, cells := range want {
		for i, cell := range cells {
			if got := table.Cell(row, i); got != cell {
				t.Errorf("record %d column %d is %q, want %q", row, i, got, cell)
			}
		}
	}
	if len(table.Sources) != 2 || table.Sources[0].Records != 2 || table.SourceOf(2) != 1 {
		t.Errorf("sources %+v", table.Sources)
	}
}

func TestReadRefusesBadFiles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, reason string }{
		{"ragged", "id,a\n1,2\n3\n", "line 3: the row has 1 cells, the header 2"},
		{"latin-1", "id,a\n1,caf\xe9\n", "not UTF-8"},
		{"utf-16", "i\x00d\x00,\x00a\x00\n\x00", "not UTF-8"},
		{"open quotation", "id,a\n1,\"x\n2,y\n", "quotation mark is not closed"},
		{"text after quotation", "id,a\n1,\"x\"y\n", "text follows"},
		{"empty", "", "empty"},
		{"header twice", "id,id\n1,2\n", "stands twice"},
		{"semicolons", "id;name\n1;x\n", "no comma"},
		{"nameless column", "id,\n1,2\n", "has no name"},
	} {
		_, err := Read("f.csv", strings.NewReader(c.text), nil)
		if err == nil || !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%s: error %v, want one that says %q", c.name, err, c.reason)
		}
	}
	table, err := Read("f.csv", strings.NewReader("id,a\n1,x\n1,y\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := table.CheckUnique("id"); err == nil || !strings.Contains(err.Error(), "record 1 and in record 2") {
		t.Errorf("a double id gives error %v", err)
	}
}

func TestKeyWithTooManyRecordsIsReported(t *testing.T) {
	t.Parallel()
	table, err := NewTable([]string{"id", "given", "family", "phone"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 900 {
		row := []string{string(rune('a'+i%26)) + strings.Repeat("x", i/26), []string{"Anh", "Linh", "Mai"}[i%3], "Nguyen", "07000000001"}
		if err := table.Append(row); err != nil {
			t.Fatal(err)
		}
	}
	s := Settings{UniqueID: "id", MaxBlock: 50, PairsPerRecord: 1e6, Fields: []Field{
		{Column: "given", Kind: KindGiven}, {Column: "family", Kind: KindFamily}, {Column: "phone", Kind: KindPhone},
	}}
	r := link(t, table, s, Options{})
	if r.Compared > 900*50*10 {
		t.Errorf("%d pairs compared in spite of the bound", r.Compared)
	}
	if !slices.ContainsFunc(r.Warnings, func(w string) bool { return strings.Contains(w, "share keys with more than 50") }) {
		t.Errorf("nothing says that keys were over the bound: %q", r.Warnings)
	}
}
