// Package name holds what is known about the spelling of personal names: how a
// name in any script folds to plain Latin letters, where its parts begin and
// end, which spellings of one part are the same name in another romanisation,
// which short form stands for which full form, and how far apart two spellings
// are.
//
// It knows nothing of records or probabilities. Package linkage decides what
// an agreement is worth; this package only says what kind of agreement it is.
package name
