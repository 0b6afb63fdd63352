package letter

import (
	"embed"

	"github.com/havenward/havenward/internal/fault"
)

// The folder always holds README.md; the fonts, which the set-up copies, are
// beside it or not.
//
//go:embed all:fonts
var fontFiles embed.FS

// family is the font as the PDF calls it.
const family = "DejaVu"

// fonts are the faces of the letter: "" and "B" for bold.
type fonts struct{ regular, bold []byte }

func readFonts() (fonts, bool) {
	regular, err := fontFiles.ReadFile("fonts/DejaVuSans.ttf")
	if err != nil {
		return fonts{}, false
	}
	bold, err := fontFiles.ReadFile("fonts/DejaVuSans-Bold.ttf")
	return fonts{regular, bold}, err == nil
}

// FontsMissing is one sentence for the operator when the program was built
// without the font of PDF letters, and "" when it is there.
func FontsMissing() string {
	if _, ok := readFonts(); ok {
		return ""
	}
	return "This program was built without the font of its letters, so it makes no PDF: run ./run, or npm ci && npm run build before go build."
}

// errNoFonts is the answer to who asks for a PDF that cannot be made.
func errNoFonts() error {
	return &fault.Error{Code: fault.Unavailable,
		Message: "This program cannot make a PDF, because it was built without its font. Print the page of the letter instead"}
}
