package leave

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/folder"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

const base = "/leave/people/{id}"

func personPath(id db.ID) string { return "/leave/people/" + string(id) }

// doneWords are the banners, by the word in the address.
var doneWords = map[string]string{"opened": "Kept in view from now on", "changed": "Changed", "recorded": "Recorded. The days that follow are below", "undone": "Taken back", "packed": "Put together. Take it out below", "kept": "The paper is kept", "removed": "The paper is removed", "withdrawn": "It cannot be taken out any more",
	"paused": "Recorded. It is shown on every application, and stops no limit", "goes-on": "Recorded: decisions go on"}

// at gives the file of the case in the address, with the top of its pages.
func (room *Room) at(ctx context.Context, tx *db.Tx, r *route.Request, action access.Action) (File, *folder.Head, error) {
	id, err := r.ID("id")
	if err != nil {
		return File{}, nil, err
	}
	f, err := room.reach(ctx, tx, r.Actor, action, id)
	if err != nil {
		return f, nil, err
	}
	head, err := folder.Of(ctx, tx, r, id, folderTab)
	return f, &head, err
}

// about gives the application in the address too.
func (room *Room) about(ctx context.Context, tx *db.Tx, r *route.Request, action access.Action) (File, Application, *folder.Head, error) {
	f, head, err := room.at(ctx, tx, r, action)
	if err != nil {
		return f, Application{}, head, err
	}
	id, err := r.ID("application")
	if err != nil {
		return f, Application{}, head, err
	}
	a, err := applicationOf(f, id)
	return f, a, head, err
}

func back(f File) page.Link {
	return page.Link{Text: "Back to permission to stay", Href: personPath(f.Case)}
}

// on is a command on one part of the case in the address; part is "" for none.
func on[T any](news, part string, command func(ctx context.Context, tx *db.Tx, r *route.Request, id, part db.ID, f T) error) func(context.Context, *db.Tx, *route.Request, T) (string, error) {
	return func(ctx context.Context, tx *db.Tx, r *route.Request, f T) (string, error) {
		id, err := r.ID("id")
		if err != nil {
			return "", err
		}
		var which db.ID
		if part != "" {
			if which, err = r.ID(part); err != nil {
				return "", err
			}
		}
		return deed.Done(personPath(id), news), command(ctx, tx, r, id, which, f)
	}
}

