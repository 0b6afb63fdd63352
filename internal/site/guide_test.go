package site

import (
	"slices"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/account"
)

// TestEveryGuideIsReadWhole looks for marks of Markdown that were not understood.
func TestEveryGuideIsReadWhole(t *testing.T) {
	t.Parallel()
	found, err := guides(account.Actor{Roles: []account.Role{account.TriageOfficer}})
	if err != nil || len(found) < 3 {
		t.Fatalf("%d guides, %v", len(found), err)
	}
	if !found[0].Yours || found[0].Name != "triage" {
		t.Errorf("a triage officer is shown %q first", found[0].Name)
	}
	for _, g := range found {
		if g.Title == "" || len(g.Blocks) < 3 {
			t.Errorf("%s has the title %q and %d blocks", g.Name, g.Title, len(g.Blocks))
		}
		for _, role := range g.For {
			if !slices.ContainsFunc(account.Roles, func(known struct {
				Role account.Role
				Name string
			}) bool {
				return known.Role == role
			}) {
				t.Errorf("%s is for %q, which is no role", g.Name, role)
			}
		}
		var all []span
		for _, b := range g.Blocks {
			all = append(all, b.Text...)
			for _, item := range b.Items {
				all = append(all, item...)
			}
			for _, row := range b.Rows {
				if len(row) != len(b.Rows[0]) {
					t.Errorf("%s: a row of a table has %d cells, its head %d", g.Name, len(row), len(b.Rows[0]))
				}
				for _, cell := range row {
					all = append(all, cell...)
				}
			}
		}
		for _, s := range all {
			if strings.ContainsAny(s.Text, "|`") && s.Kind != "code" || strings.Contains(s.Text, "**") || strings.HasPrefix(s.Text, "#") {
				t.Errorf("%s: not understood: %q", g.Name, s.Text)
			}
		}
	}
}

func TestBlocksOfAGuide(t *testing.T) {
	t.Parallel()
	got := blocksOf("# Title\n\nOne *line*\nand **more** `code`.\n\n1. first\n2. second\n   goes on\n\n- a [guide](guide-triage.md) and [file](../x.go)\n\n| A | B |\n|---|---|\n| c | d |\n")
	if len(got) != 5 || got[0].Level != 1 || len(got[2].Items) != 2 || !got[2].Ordered || len(got[4].Rows) != 2 {
		t.Fatalf("%+v", got)
	}
	var line strings.Builder
	for _, s := range got[1].Text {
		line.WriteString(s.Text)
	}
	if line.String() != "One line and more code." {
		t.Errorf("got %q", line.String())
	}
	link := got[3].Items[0][1]
	if link.Href != "/help/guides/triage" || got[3].Items[0][3].Href != "" {
		t.Errorf("links: %+v", got[3].Items[0])
	}
}
