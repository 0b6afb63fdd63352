package route

import (
	"path"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// SchemaName names the schema of a type in the description of the API: the
// package before the type, since two rooms may each have a type of one name.
// Types without a name are named by huma after the operation they belong to.
func SchemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Array {
		t = t.Elem()
	}
	room, internal := strings.CutPrefix(path.Dir(t.PkgPath()+"/x"), "github.com/havenward/havenward/internal/")
	if !internal || t.Name() == "" {
		return name
	}
	room = path.Base(room)
	return strings.ToUpper(room[:1]) + room[1:] + name
}
