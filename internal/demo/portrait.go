package demo

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
)

// portrait draws the outline of a head and shoulders, as a PNG: a photograph of
// somebody who does not exist.
func portrait() ([]byte, error) {
	const width, height = 240, 300
	wall, shape := color.RGBA{0xd2, 0xe2, 0xf1, 0xff}, color.RGBA{0x1d, 0x70, 0xb8, 0xff}
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			across, down := x-width/2, y-115
			head := across*across*9+down*down*6 < 120*120*3
			shoulders := y > 190 && across*across*4+(y-height)*(y-height)*5 < 220*220
			picture.Set(x, y, wall)
			if head || shoulders {
				picture.Set(x, y, shape)
			}
		}
	}
	var file bytes.Buffer
	err := png.Encode(&file, picture)
	return file.Bytes(), err
}
