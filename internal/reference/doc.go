// Package reference holds the closed lists of a referral: countries,
// nationalities, police forces, councils, towns, languages, first responder
// organisations, forms of exploitation, indicators and the shorter lists of
// answers.
//
// The lists are data, not code. Those in the folder data are written for this
// program and embedded in it; each says where its codes come from and which day
// it stands for. A record keeps the code of an entry, which never changes its
// meaning; an entry that is no longer in use keeps its place with the day it
// ended and the code of what followed, so that old records and old exports are
// still understood.
//
// An operator who holds other lists puts them in a folder, and Load reads them
// in place of the embedded ones. The name of a file is the name of a list with
// ".json" after it ("towns.json"); other files are refused by name. Two shapes
// are read:
//
//   - the shape of the files in data: an object with list, title, version,
//     source and entries;
//   - a plain array of names, as the Home Office publishes the lists of its
//     referral form. A name that the embedded list knows keeps its code and all
//     else that is known of it, and is printed as the array prints it; a name
//     that it does not know gets a code made from the name. For these arrays
//     the Home Office's own file names are understood too
//     ("uk_cities_and_towns.json" is towns, "organisations.json" is
//     first-responders).
//
// Everything here is pure and safe for use by many goroutines.
package reference
