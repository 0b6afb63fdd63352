package placement

import (
	"bytes"
	"cmp"
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	_ "image/png" // photographs may be PNG
	"net/http"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/letter"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// packPDF gives the pack as a file for the police, the photograph in it.
func (room *Room) packPDF(r *route.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	why, done, err := room.reasoned(r, id, true)
	if err != nil || done {
		return err
	}
	var pack Pack
	var spills []Spill
	var photo casefile.Attachment
	var content []byte
	held := false
	err = r.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		if pack, spills, err = room.TakePack(r.Context(), tx, r.Actor, id, true, why); err != nil || len(spills) > 0 || pack.Kept.Photo == "" {
			return err
		}
		photo, content, err = casefile.FileContent(r.Context(), tx, pack.Kept.ID, pack.Kept.Photo)
		if fault.Is(err, fault.Forbidden) {
			held, err = true, nil // the scanner holds it back; the rest cannot wait for that
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(spills) > 0 {
		return room.showHeld(r, http.StatusOK, id, true, spills, &packForm{}, nil, nil)
	}
	var picture []byte
	if pack.Kept.Photo != "" && !held {
		picture, err = jpegOf(r.Context(), photo.MediaType, content)
		if held = fault.Is(err, fault.Forbidden); err != nil && !held {
			return err
		}
	}
	made, err := letter.PaperPDF(pack.paper(r.Words, picture, held))
	if fault.Is(err, fault.Invalid) {
		back := missingPath(id) + "/pack"
		return r.Render(pages, http.StatusUnprocessableEntity, "no_pdf.html", page.View{Title: "There is no PDF of this pack", Back: page.Link{Text: "Back", Href: missingPath(id)},
			Data: noPDF{fault.Of(err).Message, fault.Of(err).Args, back}})
	}
	if err != nil {
		return err
	}
	return r.Download("application/pdf", "pack.pdf", made)
}

type noPDF struct {
	Text  string
	Args  []any
	Print string
}

// jpegOf draws a photograph anew, so that nothing of where it was taken leaves
// with it, as the JPEG that a PDF can hold.
func jpegOf(ctx context.Context, mediaType string, content []byte) ([]byte, error) {
	content, err := casefile.Redrawn(ctx, mediaType, content)
	if err != nil || mediaType == casefile.JPEG {
		return content, err
	}
	picture, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	opaque := image.NewRGBA(picture.Bounds())
	draw.Draw(opaque, opaque.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(opaque, opaque.Bounds(), picture, picture.Bounds().Min, draw.Over)
	var out bytes.Buffer
	err = jpeg.Encode(&out, opaque, &jpeg.Options{Quality: 90})
	return out.Bytes(), err
}

// paper writes the pack as it is drawn, with what the page says in the same order.
// held says that the photograph cannot be given out.
func (p Pack) paper(w page.Words, picture []byte, held bool) letter.Paper {
	paper := letter.Paper{Language: w.Tag(), Date: civil.DayOf(p.At), Title: w.Text("Missing person: pack for the police"), Foot: w.Text("Case {reference}", "reference", p.Head.Reference)}
	part := func(heading string, items ...string) *letter.PaperPart {
		paper.Parts = append(paper.Parts, letter.PaperPart{Heading: w.Text(heading), Items: items})
		return &paper.Parts[len(paper.Parts)-1]
	}
	known := func(label string, values ...string) string {
		return w.Text(label) + ": " + cmp.Or(strings.Join(filled(values), "; "), w.Text("Not known"))
	}
	first := part("For the police, to find this person")
	first.Text = []string{
		w.Text("Made by {person} of {agency}, {moment}. For the police, to find this person. Do not publish anything from it without the social worker’s agreement: people who exploited them may be looking for them too.", "person", p.By, "agency", p.Agency, "moment", p.At),
		w.Text("The address where they live is not in this pack. Ask the placement team for it."),
	}
	who := part("Who they are")
	who.Picture = picture
	switch {
	case picture != nil && p.PhotoOld:
		who.Text = []string{w.Text("Photograph of {day}.", "day", p.Kept.PhotoOn) + " " + w.Text("It is old: they may look different now.")}
	case picture != nil:
		who.Text = []string{w.Text("Photograph of {day}.", "day", p.Kept.PhotoOn)}
	case held:
		who.Text = []string{w.Text("The photograph that is kept cannot be given out now.")}
	default:
		who.Text = []string{w.Text("There is no photograph.")}
	}
	for _, row := range p.Rows {
		who.Items = append(who.Items, w.Text(row.Label)+": "+strings.Join(shown(w, row.Values), "; "))
	}
	if e := p.Episode; e != nil {
		now := part("This time", known("Last seen", w.Show(e.Missing), e.Words.LastSeen), known("Clothes", e.Words.Clothes), known("Risk", w.Text(e.RiskWords())))
		if e.Words.PoliceRef != "" {
			now.Items = append(now.Items, known("Police reference", e.Words.PoliceRef))
		}
	}
	f := p.Profile
	part("What is known", known("What they look like", f.Looks), known("Medicine and health", f.Medical), known("What could happen to them", f.Risks),
		known("How to speak with them", f.Safe), known("Friends and family", f.Friends...), known("Where they go, or might be taken", f.Places...),
		known("Their telephones and accounts", f.Phones...), known("Money and how they get about", f.Transport))
	if len(p.Likely) > 0 {
		found := part("Where they were found before")
		for _, l := range p.Likely {
			found.Items = append(found.Items, l.Place+": "+w.Plural(l.Times, "{n} time", "{n} times")+", "+w.Text("last on {day}", "day", l.Last))
		}
	}
	before := part("Missing before")
	for _, e := range p.Earlier {
		line := w.Show(e.Missing)
		if e.Words.FoundWhere != "" {
			line += ": " + w.Text("found at {place}", "place", e.Words.FoundWhere)
		}
		before.Items = append(before.Items, line)
	}
	if len(p.Earlier) == 0 {
		before.Text = []string{w.Text("Not as far as is recorded.")}
	}
	away := part("Who may be with them or looking for them")
	for _, d := range p.Denied {
		about := append(shown(w, described(d.Person.Described)), d.Person.Looks, w.Text(d.ReasonWords()))
		away.Items = append(away.Items, strings.Join(filled(about), "; "))
	}
	if len(p.Denied) == 0 {
		away.Text = []string{w.Text("Nobody is on the list of people to keep away.")}
	}
	return paper
}

// shown writes answers as the language does.
func shown(w page.Words, values []any) []string {
	var texts []string
	for _, value := range values {
		texts = append(texts, w.Show(value))
	}
	return texts
}

// filled is what of texts says something.
func filled(texts []string) []string {
	return slices.DeleteFunc(slices.Clone(texts), func(text string) bool { return text == "" })
}
