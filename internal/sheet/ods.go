package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
)

const (
	odsManifest = xml.Header + `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">` +
		`<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>` +
		`<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>`
	odsHead = xml.Header + `<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"` +
		` xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet>`
	odsTail = `</office:spreadsheet></office:body></office:document-content>`
)

// writeODS writes an OpenDocument spreadsheet: a zip whose first file names its
// type, uncompressed. Each cell says that it is text or a number; none has a
// formula, and all text is escaped.
func writeODS(w io.Writer, table Table) error {
	archive := zip.NewWriter(w)
	first, err := archive.CreateHeader(&zip.FileHeader{Name: "mimetype", Method: zip.Store})
	if err != nil {
		return err
	}
	if _, err := io.WriteString(first, ODS.Type()); err != nil {
		return err
	}
	for _, part := range []struct {
		name string
		text []byte
	}{{"META-INF/manifest.xml", []byte(odsManifest)}, {"content.xml", odsContent(table)}} {
		file, err := archive.Create(part.name)
		if err != nil {
			return err
		}
		if _, err := file.Write(part.text); err != nil {
			return err
		}
	}
	return archive.Close()
}

func odsContent(table Table) []byte {
	var out bytes.Buffer
	out.WriteString(odsHead + `<table:table table:name="`)
	escape(&out, sheetName(table.Name))
	out.WriteString(`">`)
	head := make([]any, len(table.Head))
	for i, text := range table.Head {
		head[i] = text
	}
	odsRow(&out, head)
	for _, row := range table.Rows {
		odsRow(&out, row)
	}
	out.WriteString(`</table:table>` + odsTail)
	return out.Bytes()
}

func odsRow(out *bytes.Buffer, row []any) {
	out.WriteString(`<table:table-row>`)
	for _, cell := range row {
		text, number := content(cell)
		if number {
			out.WriteString(`<table:table-cell office:value-type="float" office:value="` + text + `"><text:p>` + text + `</text:p></table:table-cell>`)
			continue
		}
		out.WriteString(`<table:table-cell office:value-type="string">`)
		for _, line := range bytes.Split([]byte(printable(text)), []byte("\n")) {
			out.WriteString(`<text:p>`)
			escape(out, string(line))
			out.WriteString(`</text:p>`)
		}
		out.WriteString(`</table:table-cell>`)
	}
	out.WriteString(`</table:table-row>`)
}

// escape writes text into XML; a buffer takes everything.
func escape(out *bytes.Buffer, text string) { _ = xml.EscapeText(out, []byte(text)) }
