package cli

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/ledger"
	"k8s.io/klog/v2"
)

// elsewhere is what --log says on a node that leaves the log to another.
const elsewhere = "none"

// Published says where the published log of the record is, who signs it, and who
// keeps its checkpoints.
type Published struct {
	Log         string `help:"Folder of the published log of the record (default: log in the data folder); none on a node that leaves it to another." env:"HAVENWARD_LOG" placeholder:"DIR"`
	LogKeyFile  string `help:"File of the key that signs the log (default: record.key in the data folder, made at first start)." env:"HAVENWARD_LOG_KEY_FILE" placeholder:"FILE" type:"path"`
	LogKey      string `help:"The key that signs the log itself; only ever in the environment." env:"HAVENWARD_LOG_KEY" placeholder:"TEXT" hidden:""`
	Witness     string `help:"Where checkpoints of the log are kept out of this machine's reach: a folder, or command: and a command line." env:"HAVENWARD_WITNESS" placeholder:"WHERE"`
	WitnessKeys string `help:"File with the public keys of those who co-sign checkpoints, one a line." env:"HAVENWARD_WITNESS_KEYS" placeholder:"FILE" type:"path"`
}

// ledger gives the published log of a database's record.
func (s *Settings) ledger(d *db.Database, log *slog.Logger) (*ledger.Ledger, error) {
	key, err := s.logKey()
	if err != nil {
		return nil, err
	}
	witness, err := ledger.OpenWitness(s.Witness)
	if err != nil {
		return nil, err
	}
	host, err := os.Hostname()
	if err != nil {
		host = "node"
	}
	folder := s.Log
	switch folder {
	case "":
		folder = filepath.Join(s.Data, "log")
	case elsewhere:
		folder = ""
	}
	return ledger.New(d, ledger.Config{Folder: folder, Key: key, Witness: witness, Accepted: filepath.Join(s.Data, "witnessed"), Erased: s.tombstones(),
		Node: fmt.Sprintf("%s-%s", host, db.NewID(time.Now()))}, log), nil
}

func (s *Settings) logKey() (ledger.Key, error) {
	if s.LogKey != "" {
		return ledger.ReadKey(s.LogKey)
	}
	path := s.LogKeyFile
	if path == "" {
		path = filepath.Join(s.Data, "record.key")
	}
	return ledger.LoadKey(path)
}

// logger is where the program tells whoever runs it what happens; the library of
// the published log speaks through it too.
func logger() *slog.Logger {
	klog.SetSlogLogger(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	return slog.New(slog.NewTextHandler(os.Stderr, nil))
}

// openToWrite opens the database for a command that may change it: what is older
// than the log or than its witness serves reads only.
func (s *Settings) openToWrite(ctx context.Context) (*db.Database, *ledger.Ledger, error) {
	d, err := s.open(ctx)
	if err != nil {
		return nil, nil, err
	}
	published, err := s.ledger(d, logger())
	if err == nil {
		err = published.Start(ctx)
	}
	if err != nil {
		d.Close()
		return nil, nil, err
	}
	return d, published, nil
}
