package letter

import (
	"bytes"
	"embed"
	"html/template"
	"strings"
)

//go:embed templates/*.html
var templateFiles embed.FS

var templates = template.Must(template.ParseFS(templateFiles, "templates/*.html"))

// HTML draws a letter as the body of a page: one article with its own h1, in
// the language of the letter, that prints as it reads. Everything that came from
// outside is escaped. The error is that of [Letter.Check].
func HTML(l Letter) (template.HTML, error) {
	d, err := compose(l)
	if err != nil {
		return "", err
	}
	var buffer bytes.Buffer
	if err := templates.ExecuteTemplate(&buffer, "letter.html", d); err != nil {
		return "", err
	}
	return template.HTML(buffer.String()), nil
}

// Text draws a letter as plain text, a paragraph to a line, for systems that
// send it by e-mail. The error is that of [Letter.Check].
func Text(l Letter) (string, error) {
	d, err := compose(l)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	write := func(lines ...string) {
		for _, line := range lines {
			out.WriteString(line + "\n")
		}
		out.WriteString("\n")
	}
	write(d.Authority, d.Marking)
	write(d.Address...)
	write(d.Date, d.Reference)
	write(d.Greeting)
	write(d.Title)
	parts := func(parts []part) {
		for _, p := range parts {
			write(p.Heading)
			for _, b := range p.Blocks {
				write(b.plain()...)
			}
		}
	}
	parts(d.Parts)
	write(d.Farewell)
	write(d.Role, d.OnBehalf)
	parts(d.Apart)
	return strings.TrimSpace(out.String()) + "\n", nil
}

// plain are the lines of a block as plain text.
func (b block) plain() []string {
	if b.Quote {
		return []string{"> " + b.Text}
	}
	if len(b.Items) == 0 {
		return []string{b.Text}
	}
	items := make([]string, len(b.Items))
	for i, item := range b.Items {
		items[i] = "- " + item
	}
	return items
}
