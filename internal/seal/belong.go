package seal

import (
	"context"
	"errors"
	"time"

	"github.com/havenward/havenward/internal/db"
)

// ListOf gives the name of the list of what was erased that belongs to the
// database; "" before one does.
func ListOf(ctx context.Context, tx *db.Tx) (id db.ID, err error) {
	_, err = tx.Row(ctx, `SELECT id FROM erased_list WHERE one = 1`, nil, &id)
	return id, err
}

// Belongs gives why the list does not belong to the database, nil where it does.
// One does that had the name which the database knows: the database is then older
// than the list's newer name.
func (l List) Belongs(ctx context.Context, tx *db.Tx) (*OtherList, error) {
	wants, err := ListOf(ctx, tx)
	if err != nil || wants == "" || l.had(wants) {
		return nil, err
	}
	return &OtherList{Path: l.Path, Has: l.ID, Wants: wants, There: l.there}, nil
}

// belonging reads the list that belongs to the database. The first list that is
// opened with a database that knows of none does from then on: it is given a name
// if it has none, and the database keeps it. The file is written first, while the
// row is locked: a crash between leaves a list with a name that nobody knows yet,
// which the next start takes over, and of two nodes that start at once with two
// lists the second finds the name of the first.
func belonging(ctx context.Context, d *db.Database, path string, mourners Mourners) (List, error) {
	list, err := ReadList(path)
	if err != nil {
		return List{}, err
	}
	var known db.ID
	if err := d.Read(ctx, func(tx *db.Tx) error { known, err = ListOf(ctx, tx); return err }); err != nil {
		return List{}, err
	}
	if known != "" && known == list.ID {
		return list, nil
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		if known, list, err = locked(ctx, tx, path); err != nil {
			return err
		}
		switch {
		case known == "" && list.ID == "":
			if list, err = named(tx, list); err != nil {
				return err
			}
		case known == list.ID:
			return nil
		case known != "" && !list.had(known):
			return &OtherList{Path: path, Has: list.ID, Wants: known, There: list.there}
		}
		return take(ctx, tx, list.ID, mourners)
	})
	var other *OtherList
	if errors.As(err, &other) {
		d.Freeze(db.Frozen{Message: otherListMessage})
	}
	return list, err
}

// RenewList makes the list at path, whatever it is, the one that belongs to the
// database from now on, under a new name and with every erasure that the database
// knows of: other nodes' lists are refused from then on. It gives the new name.
func RenewList(ctx context.Context, d *db.Database, path string, mourners Mourners) (db.ID, error) {
	var id db.ID
	err := d.Write(ctx, func(tx *db.Tx) error {
		known, list, err := locked(ctx, tx, path)
		if err != nil {
			return err
		}
		var lines []string
		if err := destroyed(ctx, tx, func(owner db.ID, line string) {
			if !list.Owners[owner] {
				lines = append(lines, line)
			}
		}); err != nil {
			return err
		}
		if known != "" && !list.had(known) {
			// A database that knows the name of before, after a crash or from a
			// backup, finds it among the list's earlier ones.
			lines = append(lines, nameLine+" "+string(known))
		}
		if err := list.add(lines...); err != nil {
			return err
		}
		if list, err = ReadList(path); err != nil {
			return err
		}
		if list, err = named(tx, list); err != nil {
			return err
		}
		id = list.ID
		return take(ctx, tx, id, mourners)
	})
	return id, err
}

// locked locks the row that names the list, and reads the file only then.
func locked(ctx context.Context, tx *db.Tx, path string) (known db.ID, list List, err error) {
	if _, err = tx.Exec(ctx, `INSERT INTO erased_list (one, id, since) VALUES (1, '', $1) ON CONFLICT (one) DO NOTHING`, tx.Now()); err != nil {
		return "", List{}, err
	}
	if _, err = tx.Exec(ctx, `UPDATE erased_list SET since = since WHERE one = 1`); err != nil {
		return "", List{}, err
	}
	if known, err = ListOf(ctx, tx); err != nil {
		return "", List{}, err
	}
	list, err = ReadList(path)
	return known, list, err
}

// named gives the list a new name.
func named(tx *db.Tx, list List) (List, error) {
	id := tx.NewID()
	if err := list.add(nameLine + " " + string(id) + " " + tx.Now().Format(time.DateOnly)); err != nil {
		return List{}, err
	}
	return ReadList(list.Path)
}

func take(ctx context.Context, tx *db.Tx, id db.ID, mourners Mourners) error {
	if _, err := tx.Exec(ctx, `UPDATE erased_list SET id = $1, since = $2 WHERE one = 1`, id, tx.Now()); err != nil || mourners.Taken == nil {
		return err
	}
	return mourners.Taken(ctx, tx, id)
}
