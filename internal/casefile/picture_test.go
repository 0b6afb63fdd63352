package casefile_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/fault"
)

// half is a picture whose left half is red and whose right half is blue.
func half(w, h int) image.Image {
	picture := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			if x < w/2 {
				picture.Set(x, y, color.RGBA{255, 0, 0, 255})
			} else {
				picture.Set(x, y, color.RGBA{0, 0, 255, 255})
			}
		}
	}
	return picture
}

// photograph is a JPEG with an Exif part that notes a way up and a place, and with
// something hidden behind its end.
func photograph(t *testing.T, way uint16) []byte {
	t.Helper()
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, half(64, 32), nil); err != nil {
		t.Fatal(err)
	}
	exif := []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	exif = binary.BigEndian.AppendUint16(exif, way)
	exif = append(exif, "\x00\x00\x00\x00\x00\x00 GPS 51.5074 canary-place"...)
	content := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	content = append(append(content, exif...), plain.Bytes()[2:]...)
	return append(content, "PK\x03\x04 canary-behind <script>"...)
}

func reddest(t *testing.T, content []byte) (w, h int, where string) {
	t.Helper()
	picture, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	w, h = picture.Bounds().Dx(), picture.Bounds().Dy()
	for name, at := range map[string]image.Point{"left": {2, h / 2}, "right": {w - 3, h / 2}, "top": {w / 2, 2}, "bottom": {w / 2, h - 3}} {
		red, _, blue, _ := picture.At(at.X, at.Y).RGBA()
		opposite := map[string]image.Point{"right": {2, h / 2}, "left": {w - 3, h / 2}, "bottom": {w / 2, 2}, "top": {w / 2, h - 3}}[name]
		_, _, far, _ := picture.At(opposite.X, opposite.Y).RGBA()
		if red > 0x8000 && blue < 0x8000 && far > 0x8000 {
			where = name
		}
	}
	return w, h, where
}

// TestAPictureLeavesWithNothingButItsPixels holds for each way up that a camera
// can note.
func TestAPictureLeavesWithNothingButItsPixels(t *testing.T) {
	t.Parallel()
	for way, want := range map[uint16]string{0: "left", 1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom", 9: "left"} {
		added := photograph(t, way)
		shown, err := casefile.Redrawn(background, casefile.JPEG, added)
		if err != nil {
			t.Fatalf("way %d: %v", way, err)
		}
		if bytes.Contains(shown, []byte("canary")) || bytes.Contains(shown, []byte("Exif")) || bytes.Contains(shown, []byte("GPS")) {
			t.Errorf("way %d: what was noted in the picture leaves with it", way)
		}
		w, h, where := reddest(t, shown)
		if sideways := way >= 5 && way <= 8; where != want || sideways && (w != 32 || h != 64) || !sideways && (w != 64 || h != 32) {
			t.Errorf("way %d: %d by %d with red %s, want %s", way, w, h, where, want)
		}
	}
}

// TestATextInAPNGStaysBehind with whatever follows its end.
func TestATextInAPNGStaysBehind(t *testing.T) {
	t.Parallel()
	var plain bytes.Buffer
	if err := png.Encode(&plain, half(40, 20)); err != nil {
		t.Fatal(err)
	}
	text := []byte("tEXtComment\x00canary-place")
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(text)-4))
	chunk = binary.BigEndian.AppendUint32(append(chunk, text...), crc32.ChecksumIEEE(text))
	added := append(append(append([]byte{}, plain.Bytes()[:33]...), chunk...), plain.Bytes()[33:]...)
	added = append(added, "canary-behind"...)
	shown, err := casefile.Redrawn(background, casefile.PNG, added)
	if err != nil || bytes.Contains(shown, []byte("canary")) {
		t.Fatalf("it leaves with the picture: %v", err)
	}
	if w, h, where := reddest(t, shown); w != 40 || h != 20 || where != "left" {
		t.Errorf("%d by %d with red %s", w, h, where)
	}
}

// TestAPictureThatIsNoneIsNotShown, nor one that unpacks to more than there is
// memory for.
func TestAPictureThatIsNoneIsNotShown(t *testing.T) {
	t.Parallel()
	flood := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR")
	flood = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(flood, 100_000), 100_000)
	flood = append(flood, 8, 6, 0, 0, 0)
	flood = binary.BigEndian.AppendUint32(flood, crc32.ChecksumIEEE(flood[12:]))
	for name, content := range map[string][]byte{"a flood of pixels": flood, "only a beginning": []byte("\x89PNG\r\n\x1a\n"), "nothing": nil, "a JPEG that says it is a PNG": photograph(t, 1)} {
		if _, err := casefile.Redrawn(background, casefile.PNG, content); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	document := []byte("%PDF-1.7 invented")
	if shown, err := casefile.Redrawn(background, casefile.PDF, document); err != nil || !bytes.Equal(shown, document) {
		t.Errorf("a document does not leave as it is: %v", err)
	}
}

func FuzzRedrawn(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x20Exif\x00\x00II\x2a\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, kind := range []string{casefile.JPEG, casefile.PNG} {
			if shown, err := casefile.Redrawn(background, kind, content); err == nil && len(shown) == 0 {
				t.Error("an empty picture is shown")
			}
		}
	})
}
