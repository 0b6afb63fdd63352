package page

import (
	"net/http/httptest"
	"testing"
	"time"
)

// BenchmarkGallery draws the largest page there is: every component once.
func BenchmarkGallery(b *testing.B) {
	handler := Gallery(time.Now)
	b.ReportAllocs()
	for b.Loop() {
		if err := handler(httptest.NewRecorder(), httptest.NewRequest("GET", "/help/components", nil)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSmallPage draws a page that is mostly layout.
func BenchmarkSmallPage(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if err := room.Render(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil), 200, "second.html", View{Title: "Search"}); err != nil {
			b.Fatal(err)
		}
	}
}
