package estimates

import "github.com/havenward/havenward/internal/form"

// SoundQuestions lists the mistakes in the questions of the room's forms.
func SoundQuestions() []string {
	return append(append(form.Sound(questions), form.Sound(filters)...), form.Sound(whyDeleted)...)
}
