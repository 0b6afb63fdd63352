package danger

import (
	_ "embed"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
)

// Trace is one point of the list of digital traces with advice. Both texts are
// catalogue sources.
type Trace struct {
	Code   string `json:"code"`
	Words  string `json:"words"`
	Advice string `json:"advice"`
}

// traceList is the list of digital traces, with where it comes from.
type traceList struct {
	ID        string            `json:"id"`
	Version   int               `json:"version"`
	From      civil.Day         `json:"from"`
	Source    statute.Source    `json:"source"`
	Certainty statute.Certainty `json:"certainty"`
	Remark    string            `json:"remark"`
	Items     []Trace           `json:"items"`
}

//go:embed lists/traces.json
var tracesFile []byte

var traces = mustReadTraces(tracesFile)

func mustReadTraces(data []byte) traceList {
	var list traceList
	err := json.Unmarshal(data, &list)
	seen := map[string]bool{}
	for _, item := range list.Items {
		if item.Code == "" || item.Words == "" || item.Advice == "" || seen[item.Code] {
			err = errors.Join(err, errors.New("each point needs words, advice and a code of its own: "+item.Code))
		}
		seen[item.Code] = true
	}
	if list.ID == "" || list.Version < 1 || list.Source.Text == "" || len(list.Items) == 0 {
		err = errors.Join(err, errors.New("the list needs an id, a version, a source and points"))
	}
	if err != nil {
		panic("danger: lists/traces.json: " + err.Error())
	}
	return list
}

func (l traceList) ref() string { return l.ID + "@" + strconv.Itoa(l.Version) }

func (l traceList) item(code string) (Trace, bool) {
	for _, item := range l.Items {
		if item.Code == code {
			return item, true
		}
	}
	return Trace{}, false
}

// Answers to a point of the list.
const (
	traceSafe   = "safe"
	traceToDo   = "to-do"
	traceChosen = "leave"
	traceUnsure = "not-known"
)

var traceAnswers = form.Codes{{traceSafe, "Yes, it is so"}, {traceToDo, "No: we will do something about it"}, {traceChosen, "No: they choose to leave it as it is"}, {traceUnsure, "They do not know"}}

// Traced is the latest answer to one point, with the answers before it.
type Traced struct {
	Trace
	ID       db.ID
	Answer   string
	Note     string
	Recorded time.Time
	By       string
	Before   int // how many answers there were before
}

// AnswerWords is the answer, a catalogue source.
func (t Traced) AnswerWords() string {
	if t.Answer == "" {
		return "Not talked about yet"
	}
	return traceAnswers.Words(t.Answer)
}

// Open reports whether something about the point is left to do or to find out.
func (t Traced) Open() bool {
	return t.Answer == "" || t.Answer == traceToDo || t.Answer == traceUnsure
}

// pointOf gives a point of the list with its answer; another is missing.
func pointOf(points []Traced, code string) (Traced, error) {
	for _, point := range points {
		if point.Code == code {
			return point, nil
		}
	}
	return Traced{}, fault.Missing()
}
