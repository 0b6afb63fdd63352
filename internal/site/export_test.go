package site

import "io/fs"

// Files gives the templates to tests.
func Files() fs.FS { return files }
