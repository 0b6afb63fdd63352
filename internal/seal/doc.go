// Package seal closes what identifies people, field by field, so that whoever
// holds the database file, its log or a backup without the root key reads
// nothing in it.
//
// Three things stand one behind the other. A value is sealed with AES-256-GCM
// (Tink) under the data key of its owner: a case, a draft, a notification, an
// agency's search index. What a value belongs to (owner and place) is bound to it
// as associated data, so that it cannot be moved to another row or column. Data
// keys stand in the table data_key, each wrapped by the root key, which is the
// key-encryption key and never stands in the database. Destroying a data key
// destroys everything that was ever sealed under it.
//
// There is no plain form: without keys, sealing and opening are errors.
package seal
