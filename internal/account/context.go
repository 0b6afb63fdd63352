package account

import "context"

type actorKey struct{}

// WithActor puts the actor of a request into its context, for the JSON API.
func WithActor(ctx context.Context, actor Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, actor)
}

// ActorFrom gives the actor of a request; nobody where there is none.
func ActorFrom(ctx context.Context) Actor {
	actor, _ := ctx.Value(actorKey{}).(Actor)
	return actor
}

// System is who acts when the service itself does: a job or the command line.
// It has no roles, so what it may do is what commands let it do.
func System(via Via) Actor { return Actor{Name: "Havenward", Via: via} }
