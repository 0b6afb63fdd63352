package placement

import "github.com/havenward/havenward/internal/alike"

// Described is what is known of a visitor, a caller or somebody who is denied.
type Described = alike.Described

// Agreement is one thing in which a visitor and somebody on the list agree.
type Agreement = alike.Agreement

// Strength says how strongly somebody resembles a person on the list.
type Strength = alike.Strength
