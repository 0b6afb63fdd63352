package e2e

import (
	"os"
	"testing"
)

func TestZZPictures(t *testing.T) {
	server := Start(t, Options{})
	shot := func(p *Page, name string) {
		b, err := p.picture()
		if err != nil {
			t.Fatal(err)
		}
		os.WriteFile("/tmp/zz-"+name+".png", b, 0o644)
	}
	p := Open(t, server, WithScript)
	p.SignIn("ruth.bellamy@harbourlight.example")
	p.Visit("/support/overview")
	p.Axe()
	shot(p, "overview")
	p.Visit("/support?view=team&need=housing&level=2")
	p.Axe()
	shot(p, "need")
}
