package audit_test

import (
	"bytes"
	"database/sql"
	"encoding/hex"
	"reflect"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/audit"
	"pgregory.net/rapid"
)

// sample is an event with something different in every field.
func sample() audit.Record {
	text := func(s string) sql.NullString { return sql.NullString{String: s, Valid: true} }
	return audit.Record{Lane: 3, Seq: 17, ID: "id", At: time.Date(2026, time.March, 2, 12, 0, 0, 123456000, time.UTC), Action: "read-case",
		Category: "consultation", Account: text("account"), Agency: text("agency"), Roles: "role other", Case: text("case"), Subject: "summary",
		Why: "decision", Recipient: "receiver", Change: text(`{"a":1}`), Via: "page", Origin: "192.0.2.1", Request: "request"}
}

// TestTheEncodingNeverChanges holds the encoding to bytes written down once:
// events that are stored must go on to give the hashes that are published.
func TestTheEncodingNeverChanges(t *testing.T) {
	t.Parallel()
	r := sample()
	previous := bytes.Repeat([]byte{0xab}, 32)
	const want = "68617665" + "6e77617264206175646974206576656e7420310a" + // havenward audit event 1\n
		"00000020" + "abababababababababababababababababababababababababababababababab" +
		"0000000000000003" + "0000000000000011" +
		"00000002" + "6964" +
		"0000001b" + "323032362d30332d30325431323a30303a30302e3132333435365a" +
		"00000009" + "726561642d63617365" +
		"0000000c" + "636f6e73756c746174696f6e" +
		"00000007" + "6163636f756e74" + "00000006" + "6167656e6379" + "0000000a" + "726f6c65206f74686572" +
		"00000004" + "63617365" + "00000007" + "73756d6d617279" + "00000008" + "6465636973696f6e" +
		"00000008" + "7265636569766572" + "00000007" + "7b2261223a317d" + "00000004" + "70616765" +
		"00000009" + "3139322e302e322e31" + "00000007" + "72657175657374"
	if got := hex.EncodeToString(r.Encode(nil, previous)); got != want {
		t.Errorf("the encoding is\n%s, want\n%s", got, want)
	}
	r.Case, r.Change = sql.NullString{}, sql.NullString{Valid: true}
	if !bytes.Contains(r.Encode(nil, nil), []byte("role other\xff\xff\xff\xff\x00\x00\x00\x07summary")) {
		t.Error("a case that is absent is not encoded as absent")
	}
	if !bytes.Contains(r.Encode(nil, nil), []byte("receiver\x00\x00\x00\x00\x00\x00\x00\x04page")) {
		t.Error("a change that is empty is not encoded as empty")
	}
}

// TestEveryFieldIsInTheHash changes each field of an event in turn; a field that
// somebody adds and forgets in the encoding fails here.
func TestEveryFieldIsInTheHash(t *testing.T) {
	t.Parallel()
	before := sample()
	sum := before.Sum(nil)
	if before.Sum([]byte{1}) == sum {
		t.Error("the event before does not change the hash")
	}
	kind := reflect.TypeOf(before)
	for i := range kind.NumField() {
		name := kind.Field(i).Name
		if name == "Hash" {
			continue
		}
		after := sample()
		field := reflect.ValueOf(&after).Elem().Field(i)
		switch value := field.Interface().(type) {
		case string:
			field.SetString(value + "x")
		case int:
			field.SetInt(int64(value) + 1)
		case int64:
			field.SetInt(value + 1)
		case time.Time:
			field.Set(reflect.ValueOf(value.Add(time.Microsecond)))
		case sql.NullString:
			field.Set(reflect.ValueOf(sql.NullString{}))
		default:
			t.Fatalf("%s is of a type that this test does not know", name)
		}
		if after.Sum(nil) == sum {
			t.Errorf("%s does not change the hash", name)
		}
	}
}

// TestNoTwoEventsHaveTheSameBytes moves text between neighbouring fields.
func TestNoTwoEventsHaveTheSameBytes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := func(r *audit.Record, label string) {
			r.Subject = rapid.StringN(0, 6, 8).Draw(t, label+" subject")
			r.Why = rapid.StringN(0, 6, 8).Draw(t, label+" why")
			r.Recipient = rapid.StringN(0, 6, 8).Draw(t, label+" recipient")
			r.Change = sql.NullString{String: rapid.StringN(0, 6, 8).Draw(t, label+" change"), Valid: rapid.Bool().Draw(t, label+" changed")}
			if !r.Change.Valid {
				r.Change.String = ""
			}
		}
		a, b := sample(), sample()
		draw(&a, "first")
		draw(&b, "second")
		if same := reflect.DeepEqual(a, b); same != bytes.Equal(a.Encode(nil, nil), b.Encode(nil, nil)) {
			t.Fatalf("events that are the same: %v, bytes say otherwise", same)
		}
	})
}
