package sheet_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/sheet"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// nasty are texts that a spreadsheet or a browser could take for more than text.
var nasty = []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1", "＝1", "%0A=1", "|calc", `=cmd|' /C calc'!A0`, `=HYPERLINK("http://example.org","x")`,
	`<script>alert(1)</script>`, `]]><office:x/>`, `a,"b"`, "two\nlines", "null\x00byte", "", "Nguyễn Ọlá", "'=1"}

func table() sheet.Table {
	t := sheet.Table{Name: "a/b:c", Head: []string{"=Head", "n"}}
	for i, text := range nasty {
		t.Rows = append(t.Rows, []any{text, i - 3})
	}
	return t
}

func written(t *testing.T, format sheet.Format) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := sheet.Write(&out, format, table()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestNoCellOfACSVIsAFormula(t *testing.T) {
	t.Parallel()
	rows, err := csv.NewReader(bytes.NewReader(written(t, sheet.CSV))).ReadAll()
	if err != nil || len(rows) != len(nasty)+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for i, row := range rows {
		if text := strings.TrimLeft(row[0], " \u00a0"); text != "" && strings.ContainsAny(text[:1], "=+-@\t\r|%") {
			t.Errorf("row %d begins like a formula: %q", i, row[0])
		}
	}
	if rows[1][1] != "-3" {
		t.Errorf("a negative number is written as %q", rows[1][1])
	}
}

func TestEveryTextIsHarmlessAndStaysReadable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		safe := sheet.Harmless(text)
		if trimmed := strings.TrimLeft(safe, " \u00a0"); trimmed != "" && strings.ContainsAny(trimmed[:1], "=+-@\t\r\n|%") {
			t.Fatalf("%q became %q", text, safe)
		}
		if sheet.Harmless(safe) != safe {
			t.Fatalf("%q changes again to %q", safe, sheet.Harmless(safe))
		}
	})
}

func TestAnXLSXHoldsTextAndNumbersOnly(t *testing.T) {
	t.Parallel()
	file, err := excelize.OpenReader(bytes.NewReader(written(t, sheet.XLSX)))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	name := file.GetSheetName(0)
	rows, err := file.GetRows(name)
	if err != nil || len(rows) != len(nasty)+1 {
		t.Fatalf("%d rows in %q, %v", len(rows), name, err)
	}
	for n := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, n+1)
		if formula, err := file.GetCellFormula(name, cell); err != nil || formula != "" {
			t.Errorf("%s holds the formula %q, %v", cell, formula, err)
		}
		if link, target, err := file.GetCellHyperLink(name, cell); err != nil || link {
			t.Errorf("%s links to %s, %v", cell, target, err)
		}
	}
	if rows[1][0] != "=1+1" || rows[14][0] != "<script>alert(1)</script>" || rows[1][1] != "-3" {
		t.Errorf("texts are %q, %q and the number %q", rows[1][0], rows[14][0], rows[1][1])
	}
}

func TestAnODSHoldsTextAndNumbersOnly(t *testing.T) {
	t.Parallel()
	content := written(t, sheet.ODS)
	if !bytes.Contains(content[:100], []byte("mimetypeapplication/vnd.oasis.opendocument.spreadsheet")) {
		t.Error("the type does not stand first, as the format wants it")
	}
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	file, err := archive.Open("content.xml")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	decoder, cells := xml.NewDecoder(bytes.NewReader(text)), 0
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("the content is not XML: %v", err)
		}
		start, is := token.(xml.StartElement)
		if !is {
			continue
		}
		if start.Name.Local == "table-cell" {
			cells++
		}
		for _, attribute := range start.Attr {
			if attribute.Name.Local == "formula" || attribute.Name.Local == "href" {
				t.Errorf("a cell has the attribute %s", attribute.Name.Local)
			}
		}
		switch start.Name.Local {
		case "document-content", "body", "spreadsheet", "table", "table-row", "table-cell", "p":
		default:
			t.Errorf("markup came through: <%s>", start.Name.Local)
		}
	}
	if want := 2 * (len(nasty) + 1); cells != want {
		t.Errorf("%d cells, want %d", cells, want)
	}
}
