package referral

import (
	"context"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
)

type addFileIn struct {
	ID   string `path:"id"`
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Any text of your own: a second call with the same key and body changes nothing"`
	Body struct {
		Name    string `json:"name" maxLength:"500" doc:"The file's name, to show. It is never used as a path"`
		Content []byte `json:"content" doc:"The file in base64: JPG, PNG, PDF, DOC or DOCX of up to 25 MB"`
		About   About  `json:"about,omitzero"`
	}
}

type addedOut struct {
	Body struct {
		ID string `json:"id"`
	}
}

func (room *Room) apiAddFile(ctx context.Context, actor account.Actor, in *addFileIn) (*addedOut, error) {
	id, err := parseID(in.ID)
	if err != nil {
		return nil, err
	}
	receipt, err := room.onceAPI(ctx, actor, "add-evidence "+in.ID, in.Key, in.Body, func(tx *db.Tx) (Receipt, error) {
		file, err := room.AddEvidence(ctx, tx, actor, id, in.Body.Name, in.Body.About, in.Body.Content)
		return Receipt{Notice: file}, err
	})
	if err != nil {
		return nil, err
	}
	out := &addedOut{}
	out.Body.ID = receipt.Body.ID
	return out, nil
}

type describeIn struct {
	ID   string `path:"id"`
	File string `path:"file"`
	Body About
}

func (room *Room) apiDescribe(ctx context.Context, actor account.Actor, in *describeIn) (*struct{}, error) {
	at := fileIn{in.ID, in.File}
	id, file, err := at.ids()
	if err != nil {
		return nil, err
	}
	return nil, room.DB.Write(ctx, func(tx *db.Tx) error { return room.DescribeEvidence(ctx, tx, actor, id, file, in.Body) })
}

func (room *Room) apiDraftFile(ctx context.Context, actor account.Actor, in *fileIn) (*contentOut, error) {
	id, file, err := in.ids()
	if err != nil {
		return nil, err
	}
	err = room.DB.Read(ctx, func(tx *db.Tx) error {
		_, err := room.Open(ctx, tx, actor, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return room.contentOf(ctx, id, file)
}

func (room *Room) apiRemoveFile(ctx context.Context, actor account.Actor, in *fileIn) (*struct{}, error) {
	id, file, err := in.ids()
	if err != nil {
		return nil, err
	}
	return nil, room.DB.Write(ctx, func(tx *db.Tx) error { return room.RemoveEvidence(ctx, tx, actor, id, file) })
}
