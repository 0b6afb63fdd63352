// Package notify sends messages outside the pages, by e-mail: never a word
// about a person. A message names a case by its reference at the most and asks
// the reader to sign in.
package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/job"
	"github.com/wneessen/go-mail"
)

// Send is the kind of job that sends one message.
const Send job.Kind = "send-message"

// Message is one e-mail. Subject and Body are finished text.
type Message struct {
	ID            db.ID
	To            string
	Subject, Body string
	Made          time.Time
	Sent          bool
}

// Tell stores a message and the job that sends it, in the transaction that
// makes it necessary. The key makes it one message however often it is told.
func Tell(ctx context.Context, tx *db.Tx, key, to, subject, body string) error {
	id := tx.NewID()
	text, err := json.Marshal(content{subject, body})
	if err != nil {
		return err
	}
	sealed, err := tx.Sealer().Seal(ctx, tx, db.OfStore, place(id), text)
	if err != nil {
		return err
	}
	added, err := tx.Exec(ctx, `INSERT INTO message (id, key, recipient, sealed, made_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (key) DO NOTHING`, id, key, to, sealed, tx.Now())
	if err != nil || added == 0 {
		return err
	}
	return job.Enqueue(ctx, tx, Send, key, tx.Now(), id)
}

// content is what is sealed of a message. It says no word about a person, and
// is sealed all the same: that there is a letter about a reference is enough.
type content struct{ Subject, Body string }

func place(id db.ID) string { return "message/" + string(id) }

func (m *Message) open(ctx context.Context, tx *db.Tx, sealed []byte) error {
	text, err := tx.Sealer().Open(ctx, tx, db.OfStore, place(m.ID), sealed)
	if err != nil {
		return err
	}
	var c content
	err = json.Unmarshal(text, &c)
	m.Subject, m.Body = c.Subject, c.Body
	return err
}

// Transport hands a message over for delivery.
type Transport func(ctx context.Context, message Message) error

// SMTP delivers through a mail server with TLS. From is the sender's address.
func SMTP(host string, port int, user, password, from string) (Transport, error) {
	options := []mail.Option{mail.WithPort(port), mail.WithTLSPolicy(mail.TLSMandatory), mail.WithTimeout(20 * time.Second)}
	if user != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(user), mail.WithPassword(password))
	}
	client, err := mail.NewClient(host, options...)
	if err != nil {
		return nil, fmt.Errorf("mail server %s: %w", host, err)
	}
	return func(ctx context.Context, message Message) error {
		letter := mail.NewMsg()
		if err := letter.From(from); err != nil {
			return err
		}
		if err := letter.To(message.To); err != nil {
			return err
		}
		letter.Subject(message.Subject)
		letter.SetBodyString(mail.TypeTextPlain, message.Body)
		return client.DialAndSendWithContext(ctx, letter)
	}, nil
}

// Log is the transport of a deployment without a mail server: it writes to the
// log that there is a message, and the message stays readable in the store.
func Log(log *slog.Logger) Transport {
	return func(_ context.Context, message Message) error {
		log.Debug("a message is kept and not sent: no mail server is set", "message", message.ID)
		return nil
	}
}

// Errand is how a message is sent. A crash between sending and noting that it
// was sent repeats the message; it is never lost.
func Errand(transport Transport) job.Errand {
	return func(ctx context.Context, d *db.Database, payload json.RawMessage) error {
		var id db.ID
		if err := json.Unmarshal(payload, &id); err != nil {
			return err
		}
		var message Message
		waiting := false
		err := d.Read(ctx, func(tx *db.Tx) (err error) {
			var sealed []byte
			waiting, err = tx.Row(ctx, `SELECT id, recipient, sealed, made_at FROM message WHERE id = $1 AND sent_at IS NULL`, []any{id},
				&message.ID, &message.To, &sealed, db.Instant(&message.Made))
			if err != nil || !waiting {
				return err
			}
			return message.open(ctx, tx, sealed)
		})
		if err != nil || !waiting {
			return err
		}
		if err := transport(ctx, message); err != nil {
			return err
		}
		return d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE message SET sent_at = $2 WHERE id = $1`, id, tx.Now())
			return err
		})
	}
}

// Messages lists the newest messages to an address, or to all where it is
// empty, for tests and operators.
func Messages(ctx context.Context, tx *db.Tx, to string) ([]Message, error) {
	return db.All(ctx, tx, `SELECT id, recipient, sealed, made_at, sent_at IS NOT NULL FROM message
		WHERE recipient <> '' AND ($1 = '' OR recipient = $1) ORDER BY id DESC LIMIT 200`, []any{to}, func(m *Message, scan func(...any) error) error {
		var sealed []byte
		if err := scan(&m.ID, &m.To, &sealed, db.Instant(&m.Made), &m.Sent); err != nil {
			return err
		}
		return m.open(ctx, tx, sealed)
	})
}

// mostForgotten bounds how many messages one night forgets.
const mostForgotten = 5000

// Forget removes the words and the reader of what was sent and made before a time,
// and counts it. Its key stays, so that it is not sent again. One that was not sent
// stays whole, for a mail server that is away.
func Forget(ctx context.Context, tx *db.Tx, before time.Time) (int, error) {
	old, err := db.All(ctx, tx, `SELECT id FROM message WHERE made_at < $1 AND recipient <> '' AND sent_at IS NOT NULL ORDER BY made_at LIMIT $2`, []any{before, mostForgotten},
		func(id *db.ID, scan func(...any) error) error { return scan(id) })
	if err != nil {
		return 0, err
	}
	for _, id := range old {
		// Sealed, though empty: a rotation of keys opens whatever stands there.
		sealed, err := tx.Sealer().Seal(ctx, tx, db.OfStore, place(id), []byte(`{}`))
		if err != nil {
			return 0, err
		}
		if _, err := tx.Exec(ctx, `UPDATE message SET recipient = '', sealed = $2 WHERE id = $1`, id, sealed); err != nil {
			return 0, err
		}
	}
	return len(old), nil
}

// Kept counts the messages whose words are kept, and tells when the first was made.
func Kept(ctx context.Context, tx *db.Tx) (count int, first time.Time, err error) {
	_, err = tx.Row(ctx, `SELECT count(*), min(made_at) FROM message WHERE recipient <> '' AND sent_at IS NOT NULL`, nil, &count, db.Instant(&first))
	return count, first, err
}
