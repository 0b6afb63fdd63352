package site

import (
	"net/http"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
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

type whyPage struct {
	Name      string
	On        civil.Day
	Sentences []casefile.Sentence
	RuleID    string
	URL       string
}

// whyPage answers "why is it due then?" for a rule and a day it was counted from.
// It is about nobody.
func (s *Site) whyPage(r *route.Request) error {
	due, known := casefile.ReadWhy(s.Rules, r.URL.Query())
	if !known {
		return fault.Missing()
	}
	data := whyPage{due.Kind.Name, due.On, casefile.Sentences(due), due.Rule.ID, due.Rule.Source.URL}
	return r.Render(s.pages, http.StatusOK, "why.html", page.View{Title: "Why is it due then?", Data: data, Back: page.Link{Text: "Rules", Href: "/rules"}})
}