func (room *Room) deeds() []route.Route {
	open := deed.Deed[StatusForm]{Pages: pages, Path: base + "/open", Action: access.OpenLeave, Title: "Keep permission to stay in view", Button: "Save",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[StatusForm], error) {
			a := deed.Asked[StatusForm]{Questions: statusQuestions, Back: page.Link{Text: "Permission to stay", Href: "/leave"}}
			id, err := r.ID("id")
			if err != nil {
				return a, err
			}
			if err := access.Case(ctx, tx, r.Actor, access.OpenLeave, id); err != nil {
				return a, err
			}
			head, err := folder.Of(ctx, tx, r, id, folderTab)
			a.Person = &head
			return a, err
		},
		Take: on("opened", "", func(ctx context.Context, tx *db.Tx, r *route.Request, id, _ db.ID, f StatusForm) error {
			_, err := room.Open(ctx, tx, r.Actor, id, f)
			return err
		})}
	find := deed.Deed[FindForm]{Pages: pages, Path: "/leave/open", Action: access.OpenLeave, Title: "Keep permission to stay in view", Button: "Continue",
		Prepare: func(context.Context, *db.Tx, *route.Request) (deed.Asked[FindForm], error) {
			return deed.Asked[FindForm]{Questions: findQuestions, Back: toLeave}, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f FindForm) (string, error) {
			id, found, err := supportedBy(ctx, tx, r.Actor, f.Reference)
			if err == nil && !found {
				err = fault.Wrong("reference", "You support nobody with this reference")
			}
			return personPath(id) + "/open", err
		}}
	status := deed.Deed[StatusForm]{Pages: pages, Path: base + "/status", Action: access.KeepLeave, Title: "Permission to stay now", Button: "Save", Set: func(f *StatusForm, v int64) { f.Version = v },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[StatusForm], error) {
			f, head, err := room.at(ctx, tx, r, access.KeepLeave)
			return deed.Asked[StatusForm]{Form: StatusForm{Status: f.Status, Until: f.Until, FileWords: f.Words}, Version: f.Version, Questions: statusQuestions, Person: head, Back: back(f)}, err
		},
		Take: on("changed", "", func(ctx context.Context, tx *db.Tx, r *route.Request, id, _ db.ID, f StatusForm) error {
			return room.SetStatus(ctx, tx, r.Actor, id, f)
		})}
	apply := deed.Deed[ApplyForm]{Pages: pages, Path: base + "/apply", Action: access.KeepLeave, Title: "Ask for permission to stay", Button: "Record it",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[ApplyForm], error) {
			f, head, err := room.at(ctx, tx, r, access.KeepLeave)
			return deed.Asked[ApplyForm]{Form: ApplyForm{Begun: dayOf(tx)}, Questions: applyQuestions(f.About().Jurisdiction, dayOf(tx)), Person: head, Back: back(f),
				Help: []casefile.Sentence{deed.Say("After a positive conclusive grounds decision temporary permission is considered without an application. Record it all the same, so that nothing is forgotten. Support never depends on helping the police.")}}, err
		},
		Take: on("recorded", "", func(ctx context.Context, tx *db.Tx, r *route.Request, id, _ db.ID, f ApplyForm) error {
			_, err := room.Apply(ctx, tx, r.Actor, id, f)
			return err
		})}
	answer := deed.Deed[AnswerForm]{Pages: pages, Path: base + "/applications/{application}/answer", Action: access.KeepLeave, Title: "Record the answer", Button: "Record it", Set: func(f *AnswerForm, v int64) { f.Version = v },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[AnswerForm], error) {
			f, a, head, err := room.about(ctx, tx, r, access.KeepLeave)
			b, _ := BasisOf(a.Basis)
			asked := deed.Asked[AnswerForm]{Form: AnswerForm{Work: b.Work, Funds: b.Funds}, Version: a.Version, Questions: answerQuestions(dayOf(tx)), Person: head, Back: back(f), Facts: []form.Row{{Label: "Basis", Values: []any{form.Phrase(b.Name)}}}}
			if b.Note != "" {
				asked.Facts[0].Values = append(asked.Facts[0].Values, form.Phrase(b.Note))
			}
			return asked, err
		},
		Take: on("recorded", "application", func(ctx context.Context, tx *db.Tx, r *route.Request, id, application db.ID, f AnswerForm) error {
			return room.Answer(ctx, tx, r.Actor, id, application, f)
		})}
	challenge := deed.Deed[ChallengeForm]{Pages: pages, Path: base + "/applications/{application}/challenge", Action: access.KeepLeave, Title: "Challenge the refusal", Button: "Record it", Set: func(f *ChallengeForm, v int64) { f.Version = v },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[ChallengeForm], error) {
			f, a, head, err := room.about(ctx, tx, r, access.KeepLeave)
			return deed.Asked[ChallengeForm]{Form: ChallengeForm{On: dayOf(tx)}, Version: a.Version, Questions: challengeQuestions(dayOf(tx)), Person: head, Back: back(f)}, err
		},
		Take: on("recorded", "application", func(ctx context.Context, tx *db.Tx, r *route.Request, id, application db.ID, f ChallengeForm) error {
			return room.Challenge(ctx, tx, r.Actor, id, application, f)
		})}
	pack := deed.Deed[PackForm]{Pages: pages, Path: base + "/applications/{application}/pack", Action: access.SendEvidence, Title: "Put evidence together", Button: "Put it together",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[PackForm], error) {
			f, a, head, err := room.about(ctx, tx, r, access.SendEvidence)
			if err != nil {
				return deed.Asked[PackForm]{}, err
			}
			found, err := room.sendable(ctx, tx, r.Actor, f.Case, a.ID)
			if err == nil && len(found) == 0 {
				err = fault.Refuse("There is nothing to send yet. Add a paper, or ask whoever keeps the documents of the case to share them")
			}
			return deed.Asked[PackForm]{Form: PackForm{Agreed: dayOf(tx)}, Questions: packQuestions(sendOptions(found), room.Lists, dayOf(tx)), Person: head, Back: back(f)}, err
		},
		Take: on("packed", "application", func(ctx context.Context, tx *db.Tx, r *route.Request, id, application db.ID, f PackForm) error {
			_, err := room.MakePack(ctx, tx, r.Actor, id, application, f)
			return err
		})}
	paper := deed.Deed[PaperForm]{Pages: pages, Path: base + "/applications/{application}/papers/add", Action: access.SendEvidence, Title: "Add a paper", Button: "Add it", Body: casefile.MaxFile + 1<<20,
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[PaperForm], error) {
			f, a, head, err := room.about(ctx, tx, r, access.SendEvidence)
			b, _ := BasisOf(a.Basis)
			return deed.Asked[PaperForm]{Questions: paperQuestions, Person: head, Back: back(f), Facts: []form.Row{{Label: "For", Values: []any{form.Phrase(b.Name)}}},
				Help: []casefile.Sentence{deed.Say("The paper is kept with the application. It goes to nobody before the person agrees to send it.")}}, err
		},
		Take: on("kept", "application", func(ctx context.Context, tx *db.Tx, r *route.Request, id, application db.ID, f PaperForm) (err error) {
			if f.Name, f.Content, err = r.Posted("file", casefile.MaxFile); err != nil {
				return err
			}
			_, err = room.KeepPaper(ctx, tx, r.Actor, id, application, f)
			return err
		})}
	unkeep := func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		return on("removed", "application", func(ctx context.Context, tx *db.Tx, r *route.Request, id, application db.ID, _ struct{}) error {
			paper, err := r.ID("paper")
			if err != nil {
				return err
			}
			return room.RemovePaper(ctx, tx, r.Actor, id, application, paper)
		})(ctx, tx, r, struct{}{})
	}
	meet := deed.Deed[DoneForm]{Pages: pages, Path: base + "/done", Action: access.KeepLeave, Title: "Record that something is done", Button: "Record it",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[DoneForm], error) {
			f, head, err := room.at(ctx, tx, r, access.KeepLeave)
			if err != nil {
				return deed.Asked[DoneForm]{}, err
			}
			limits, err := Limits(f, room.Rules)
			return deed.Asked[DoneForm]{Form: DoneForm{Limit: r.URL.Query().Get("limit"), On: dayOf(tx)}, Questions: doneQuestions(limits, dayOf(tx)), Person: head, Back: back(f)}, err
		},
		Take: on("recorded", "", func(ctx context.Context, tx *db.Tx, r *route.Request, id, _ db.ID, f DoneForm) error {
			return room.Meet(ctx, tx, r.Actor, id, f)
		})}
	unmeet := func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		return on("undone", "limit", func(ctx context.Context, tx *db.Tx, r *route.Request, id, done db.ID, _ struct{}) error {
			return room.UndoMet(ctx, tx, r.Actor, id, done)
		})(ctx, tx, r, struct{}{})
	}
	nothing := func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		return on("undone", "application", func(ctx context.Context, tx *db.Tx, r *route.Request, id, application db.ID, _ struct{}) error {
			return room.Undo(ctx, tx, r.Actor, id, application)
		})(ctx, tx, r, struct{}{})
	}
	unpack := func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		return on("withdrawn", "pack", func(ctx context.Context, tx *db.Tx, r *route.Request, id, pack db.ID, _ struct{}) error {
			return room.WithdrawPack(ctx, tx, r.Actor, id, pack)
		})(ctx, tx, r, struct{}{})
	}
	return slices.Concat(find.Routes(), open.Routes(), status.Routes(), apply.Routes(), answer.Routes(), challenge.Routes(), paper.Routes(), pack.Routes(), meet.Routes(), room.otherDeeds(),
		[]route.Route{deed.Press(base+"/applications/{application}/undo", access.KeepLeave, nothing), deed.Press(base+"/limits/{limit}/undo", access.KeepLeave, unmeet), deed.Press(base+"/packs/{pack}/withdraw", access.SendEvidence, unpack), deed.Press(base+"/applications/{application}/papers/{paper}/remove", access.SendEvidence, unkeep)})
}

