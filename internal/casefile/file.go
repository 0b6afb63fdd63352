package casefile

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/seal"
)

// Limits of evidence, as the Home Office's form sets them.
const (
	MaxFile  = 25 << 20 // bytes of one file
	MaxFiles = 100      // files of one referral
	filePart = 256 << 10
)

// Attachment is a file as lists show it.
type Attachment struct {
	ID          db.ID
	Name        string
	Description string
	Dated       civil.Partial
	MediaType   string
	Size        int64
	SHA256      string
	Added       time.Time
	Scan        Scan
}

// sealedFile is what is sealed of a file beside its bytes. The sum of the content
// is sealed too: it would tell whoever has a file that it is here.
type sealedFile struct{ Name, Description, SHA256 string }

// FileName makes a name that somebody's computer gave to a file fit to show: no
// folders, no control characters, none that turn the reading direction. It is
// never used as a path.
func FileName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	for utf8.RuneCountInString(name) > 120 {
		_, size := utf8.DecodeRuneInString(name)
		name = name[size:]
	}
	if name = strings.TrimSpace(name); name == "" || name == "." || name == "/" {
		return "file"
	}
	return name
}

// AddFile stores a file for its owner: a draft, a case, or something of a case, whose
// file it stays and is erased with. The case of a draft is "". The content has been
// read whole, so that what is slow to arrive does not hold the store.
func AddFile(ctx context.Context, tx *db.Tx, actor account.Actor, owner, caseID db.ID, name, description string, dated civil.Partial, content []byte) (db.ID, error) {
	if len(content) == 0 {
		return "", fault.Wrong("file", "The file is empty")
	}
	if len(content) > MaxFile {
		return "", fault.Wrong("file", "The file must be 25 MB or smaller")
	}
	mediaType, problem := Judge(content)
	if problem != "" {
		return "", fault.Wrong("file", problem)
	}
	var count int
	if _, err := tx.Row(ctx, `SELECT count(*) FROM file WHERE owner = $1`, []any{owner}, &count); err != nil {
		return "", err
	}
	if count >= MaxFiles {
		return "", fault.Wrong("file", "You can add up to 100 files. Remove one to add another")
	}
	id, sum := tx.NewID(), sha256.Sum256(content)
	sealed, err := Seal(ctx, tx, id, "file", sealedFile{FileName(name), description, hex.EncodeToString(sum[:])})
	if err != nil {
		return "", err
	}
	state, err := awaitScan(ctx, tx, id)
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO file (id, owner, case_id, media_type, size, dated, sealed, added_at, added_by, scan, agency_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		id, owner, db.Null(caseID), mediaType, len(content), dated.String(), []byte(sealed), tx.Now(), actor.Account, state, actor.Agency); err != nil {
		return "", err
	}
	for part := 0; len(content) > 0; part++ {
		size := min(filePart, len(content))
		sealed, err := tx.Sealer().Seal(ctx, tx, id, Row("file_part", part), content[:size])
		if err != nil {
			return "", err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO file_part (file_id, part, sealed) VALUES ($1, $2, $3)`, id, part, sealed); err != nil {
			return "", err
		}
		content = content[size:]
	}
	return id, nil
}

// DescribeFile changes what is said of a file.
func DescribeFile(ctx context.Context, tx *db.Tx, owner, id db.ID, name, description string, dated civil.Partial) (bool, error) {
	file, found, err := fileOf(ctx, tx, owner, id)
	if err != nil || !found {
		return false, err
	}
	sealed, err := Seal(ctx, tx, id, "file", sealedFile{FileName(name), description, file.SHA256})
	if err != nil {
		return false, err
	}
	changed, err := tx.Exec(ctx, `UPDATE file SET sealed = $3, dated = $4 WHERE id = $1 AND owner = $2`, id, owner, []byte(sealed), dated.String())
	return changed == 1, err
}

// RemoveFile removes a file of an owner; false where it has no such file.
func RemoveFile(ctx context.Context, tx *db.Tx, owner, id db.ID) (bool, error) {
	if _, err := tx.Exec(ctx, `DELETE FROM file_part WHERE file_id IN (SELECT id FROM file WHERE id = $1 AND owner = $2)`, id, owner); err != nil {
		return false, err
	}
	changed, err := tx.Exec(ctx, `DELETE FROM file WHERE id = $1 AND owner = $2`, id, owner)
	return changed == 1, err
}

// RemoveFiles removes every file of an owner; of a case, also those of what belongs
// to it.
func RemoveFiles(ctx context.Context, tx *db.Tx, owner db.ID) error {
	if _, err := tx.Exec(ctx, `DELETE FROM file_part WHERE file_id IN (SELECT id FROM file WHERE owner = $1 OR case_id = $1)`, owner); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM file WHERE owner = $1 OR case_id = $1`, owner)
	return err
}

// HandOver makes the files of a draft the files of a case.
func HandOver(ctx context.Context, tx *db.Tx, draft, caseID db.ID) error {
	_, err := tx.Exec(ctx, `UPDATE file SET owner = $2, case_id = $2 WHERE owner = $1`, draft, caseID)
	return err
}

const fileColumns = `id, media_type, size, dated, sealed, added_at, scan FROM file`

func scanFile(ctx context.Context, tx *db.Tx) func(a *Attachment, scan func(...any) error) error {
	return func(a *Attachment, scan func(...any) error) error {
		var sealed []byte
		if err := scan(&a.ID, &a.MediaType, &a.Size, &a.Dated, &sealed, db.Instant(&a.Added), &a.Scan); err != nil {
			return err
		}
		var hidden sealedFile
		err := Sealed(sealed).Open(ctx, tx, a.ID, "file", &hidden)
		a.Name, a.Description, a.SHA256 = hidden.Name, hidden.Description, hidden.SHA256
		return err
	}
}

// Files lists the files of an owner in the order in which they were added. The
// caller has asked whether the actor may see them.
func Files(ctx context.Context, tx *db.Tx, owner db.ID) ([]Attachment, error) {
	return db.All(ctx, tx, `SELECT `+fileColumns+` WHERE owner = $1 ORDER BY id`, []any{owner}, scanFile(ctx, tx))
}

func fileOf(ctx context.Context, tx *db.Tx, owner, id db.ID) (Attachment, bool, error) {
	found, err := db.All(ctx, tx, `SELECT `+fileColumns+` WHERE owner = $1 AND id = $2`, []any{owner, id}, scanFile(ctx, tx))
	if err != nil || len(found) == 0 {
		return Attachment{}, false, err
	}
	return found[0], true, nil
}

// FileContent reads a file of an owner, whole; a file it does not have is
// missing, one whose parts are not all there is damaged, and one that the scanner
// has not let through is refused.
func FileContent(ctx context.Context, tx *db.Tx, owner, id db.ID) (Attachment, []byte, error) {
	file, content, err := fileContent(ctx, tx, owner, id)
	if err == nil {
		err = file.Scan.refuse()
	}
	if err != nil {
		return Attachment{}, nil, err
	}
	return file, content, nil
}

func fileContent(ctx context.Context, tx *db.Tx, owner, id db.ID) (Attachment, []byte, error) {
	file, found, err := fileOf(ctx, tx, owner, id)
	if err != nil {
		return Attachment{}, nil, err
	}
	if !found {
		return Attachment{}, nil, fault.Missing()
	}
	content := make([]byte, 0, min(max(file.Size, 0), MaxFile))
	err = tx.Each(ctx, `SELECT part, sealed FROM file_part WHERE file_id = $1 ORDER BY part`, []any{id}, func(scan func(...any) error) error {
		var part int
		var sealed []byte
		if err := scan(&part, &sealed); err != nil {
			return err
		}
		opened, err := tx.Sealer().Open(ctx, tx, id, Row("file_part", part), sealed)
		content = append(content, opened...)
		return err
	})
	if err != nil {
		return Attachment{}, nil, fmt.Errorf("file %s: %w", id, err)
	}
	if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != file.SHA256 {
		return Attachment{}, nil, fmt.Errorf("file %s: %w", id, seal.ErrDamaged)
	}
	return file, content, nil
}
