package civil

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// MarshalText returns the day as [Day.String]; a day that is not known is empty.
// It refuses a day that the calendar does not have.
func (d Day) MarshalText() ([]byte, error) {
	if !d.IsZero() && !d.Valid() {
		return nil, fmt.Errorf("%s is %w", d, ErrDay)
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what [Day.MarshalText] writes; empty text is a day that
// is not known.
func (d *Day) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Day{}
		return nil
	}
	parsed, err := ParseDay(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// Value stores the day as ISO 8601 text, or NULL when it is not known. Both
// engines take that text for a DATE column.
func (d Day) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	text, err := d.MarshalText()
	if err != nil {
		return nil, err
	}
	return string(text), nil
}

// Scan reads a DATE or text column; NULL and empty text give a day that is not
// known. A driver that returns a DATE as a time means the date printed on it
// in its own zone, so no time zone is applied.
func (d *Day) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Day{}
		return nil
	case time.Time:
		scanned := dayAt(v)
		if !scanned.Valid() {
			return fmt.Errorf("%s is %w", v, ErrDay)
		}
		*d = scanned
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	default:
		return fmt.Errorf("a column of type %T is %w: store a DATE or text such as 2026-11-22", src, ErrDay)
	}
}

// MarshalText returns the date as [Partial.String]; an unknown one is empty. It
// refuses a date that the calendar does not have.
func (p Partial) MarshalText() ([]byte, error) {
	if !p.IsZero() && !p.Valid() {
		return nil, fmt.Errorf("%s is %w", p, ErrPartial)
	}
	return []byte(p.String()), nil
}

// UnmarshalText reads what [Partial.MarshalText] writes; empty text is a date of
// which nothing is known.
func (p *Partial) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*p = Partial{}
		return nil
	}
	parsed, err := ParsePartial(string(text))
	if err != nil {
		return err
	}
	*p = parsed
	return nil
}

// Value stores the date as text, or NULL when nothing is known.
func (p Partial) Value() (driver.Value, error) {
	if p.IsZero() {
		return nil, nil
	}
	text, err := p.MarshalText()
	if err != nil {
		return nil, err
	}
	return string(text), nil
}

// Scan reads a text column; NULL and empty text give a date of which nothing is
// known.
func (p *Partial) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*p = Partial{}
		return nil
	case string:
		return p.UnmarshalText([]byte(v))
	case []byte:
		return p.UnmarshalText(v)
	default:
		return fmt.Errorf("a column of type %T is %w: store text such as 2026-11", src, ErrPartial)
	}
}
