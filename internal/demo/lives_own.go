package demo

import (
	"context"
	"log/slog"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/own"
)

// OwnWord is what everybody in the demonstration types beside their code.
const OwnWord = "lantern"

// OwnCodes are the codes to the pages that some of the lives have about
// themselves. Only a demonstration has codes that are known.
var OwnCodes = []struct{ Who, Code, Language, life string }{
	{"Ruta, who went home and was met again", "RUTA222333", "Lietuvių", "ruta"},
	{"Mirela, who moved away from those who used her", "MAREA22333", "Română", "mirela"},
	{"Dung, who waits for a trial", "DUNG222333", "Tiếng Việt", "dung"},
	{"Arben, who wants no police", "ARBEN22333", "Shqip", "arben"},
	{"Hana, mother of two", "HANA222333", "العربية", "hana"},
	{"Tomasz, whose decision was no", "TAMAZ22333", "English", "tomasz"},
	{"Joy, 17", "JAY2222333", "English", "joy"},
}

// livesOfOwnPages gives some of the people the code to their own page; two have
// asked something there, and one has an answer.
func livesOfOwnPages(l *living) error {
	room := own.New(l.db, l.rules, slog.New(slog.DiscardHandler), own.Settings{})
	room.Deciding = decision.New(l.db, l.rules, decision.DefaultSettings()).Responsible
	for _, page := range OwnCodes {
		room.NewCode = func() string { return page.Code }
		form := own.GiveForm{Case: l.lives[page.life], Present: "yes", Kind: string(own.Word), Second: OwnWord}
		if page.life == "joy" {
			form.AgreedBy, form.AgreedRole, form.AgreedWhy = "Rosa Lindley", "Social worker", "Joy asks every week what comes next. She keeps her phone to herself."
		}
		l.on(2, l.giver(page.life), func(tx *db.Tx, actor account.Actor) error {
			_, err := room.Give(l.ctx, tx, actor, form)
			return err
		})
	}
	l.ownAsks(room, "DUNG222333", "vi", own.AskForm{Kind: string(own.Question), Topic: string(own.AboutDecision), Text: "Khi nào tôi phải ra tòa? Có ai đi cùng tôi không?"})
	l.ownAsks(room, "ARBEN22333", "sq", own.AskForm{Kind: string(own.Wrong), Topic: string(own.AboutFile), Text: "Emri i qytetit tim është shkruar gabim."})
	l.on(0, l.giver("arben"), func(tx *db.Tx, actor account.Actor) error {
		_, err := room.WriteTo(l.ctx, tx, actor, own.WriteForm{Case: l.lives["arben"], Text: "Takohemi të hënën në orën 10, si zakonisht."})
		return err
	})
	return l.err
}

// giver is who meets the person of a life: of those on the staff who may give a
// code, the first who reaches the case.
func (l *living) giver(life string) string {
	found := ""
	err := l.db.Read(l.ctx, func(tx *db.Tx) error {
		for _, email := range []string{worker, "rosa.lindley@northmere.example", "daniel.reeve@sca.example", "helen.achebe@sca.example", "sam.whitlock@ieca.example"} {
			if found != "" {
				return nil
			}
			if may, err := reaches(l.ctx, tx, l.staff[email], l.lives[life]); err != nil {
				return err
			} else if may {
				found = email
			}
		}
		return nil
	})
	if l.err == nil {
		l.err = err
	}
	return found
}

// ownAsks opens a page as its person and asks something there.
func (l *living) ownAsks(room *own.Room, code, language string, form own.AskForm) {
	if l.err != nil {
		return
	}
	token, err := room.Enter(l.ctx, own.EnterForm{Code: code, Second: OwnWord, Language: language, Origin: "demonstration"})
	if err == nil {
		err = room.AskWith(l.ctx, token, form)
	}
	l.err = err
}

// reaches reports whether somebody may give a code for a case.
func reaches(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID) (bool, error) {
	err := access.Case(ctx, tx, actor, access.GiveOwnPage, caseID)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) {
		return false, nil
	}
	return err == nil, err
}
