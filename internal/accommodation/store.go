package accommodation

import (
	"context"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// The tables whose sealed columns are opened as their own and no other's.
const (
	sealedHouse    = "house"
	sealedFile     = "shelter_file"
	sealedTie      = "tie"
	sealedTieEnd   = "tie_end"
	sealedCleared  = "tie_cleared"
	sealedOffer    = "bed_offer"
	sealedAnswer   = "bed_offer_answer"
	sealedStay     = "stay"
	sealedDay      = "stay_day"
	sealedOutreach = "outreach"
	sealedVisit    = "outreach_visit"
)

const fileColumns = `f.id, f.reference, f.case_id, f.agency_id, f.desk_id, f.worker_id, f.version, f.state, f.state_at, f.urgency, f.incomplete, f.needed_on,
	f.sex, f.adults, f.children, f.pregnant, f.split, f.musts, f.wishes, f.languages, f.avoid, f.prefer, f.brings, f.apart, f.sealed, f.opened_at, f.danger_at,
	coalesce(c.reference, ''), coalesce(c.jurisdiction, ''), coalesce(c.age_group, '')`

const fileTables = ` FROM shelter_file f LEFT JOIN case_file c ON c.id = f.case_id `

// scanFile reads a file; what is sealed of it is opened by openFile.
func scanFile(f *File, sealed *[]byte, scan func(...any) error, more ...any) error {
	var musts, wishes, languages, avoid, prefer, brings, apart string
	if err := scan(append([]any{&f.ID, &f.Reference, db.Text((*string)(&f.Case)), &f.Agency, &f.Desk, db.Text((*string)(&f.Worker)), &f.Version, &f.State, db.Instant(&f.StateAt), &f.Urgency, &f.Incomplete, &f.NeededOn,
		&f.Sex, &f.Adults, &f.Children, &f.Pregnant, &f.Split, &musts, &wishes, &languages, &avoid, &prefer, &brings, &apart, sealed, db.Instant(&f.Opened), db.Instant(&f.DangerAt),
		&f.CaseReference, &f.Jurisdiction, &f.AgeGroup}, more...)...); err != nil {
		return err
	}
	f.Musts, f.Wishes, f.Languages, f.Avoid = splitCodes(musts), splitCodes(wishes), splitCodes(languages), splitCodes(avoid)
	f.Prefer, f.Brings, f.Apart = splitCodes(prefer), splitCodes(brings), splitCodes(apart)
	return nil
}

func files(ctx context.Context, tx *db.Tx, where string, args ...any) ([]File, error) {
	return db.All(ctx, tx, `SELECT `+fileColumns+fileTables+`WHERE `+where, args, func(f *File, scan func(...any) error) error {
		var sealed []byte
		if err := scanFile(f, &sealed, scan); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, sealed, f.owner(), sealedFile, f.ID, &f.Private)
	})
}

// bareFiles reads files without what is sealed of them, for lists and matching.
func bareFiles(ctx context.Context, tx *db.Tx, where string, args ...any) ([]File, error) {
	return db.All(ctx, tx, `SELECT `+fileColumns+fileTables+`WHERE `+where, args, func(f *File, scan func(...any) error) error {
		var sealed []byte
		return scanFile(f, &sealed, scan)
	})
}

// filesByID reads several files at once, whoever acts, in no order.
func filesByID(ctx context.Context, tx *db.Tx, ids []db.ID) ([]File, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	return files(ctx, tx, `f.id IN (`+db.Marks(1, len(args))+`)`, args...)
}

// loadFile reads a file, whoever acts.
func loadFile(ctx context.Context, tx *db.Tx, id db.ID) (File, bool, error) {
	found, err := files(ctx, tx, `f.id = $1`, id)
	if err != nil || len(found) == 0 {
		return File{}, false, err
	}
	return found[0], true, nil
}

// fileOf gives the file of a case.
func fileOf(ctx context.Context, tx *db.Tx, caseID db.ID) (File, bool, error) {
	found, err := files(ctx, tx, `f.case_id = $1`, caseID)
	if err != nil || len(found) == 0 {
		return File{}, false, err
	}
	return found[0], true, nil
}

