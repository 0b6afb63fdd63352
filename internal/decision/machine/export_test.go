package machine

// What the tests of the table must see from inside.
const Back = back

var Negative = negative

func (row Row) Allows(c Case, by Actor) error { return row.allows(c, by) }
