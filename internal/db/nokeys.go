package db

import (
	"context"
	"errors"
)

// ErrNoKeys says that a database was opened without the keys that it takes to
// write or read what is sealed in it.
var ErrNoKeys = errors.New("this database was opened without its keys: nothing sealed can be written or read")

// noKeys refuses: there is no plain form to fall back to.
type noKeys struct{}

func (noKeys) Seal(context.Context, *Tx, ID, string, []byte) ([]byte, error) { return nil, ErrNoKeys }
func (noKeys) Blind(context.Context, *Tx, string, string) (string, error)    { return "", ErrNoKeys }
func (noKeys) Open(context.Context, *Tx, ID, string, []byte) ([]byte, error) { return nil, ErrNoKeys }
