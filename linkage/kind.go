package linkage

import "slices"

// Kind says what a column holds, and with it how two of its values are
// compared and which of its parts serve as blocking keys.
type Kind string

const (
	// KindIgnore is a column that takes no part in the comparison.
	KindIgnore Kind = "ignore"
	// KindGiven holds given names, in any number of parts.
	KindGiven Kind = "given_name"
	// KindFamily holds family names.
	KindFamily Kind = "family_name"
	// KindFullName holds given and family names in one column, in any order.
	KindFullName Kind = "full_name"
	// KindAlias holds other full names of the same person, one or several.
	KindAlias Kind = "alias"
	// KindBirth holds dates of birth: whole, year and month, year only, or an
	// age band such as 1990/1994.
	KindBirth Kind = "date_of_birth"
	// KindSex holds sex or gender codes.
	KindSex Kind = "sex"
	// KindNationality holds nationality codes or words. Name frequencies are
	// taken within a nationality where a column of this kind exists.
	KindNationality Kind = "nationality"
	// KindPlace holds a town, city or suburb.
	KindPlace Kind = "place"
	// KindAddress holds a street, a house or another line of an address.
	KindAddress Kind = "address"
	// KindPostcode holds postal codes.
	KindPostcode Kind = "postcode"
	// KindPhone holds telephone numbers.
	KindPhone Kind = "phone"
	// KindEmail holds e-mail addresses.
	KindEmail Kind = "email"
	// KindDocument holds numbers of passports, identity cards and the like.
	KindDocument Kind = "document"
	// KindCategory holds codes that agree or do not (a state, a status).
	KindCategory Kind = "category"
)

var kinds = []Kind{
	KindIgnore, KindGiven, KindFamily, KindFullName, KindAlias, KindBirth, KindSex, KindNationality,
	KindPlace, KindAddress, KindPostcode, KindPhone, KindEmail, KindDocument, KindCategory,
}

// Valid reports whether k is one of the kinds of this package.
func (k Kind) Valid() bool { return slices.Contains(kinds, k) }

// isName reports whether values of this kind go into the one comparison of
// names, rather than being compared column by column.
func (k Kind) isName() bool {
	return k == KindGiven || k == KindFamily || k == KindFullName || k == KindAlias
}
