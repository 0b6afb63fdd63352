// Package linkage finds the records that are one person: in one file, across
// several, or one at a time against millions.
//
// It is probabilistic linkage after Fellegi and Sunter. Each comparison (the
// name, the date of birth, the place) shows a level of agreement. A level is
// evidence by as much as it is likelier between two records of one person (m)
// than between two people (u). The chance u is counted from the values
// themselves, so that sharing a rare name says more than sharing a common one;
// m and the prior are learned by expectation maximisation without labels,
// jointly over all pairs that the blocking rules bring together, and with the
// pairs that no rule can find imputed. Probabilities are then calibrated, also
// without labels, by letting one comparison testify about the rest.
//
// Names are sets of parts in any order. A part agrees if it is spelt the same
// after folding scripts and marks, or if the spellings are romanisations,
// dialect forms, nicknames or short forms of one name (package name), or if a
// letter is wrong. Frequencies of names are taken within nationalities.
//
// Read makes a Table of CSV files, ProfileTable and Propose say what its columns
// seem to hold, Link does the work, and the Result explains each pair, draws
// it, says what would follow if a value were another, compares itself with a
// truth where there is one, and turns into an Index that answers online.
//
//	table, err := linkage.Read("people.csv", file, nil)
//	settings := linkage.Propose("id", linkage.ProfileTable(table, "id"))
//	result, err := linkage.Link(ctx, table, settings, linkage.Options{})
//	for _, pair := range result.Pairs {
//		fmt.Println(result.ID(int(pair.Left)), result.ID(int(pair.Right)), pair.Probability())
//	}
//
// Results are the same for any number of cores. Method and measured accuracy
// stand in docs/linkage.md.
package linkage
