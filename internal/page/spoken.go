package page

// spoken are the texts that the scripts of GOV.UK Frontend write themselves, as
// the data attributes they are read from, where the page is not in English.
func (w Words) spoken(component string) Args {
	if w.Tag() == English {
		return nil
	}
	texts := Args{}
	switch component {
	case "character-count":
		for form, n := range map[string]int{"one": 1, "two": 2, "few": 3, "many": 6, "other": 10} {
			texts["data-i18n.characters-under-limit."+form] = w.Plural(n, "You have {count} character remaining", "You have {count} characters remaining", "count", "%{count}")
			texts["data-i18n.characters-over-limit."+form] = w.Plural(n, "You have {count} character too many", "You have {count} characters too many", "count", "%{count}")
		}
		texts["data-i18n.characters-at-limit"] = w.Text("You have 0 characters remaining")
	case "exit-this-page":
		texts["data-i18n.activated"] = w.Text("Loading")
		texts["data-i18n.timed-out"] = w.Text("Exit this page expired")
		texts["data-i18n.press-two-more-times"] = w.Text("Shift, press 2 more times to exit")
		texts["data-i18n.press-one-more-time"] = w.Text("Shift, press 1 more time to exit")
	case "password-input":
		texts["data-i18n.show-password"] = w.Text("Show")
		texts["data-i18n.hide-password"] = w.Text("Hide")
		texts["data-i18n.show-password-aria-label"] = w.Text("Show password")
		texts["data-i18n.hide-password-aria-label"] = w.Text("Hide password")
		texts["data-i18n.password-shown-announcement"] = w.Text("Your password is visible")
		texts["data-i18n.password-hidden-announcement"] = w.Text("Your password is hidden")
	}
	return texts
}
