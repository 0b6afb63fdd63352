package page

import (
	"net/http"
	"reflect"

	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// failure is what a failure page shows.
type failure struct {
	Message   string
	Args      []any
	Advice    []string
	Pairs     []Pair
	Retry     string
	RequestID string
}

// Pair is one question in the two versions of a conflict.
type Pair struct {
	Label         string
	Yours, Theirs form.Row
	Differs       bool
}

// failureView chooses the words of a failure page: its title is fixed by the
// kind, so that the fault's own message, which may name a case, is only inside.
func (e *Edge) failureView(r *http.Request, found *fault.Error) View {
	data := failure{Message: found.Message, Args: found.Args}
	view := View{Data: &data}
	switch found.Code {
	case fault.NotFound:
		view.Title, data.Message = "Page not found", ""
		data.Advice = []string{"If you typed the web address, check it is correct.",
			"If you pasted the web address, check you copied the entire address.",
			"The page may also be one that you do not have access to."}
	case fault.Forbidden:
		view.Title = "You cannot do this"
		data.Advice = []string{"If you think you should be able to, ask the person who manages your agency’s accounts."}
	case fault.Conflict:
		view.Title, view.Width = "Somebody changed this while you were working on it", "full"
		data.Message = ""
		if found.Message != view.Title {
			data.Message = found.Message
		}
		data.Pairs, data.Retry = pairs(found.Yours, found.Theirs), r.URL.Path
		data.Advice = []string{"Nothing you entered has been saved yet, and nothing has been lost. Compare the two, then make your change again."}
	case fault.Invalid:
		view.Title, view.Errors, data.Message = "Check what you entered", found.Fields, ""
		data.Advice = []string{"Use your browser’s back button to go back to the form and correct it."}
		for i := range view.Errors {
			view.Errors[i].Name = "" // the form is not on this page
		}
	case fault.TooLarge:
		view.Title = "What you sent is too large"
		data.Message = clearIfSame(data.Message, view.Title)
		data.Advice = []string{"Nothing you saved before has been lost. What you just sent was not saved.",
			"Use your browser’s back button to go back to the form, then send fewer or smaller files, or a shorter text."}
	case fault.TooMany:
		view.Title = "Too many requests"
		data.Message = clearIfSame(data.Message, view.Title)
		data.Advice = []string{"Wait a moment, then try again."}
	case fault.Unavailable:
		view.Title = "Sorry, the service cannot save or read records just now"
		data.Message = clearIfSame(data.Message, view.Title)
		data.Advice = []string{"Nothing you saved before has been lost. What you just sent was not saved: keep it, and try again in a few minutes."}
		data.RequestID = RequestIDOf(r)
		if r.Context().Value(noticeKey{}) != nil {
			// The notice on the page says why nothing may be changed.
			view.Title, data.Message = "Nothing can be changed just now", ""
			data.Advice = []string{"What you just sent was not saved. Keep it, and send it again when the notice above has gone."}
		}
	case fault.SignIn:
		view.Title = "Sign in to see this page"
		data.Message = clearIfSame(data.Message, view.Title)
	case fault.StepUp:
		view.Title = "Prove again who you are"
		data.Message = clearIfSame(data.Message, view.Title)
	default:
		view.Title, data.Message = "Sorry, there is a problem with the service", ""
		data.Advice = []string{"Try again later. What you had saved before is still there."}
		data.RequestID = RequestIDOf(r)
	}
	return view
}

func clearIfSame(message, title string) string {
	if message == title {
		return ""
	}
	return message
}

// pairs puts the rows of two versions beside each other, in the order of the
// first, with the rows that only the second has at the end.
func pairs(yours, theirs any) []Pair {
	left, _ := yours.([]form.Row)
	right, _ := theirs.([]form.Row)
	find := func(rows []form.Row, like form.Row) form.Row {
		for _, row := range rows {
			if row.Name == like.Name && row.Label == like.Label {
				return row
			}
		}
		return form.Row{}
	}
	var made []Pair
	for _, row := range left {
		other := find(right, row)
		made = append(made, Pair{row.Label, row, other, !reflect.DeepEqual(row.Values, other.Values)})
	}
	for _, row := range right {
		if find(left, row).Label == "" {
			made = append(made, Pair{row.Label, form.Row{}, row, len(row.Values) > 0})
		}
	}
	return made
}
