// Package floors holds the tests that keep the house in order: which package
// may import which, what packages and files may be called, how long a file may
// be, and what may not be in the repository at all. CONTRIBUTING.md gives the
// rules and their reasons in words; a rule that is not tested here is a wish.
package floors
