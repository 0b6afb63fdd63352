package page

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"path"
	"strings"
)

// The folder always holds README.md and plain.css; dist, which the set-up
// builds, is beside them or not.
//
//go:embed all:assets
var assetFiles embed.FS

// assetsPath is where Assets must be mounted.
const assetsPath = "/assets/"

// asset is one file that browsers fetch.
type asset struct {
	content     []byte
	contentType string
	tag         string // entity tag
	immutable   bool   // its name changes with its content
}

// shelf holds the assets by the name they are served under, and the served name
// of each plain one.
type shelf struct {
	files map[string]asset
	names map[string]string
}

var assets = mustStockShelf()

var assetTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".svg": "image/svg+xml", ".png": "image/png", ".woff2": "font/woff2",
}

func mustStockShelf() *shelf {
	s := &shelf{files: map[string]asset{}, names: map[string]string{}}
	put := func(served, file string, immutable bool) {
		content, err := assetFiles.ReadFile(file)
		if err != nil {
			panic("page: an asset in the manifest is missing; run npm run build again: " + err.Error())
		}
		sum := sha256.Sum256(content)
		s.files[served] = asset{content, assetTypes[path.Ext(file)], `"` + hex.EncodeToString(sum[:8]) + `"`, immutable}
	}
	put("plain.css", "assets/plain.css", false)
	manifest, err := assetFiles.ReadFile("assets/dist/manifest.json")
	if err != nil {
		return s
	}
	if err := json.Unmarshal(manifest, &s.names); err != nil {
		panic("page: assets/dist/manifest.json: " + err.Error())
	}
	for _, served := range s.names {
		put(served, "assets/dist/"+served, true)
	}
	return s
}

// AssetsMissing is one sentence for the operator when the program was built
// without its style and scripts, and "" when they are there. Pages work without
// them, plainly.
func AssetsMissing() string {
	if len(assets.names) > 0 {
		return ""
	}
	return "This program was built without its style and scripts, so pages look plain: run ./run, or npm ci && npm run build before go build."
}

// Assets serves the style, scripts and images, each with a name that changes with
// its content, to be kept by browsers for a year. Mount it at /assets/.
func Assets() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		file, ok := assets.files[strings.TrimPrefix(r.URL.Path, assetsPath)]
		if !ok || r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.NotFound(w, r)
			return
		}
		header := w.Header()
		header.Set("Content-Type", file.contentType)
		header.Set("ETag", file.tag)
		header.Set("Cache-Control", "no-cache")
		if file.immutable {
			header.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		if r.Header.Get("If-None-Match") == file.tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		if r.Method == http.MethodGet {
			// Nobody is left to tell when the connection is gone.
			_, _ = w.Write(file.content)
		}
	})
}

// address is where browsers fetch an asset, or "" when it was not built.
func (s *shelf) address(name string) string {
	if served, ok := s.names[name]; ok {
		return assetsPath + served
	}
	return ""
}
