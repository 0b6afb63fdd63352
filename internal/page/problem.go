package page

import (
	"encoding/json"
	"net/http"

	"github.com/havenward/havenward/internal/fault"
)

// Problem is a failure as JSON: RFC 9457, with the fields to mend.
type Problem struct {
	Type   string         `json:"type"`
	Title  string         `json:"title"`
	Status int            `json:"status"`
	Detail string         `json:"detail,omitempty"`
	Errors []ProblemField `json:"errors,omitempty"`
	// Instance is the number of the request, which the log has too.
	Instance string `json:"instance,omitempty"`
}

// ProblemField is one field to mend.
type ProblemField struct {
	Name    string `json:"name"`
	Message string `json:"message"`
}

// ProblemOf gives an error as RFC 9457 problem details, in the language of the
// request, for APIs that write their own answers.
func ProblemOf(r *http.Request, err error) Problem {
	found := faultOf(err)
	words := WordsFor(r)
	status := Status(found.Code)
	problem := Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Instance: RequestIDOf(r)}
	if found.Message != "" {
		problem.Detail = words.Text(found.Message, found.Args...)
	}
	for _, field := range found.Fields {
		problem.Errors = append(problem.Errors, ProblemField{field.Name, words.Text(field.Message, field.Args...)})
	}
	return problem
}

func (e *Edge) failJSON(w http.ResponseWriter, r *http.Request, status int, found *fault.Error) {
	w.Header().Set("Content-Type", "application/problem+json")
	if found.Code == fault.SignIn {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	w.WriteHeader(status)
	// Nobody is left to tell when the connection is gone.
	_ = json.NewEncoder(w).Encode(ProblemOf(r, found))
}
