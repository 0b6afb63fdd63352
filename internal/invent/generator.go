// Package invent makes up people and what happened to them, for the
// demonstration, for the replay of published statistics and for benchmarks.
//
// Nobody in it is real. Telephone numbers come from the ranges that Ofcom keeps
// free for drama, e-mail addresses from domains that can never be registered,
// addresses from roads and postcodes that do not exist, vehicles carry plates
// that are never issued. Names follow the habits of many parts of the world,
// because a system that only meets "Forename Surname" has not been tested; a
// name may by chance be somebody's, as in any novel.
//
// The same seed gives the same people on every machine. A Generator is not for
// use by several goroutines at once; give each its own, with Nth where they
// share a population.
package invent

import (
	"math/rand/v2"

	"github.com/havenward/havenward/internal/reference"
)

// Generator invents. Each call draws on the calls before it.
type Generator struct {
	rand  *rand.Rand
	lists *reference.Set
}

// New returns a generator whose inventions depend on nothing but the seed.
func New(seed uint64) *Generator { return Nth(seed, 0) }

// Nth returns the generator of the n-th case of a population: what it invents
// depends on the seed and n only, so that a replay that was interrupted goes on
// with the same people.
func Nth(seed, n uint64) *Generator {
	return &Generator{rand: rand.New(rand.NewPCG(seed, n)), lists: reference.Default()}
}

// chance is true that many times in a hundred.
func (g *Generator) chance(percent int) bool { return g.rand.IntN(100) < percent }

// between returns a whole number from low to high, both included.
func (g *Generator) between(low, high int) int { return low + g.rand.IntN(high-low+1) }

// pick returns one of several, each as likely as the other.
func pick[T any](g *Generator, from []T) T { return from[g.rand.IntN(len(from))] }

// pickSome returns between low and high different ones, in the order of the
// list they are taken from, and all of them when there are fewer.
func pickSome[T any](g *Generator, from []T, low, high int) []T {
	n := min(g.between(low, high), len(from))
	var some []T
	for i, item := range from {
		if g.rand.IntN(len(from)-i) < n-len(some) {
			some = append(some, item)
		}
	}
	return some
}
