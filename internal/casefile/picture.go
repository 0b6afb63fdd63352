package casefile

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"

	"github.com/havenward/havenward/internal/fault"
)

// maxPixels bounds what a picture may unpack to: a small file can say that it is
// a billion pixels wide. Fifty million is more than any telephone takes.
const maxPixels = 50_000_000

// drawing is how many pictures are unpacked at once, so that the memory which
// they take has a bound.
var drawing = make(chan struct{}, 2)

// Redrawn makes what leaves the store of a file. A picture is drawn anew from its
// pixels: where and when it was taken, with what, by whom, a thumbnail of what was
// cut away and anything hidden behind its end stay behind. What was added stays
// sealed in the store as it was, with its hash, as evidence. Other files leave as
// they are; pages send them as downloads that run nothing.
func Redrawn(ctx context.Context, mediaType string, content []byte) ([]byte, error) {
	if mediaType != JPEG && mediaType != PNG {
		return content, nil
	}
	select {
	case drawing <- struct{}{}:
		defer func() { <-drawing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	shown, err := redraw(mediaType, content)
	if err != nil {
		return nil, &fault.Error{Code: fault.Forbidden, Message: "This picture is damaged or too large to be shown. It is kept as it was added", Cause: err}
	}
	return shown, nil
}

func redraw(mediaType string, content []byte) ([]byte, error) {
	size, format, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	if "image/"+format != mediaType || size.Width <= 0 || size.Height <= 0 || size.Width > maxPixels/size.Height {
		return nil, image.ErrFormat
	}
	picture, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if mediaType == PNG {
		err = png.Encode(&out, picture)
	} else {
		err = jpeg.Encode(&out, turn(picture, orientation(content)), &jpeg.Options{Quality: 92})
	}
	return out.Bytes(), err
}

// turn gives a picture the way up that a camera noted, from 1 (as it is) to 8.
func turn(picture image.Image, way int) image.Image {
	if way < 2 || way > 8 {
		return picture
	}
	from := image.NewRGBA(image.Rect(0, 0, picture.Bounds().Dx(), picture.Bounds().Dy()))
	draw.Draw(from, from.Bounds(), picture, picture.Bounds().Min, draw.Src)
	w, h := from.Bounds().Dx(), from.Bounds().Dy()
	turned := image.NewRGBA(image.Rect(0, 0, w, h))
	if way >= 5 {
		turned = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			var tx, ty int
			switch way {
			case 2:
				tx, ty = w-1-x, y
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				tx, ty = x, h-1-y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			turned.SetRGBA(tx, ty, from.RGBAAt(x, y))
		}
	}
	return turned
}

// orientation reads the way up that the Exif part of a JPEG notes; 1 where it notes
// none that can be read.
func orientation(content []byte) int {
	for at := 2; at+4 <= len(content) && content[at] == 0xff; {
		marker, length := content[at+1], int(binary.BigEndian.Uint16(content[at+2:]))
		if marker == 0xda || length < 2 || at+2+length > len(content) {
			break
		}
		part := content[at+4 : at+2+length]
		if marker == 0xe1 && bytes.HasPrefix(part, []byte("Exif\x00\x00")) {
			return exifOrientation(part[6:])
		}
		at += 2 + length
	}
	return 1
}

func exifOrientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	start := int64(order.Uint32(tiff[4:]))
	if start+2 > int64(len(tiff)) {
		return 1
	}
	for entry := range int64(order.Uint16(tiff[start:])) {
		at := start + 2 + entry*12
		if at+12 > int64(len(tiff)) {
			return 1
		}
		if order.Uint16(tiff[at:]) == 0x0112 {
			if way := int(order.Uint16(tiff[at+8:])); way >= 1 && way <= 8 {
				return way
			}
		}
	}
	return 1
}
