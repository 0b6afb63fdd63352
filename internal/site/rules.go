package site

import (
	"net/http"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
)

type rulesPage struct{ Kinds []ruleKind }

// ruleKind is one clock with the rules about it, oldest first.
type ruleKind struct {
	Name  string
	Rules []ruleRow
}

type ruleRow struct {
	ID                  string
	Words, Note, Remark string
	Places              []string
	From, Until         civil.Day
	Source, URL         string
	Guess               bool
	House               bool
}

// rulesPage shows every dated rule with its source, so that anybody can check
// why something is due when it is.
func (s *Site) rulesPage(r *route.Request) error {
	var data rulesPage
	var kind statute.Kind
	for _, rule := range s.Rules.Rules() {
		if rule.Kind != kind {
			kind = rule.Kind
			info, _ := s.Rules.Kind(kind)
			data.Kinds = append(data.Kinds, ruleKind{Name: info.Name})
		}
		row := ruleRow{ID: rule.ID, Words: rule.Words, Note: rule.Note, Remark: rule.Remark, From: rule.From, Until: rule.Until, Source: rule.Source.Text, URL: rule.Source.URL,
			Guess: rule.Certainty == statute.Guess, House: rule.Certainty == statute.HouseRule}
		for _, place := range rule.Jurisdictions {
			row.Places = append(row.Places, string(place.Name()))
		}
		last := &data.Kinds[len(data.Kinds)-1]
		last.Rules = append(last.Rules, row)
	}
	return r.Render(s.pages, http.StatusOK, "rules.html", page.View{Title: "Time limits and where they come from", Width: "full", Data: data})
}
