// Package audit is the record of every write and every look: who, when, what,
// why and where from, in the same transaction as what it records. What cannot
// be recorded does not happen.
package audit

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// Category is the kind of processing, as section 62 of the Data Protection Act
// 2018 lists them, with sign-ins and refusals beside.
type Category string

const (
	Collection   Category = "collection"
	Alteration   Category = "alteration"
	Consultation Category = "consultation"
	Disclosure   Category = "disclosure"
	Combination  Category = "combination"
	Erasure      Category = "erasure"
	SignIn       Category = "sign-in"
	Refusal      Category = "refusal"
)

// Categories lists every category with its name in words (a catalogue source
// string), in the order in which pages offer them.
var Categories = []struct {
	Category Category
	Name     string
}{
	{Consultation, "Look"},
	{Collection, "Collection"},
	{Alteration, "Change"},
	{Disclosure, "Disclosure"},
	{Combination, "Combination"},
	{Erasure, "Erasure"},
	{SignIn, "Sign-in"},
	{Refusal, "Refusal"},
}

// whileFrozen are the categories that are still recorded while the database
// serves reads only: looks, and the sign-ins that looks need.
func whileFrozen(category Category) bool {
	return category == Consultation || category == SignIn || category == Refusal
}

// Entry is one thing done. Subject names what it was done to (a kind and an
// identifier, never a person's name); Why is the purpose, in words of the program;
// Reason is what somebody typed as their reason, which is sealed under the case's
// key (the store's, where there is no case) and stands behind Why;
// Recipient says who was given something, where it left the service (an agency,
// a role, a kind of body: never a person's name or address). Change holds what
// differs before and after, of things that name nobody.
type Entry struct {
	Action    string
	Category  Category
	Case      db.ID
	Subject   string
	Why       string
	Reason    string
	Recipient string
	Change    any
}

// Append records an entry in the transaction that does what it tells. The event
// gets its place in the chain right before the commit. While the database serves
// reads only, an entry that is a change is refused, and the command with it.
func Append(ctx context.Context, tx *db.Tx, actor account.Actor, entry Entry) error {
	if frozen := tx.Frozen(); frozen != nil && !whileFrozen(entry.Category) {
		return &fault.Error{Code: fault.Unavailable, Message: frozen.Message, Args: frozen.Args}
	}
	record := Record{ID: string(tx.NewID()), At: tx.Now(), Action: entry.Action, Category: string(entry.Category),
		Account: optional(actor.Account), Agency: optional(actor.Agency), Roles: roles(actor), Case: optional(entry.Case),
		Subject: entry.Subject, Why: entry.Why, Recipient: entry.Recipient, Via: string(actor.Via), Origin: actor.Origin, Request: actor.Request}
	if entry.Reason != "" {
		sealed, err := sealReason(ctx, tx, entry.Case, record.ID, entry.Reason)
		if err != nil {
			return err
		}
		record.Why += sealed
	}
	if entry.Change != nil {
		text, err := json.Marshal(entry.Change)
		if err != nil {
			return fmt.Errorf("audit %s: %w", entry.Action, err)
		}
		record.Change = sql.NullString{String: string(text), Valid: true}
	}
	tx.Leave(chain{}, &record)
	mark(ctx)
	return nil
}

func optional(id db.ID) sql.NullString { return sql.NullString{String: string(id), Valid: id != ""} }

// roles are what the actor was at the time, which may change later.
func roles(actor account.Actor) string {
	names := make([]string, len(actor.Roles))
	for i, role := range actor.Roles {
		names[i] = string(role)
	}
	return strings.Join(names, " ")
}