func (room *Room) otherDeeds() []route.Route {
	pause := deed.Deed[PauseForm]{Pages: pages, Path: "/leave/pauses/add", Action: access.KeepPauses, Title: "Record a pause", Button: "Record it",
		Prepare: func(context.Context, *db.Tx, *route.Request) (deed.Asked[PauseForm], error) {
			return deed.Asked[PauseForm]{Questions: pauseQuestions(), Back: page.Link{Text: "Pauses", Href: "/leave/pauses"},
				Help: []casefile.Sentence{deed.Say("A pause is shown on each application that it touches. It stops no limit: advice, renewals and challenges are due as before.")}}, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f PauseForm) (string, error) {
			_, err := room.Pause(ctx, tx, r.Actor, f)
			return deed.Done("/leave/pauses", "paused"), err
		}}
	end := deed.Press("/leave/pauses/{pause}/end", access.KeepPauses, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		id, err := r.ID("pause")
		if err != nil {
			return "", err
		}
		return deed.Done("/leave/pauses", "goes-on"), room.EndPause(ctx, tx, r.Actor, id)
	})
	return slices.Concat(pause.Routes(), []route.Route{end,
		{Pattern: "GET /removal", Action: access.CheckRemoval, Handle: room.removalPage},
		{Pattern: "POST /removal", Action: access.CheckRemoval, Handle: room.removalPage}})
}
