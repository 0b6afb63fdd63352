package support

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
)

// Child is a child of the person, born or on the way, for other rooms.
type Child struct {
	ID    db.ID
	Born  bool
	Name  string
	Birth civil.Day // where it was written to the day
	Words string    // of the birth, as they were written
}

// Children gives the children who live with somebody, and those on the way.
func (r *Room) Children(ctx context.Context, tx *db.Tx, id db.ID) ([]Child, error) {
	all, err := dependants(ctx, tx, id)
	var children []Child
	for _, d := range all {
		if !d.Ended.IsZero() || d.Kind != "unborn" && (d.Kind != "child" || !d.LivesWith) {
			continue
		}
		children = append(children, Child{ID: d.ID, Born: d.Kind == "child", Name: d.Words.Name, Birth: dayIn(d.Words.Birth), Words: d.Words.Birth})
	}
	return children, err
}

// dayIn reads a day as people write one; the zero day where it is none.
func dayIn(words string) civil.Day {
	for _, layout := range []string{"2 January 2006", "2 Jan 2006", "2006-01-02", "2/1/2006"} {
		if at, err := time.Parse(layout, words); err == nil {
			return civil.Day{Year: at.Year(), Month: at.Month(), Day: at.Day()}
		}
	}
	return civil.Day{}
}