// reach gives a file on which the actor may do an action. Where the person has a
// case, the case has to be within reach; a carer reaches those alone who live in a
// house that they look after. Before there is a case, the file is the desk's, of
// those of the agency that asked, and of who looks after the house. Anything else
// is missing, like a file that does not exist.
func (room *Room) reach(ctx context.Context, tx *db.Tx, actor account.Actor, action access.Action, id db.ID) (File, error) {
	f, found, err := loadFile(ctx, tx, id)
	if err != nil {
		return f, err
	}
	if !found || f.Case != "" { // what is not there takes as long as what is out of reach
		if err := access.Case(ctx, tx, actor, action, f.Case); err != nil {
			return File{}, err
		}
		if actor.Has(account.SupportProvider, account.SupportManager) || isDesk(actor, f.Desk) {
			return f, nil
		}
	} else if isDesk(actor, f.Desk) || supports(actor, f.Agency) {
		return f, access.Role(actor, action)
	}
	keeps, err := room.keeps(ctx, tx, actor, f.ID)
	if err == nil && !keeps {
		err = fault.Missing()
	}
	if err == nil {
		err = access.Role(actor, action)
	}
	if err != nil {
		return File{}, err
	}
	return f, nil
}

// keeps reports whether the actor looks after the house where somebody lives.
func (room *Room) keeps(ctx context.Context, tx *db.Tx, actor account.Actor, file db.ID) (bool, error) {
	places, err := room.Kept(ctx, tx, actor)
	if err != nil || len(places) == 0 {
		return false, err
	}
	args := []any{file}
	for _, place := range places {
		args = append(args, place)
	}
	var one int
	return tx.Row(ctx, `SELECT 1 FROM stay s JOIN house h ON h.id = s.house_id WHERE s.file_id = $1 AND s.ended_at IS NULL AND h.place_id IN (`+db.Marks(2, len(places))+`)`, args, &one)
}

// visible is the condition that a file is within the actor's reach, for lists of
// one desk or one agency; its placeholders start at $first.
func visible(tx *db.Tx, actor account.Actor, first int) (string, []any) {
	condition, args := access.Visible(tx, actor, "f.case_id", access.Identity, first)
	return `(f.case_id IS NULL OR (` + condition + `))`, args
}

// insertFile stores a new file.
func insertFile(ctx context.Context, tx *db.Tx, actor account.Actor, f File) (string, error) {
	sealed, err := casefile.SealRow(ctx, tx, f.owner(), sealedFile, f.ID, f.Private)
	if err != nil {
		return "", err
	}
	return casefile.WithReference("SA", func(reference string) (int64, error) {
		return tx.Exec(ctx, `INSERT INTO shelter_file (id, reference, case_id, agency_id, desk_id, worker_id, version, state, state_at, urgency, incomplete, needed_on,
			sex, adults, children, people, pregnant, split, musts, wishes, languages, avoid, prefer, brings, apart, sealed, opened_at, opened_by)
			VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $8, $26) ON CONFLICT (reference) DO NOTHING`,
			f.ID, reference, db.Null(f.Case), f.Agency, f.Desk, db.Null(f.Worker), f.State, tx.Now(), f.Urgency, f.Incomplete, f.NeededOn,
			f.Sex, f.Adults, f.Children, f.People(), f.Pregnant, f.Split, joinCodes(f.Musts), joinCodes(f.Wishes), joinCodes(f.Languages), joinCodes(f.Avoid), joinCodes(f.Prefer),
			joinCodes(f.Brings), joinCodes(f.Apart), sealed, actor.Account)
	})
}

// putFile stores what is known of somebody anew, of the version that was read.
func putFile(ctx context.Context, tx *db.Tx, f File, version int64) error {
	sealed, err := casefile.SealRow(ctx, tx, f.owner(), sealedFile, f.ID, f.Private)
	if err != nil {
		return err
	}
	return fault.Touched(tx.Exec(ctx, `UPDATE shelter_file SET version = version + 1, case_id = $3, worker_id = $4, urgency = $5, incomplete = $6, needed_on = $7, sex = $8, adults = $9, children = $10, people = $11,
		pregnant = $12, split = $13, musts = $14, wishes = $15, languages = $16, avoid = $17, prefer = $18, brings = $19, apart = $20, sealed = $21 WHERE id = $1 AND version = $2`,
		f.ID, version, db.Null(f.Case), db.Null(f.Worker), f.Urgency, f.Incomplete, f.NeededOn, f.Sex, f.Adults, f.Children, f.People(), f.Pregnant, f.Split,
		joinCodes(f.Musts), joinCodes(f.Wishes), joinCodes(f.Languages), joinCodes(f.Avoid), joinCodes(f.Prefer), joinCodes(f.Brings), joinCodes(f.Apart), sealed))
}

// setState moves a file to another state.
func setState(ctx context.Context, tx *db.Tx, file db.ID, state State) error {
	_, err := tx.Exec(ctx, `UPDATE shelter_file SET state = $2, state_at = $3, version = version + 1 WHERE id = $1`, file, state, tx.Now())
	return err
}

// containing is a pattern for codes of a column that hold one code.
func containing(code string) string {
	return "% " + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(code) + " %"
}
