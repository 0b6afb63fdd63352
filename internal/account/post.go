package account

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/db"
)

// Post is a duty in one agency that somebody always holds, such as the night
// placement desk. What is granted to a post, and what is told to it, goes to
// whoever is on duty.
type Post struct {
	ID     db.ID
	Agency db.ID
	Team   db.ID // "" where it belongs to no team
	Name   string
	About  string
	Made   time.Time
	Closed time.Time // zero while it is there
}

// Shift is one person's time on duty at a post.
type Shift struct {
	ID     db.ID
	Post   db.ID
	Person Person
	From   time.Time
	Until  time.Time
}

// Live reports whether the shift is on at a time.
func (s Shift) Live(at time.Time) bool { return !s.From.After(at) && s.Until.After(at) }

// AddPost stores a new post of an agency. A name that the agency has already
// used for a post is a duplicate.
func AddPost(ctx context.Context, tx *db.Tx, post Post) (db.ID, error) {
	id := tx.NewID()
	_, err := tx.Exec(ctx, `INSERT INTO duty_post (id, agency_id, team_id, name, about, made_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		id, post.Agency, db.Null(post.Team), post.Name, post.About, tx.Now())
	return id, err
}

// ChangePost gives an agency's post another name, team and description; false
// where the agency has no such post.
func ChangePost(ctx context.Context, tx *db.Tx, post Post) (bool, error) {
	changed, err := tx.Exec(ctx, `UPDATE duty_post SET name = $3, about = $4, team_id = $5 WHERE id = $1 AND agency_id = $2 AND closed_at IS NULL`,
		post.ID, post.Agency, post.Name, post.About, db.Null(post.Team))
	return changed == 1, err
}

// ClosePost ends a post of an agency and, with it, the reach of whoever holds it.
func ClosePost(ctx context.Context, tx *db.Tx, agency, id db.ID) (bool, error) {
	changed, err := tx.Exec(ctx, `UPDATE duty_post SET closed_at = $3 WHERE id = $1 AND agency_id = $2 AND closed_at IS NULL`, id, agency, tx.Now())
	return changed == 1, err
}

const postColumns = `p.id, p.agency_id, p.team_id, p.name, p.about, p.made_at, p.closed_at FROM duty_post p`

func scanPost(p *Post, scan func(...any) error) error {
	return scan(&p.ID, &p.Agency, db.Text((*string)(&p.Team)), &p.Name, &p.About, db.Instant(&p.Made), db.Instant(&p.Closed))
}

// Posts lists the posts of an agency by name, those that are closed last.
func Posts(ctx context.Context, tx *db.Tx, agency db.ID) ([]Post, error) {
	return db.All(ctx, tx, `SELECT `+postColumns+` WHERE p.agency_id = $1
		ORDER BY CASE WHEN p.closed_at IS NULL THEN 0 ELSE 1 END, p.name`, []any{agency}, scanPost)
}

// FindPost reads one post of an agency; false where it has none such.
func FindPost(ctx context.Context, tx *db.Tx, agency, id db.ID) (Post, bool, error) {
	found, err := db.All(ctx, tx, `SELECT `+postColumns+` WHERE p.id = $1 AND p.agency_id = $2`, []any{id, agency}, scanPost)
	if err != nil || len(found) == 0 {
		return Post{}, false, err
	}
	return found[0], true, nil
}

// PostNamed finds an agency's open post by its name.
func PostNamed(ctx context.Context, tx *db.Tx, agency db.ID, name string) (Post, bool, error) {
	found, err := db.All(ctx, tx, `SELECT `+postColumns+` WHERE p.agency_id = $1 AND p.name = $2 AND p.closed_at IS NULL`, []any{agency, name}, scanPost)
	if err != nil || len(found) == 0 {
		return Post{}, false, err
	}
	return found[0], true, nil
}

// ConfirmPost reports whether an agency has a post that is not closed.
func ConfirmPost(ctx context.Context, tx *db.Tx, agency, id db.ID) (bool, error) {
	return exists(ctx, tx, `SELECT 1 FROM duty_post WHERE id = $1 AND agency_id = $2 AND closed_at IS NULL`, id, agency)
}

// AddShift puts somebody on duty at a post.
func AddShift(ctx context.Context, tx *db.Tx, actor Actor, post, person db.ID, from, until time.Time) (db.ID, error) {
	id := tx.NewID()
	_, err := tx.Exec(ctx, `INSERT INTO duty_shift (id, post_id, account_id, from_at, until_at, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id, post, person, from, until, actor.Account, tx.Now())
	return id, err
}

// EndShift takes a shift that has not begun off the rota, and ends one that has,
// at once; false where there is none to end.
func EndShift(ctx context.Context, tx *db.Tx, post, id db.ID) (bool, error) {
	gone, err := tx.Exec(ctx, `DELETE FROM duty_shift WHERE id = $1 AND post_id = $2 AND from_at > $3`, id, post, tx.Now())
	if err != nil || gone == 1 {
		return gone == 1, err
	}
	ended, err := tx.Exec(ctx, `UPDATE duty_shift SET until_at = $3 WHERE id = $1 AND post_id = $2 AND until_at > $3`, id, post, tx.Now())
	return ended == 1, err
}

// Rota lists the shifts of a post that are not over before from and begin
// before until, in order.
func Rota(ctx context.Context, tx *db.Tx, post db.ID, from, until time.Time) ([]Shift, error) {
	return db.All(ctx, tx, shiftColumns+` WHERE s.post_id = $1 AND s.until_at > $2 AND s.from_at < $3 ORDER BY s.from_at, a.name`,
		[]any{post, from, until}, scanShift)
}

// OnDuty lists who holds a post now; nobody, where it is closed.
func OnDuty(ctx context.Context, tx *db.Tx, post db.ID) ([]Person, error) {
	shifts, err := db.All(ctx, tx, shiftColumns+` JOIN duty_post p ON p.id = s.post_id
		WHERE s.post_id = $1 AND p.closed_at IS NULL AND s.from_at <= $2 AND s.until_at > $2 AND a.suspended_at IS NULL ORDER BY a.name`,
		[]any{post, tx.Now()}, scanShift)
	people := make([]Person, 0, len(shifts))
	for _, shift := range shifts {
		people = append(people, shift.Person)
	}
	return people, err
}

const shiftColumns = `SELECT s.id, s.post_id, s.from_at, s.until_at, a.id, a.agency_id, a.name, a.email, a.suspended_at IS NOT NULL
	FROM duty_shift s JOIN account a ON a.id = s.account_id`

func scanShift(s *Shift, scan func(...any) error) error {
	return scan(&s.ID, &s.Post, db.Instant(&s.From), db.Instant(&s.Until), &s.Person.ID, &s.Person.Agency, &s.Person.Name, &s.Person.Email, &s.Person.Suspended)
}
