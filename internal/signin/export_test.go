package signin

import "io/fs"

// Files are the templates, for the test of the catalogue.
func Files() fs.FS { return files }
