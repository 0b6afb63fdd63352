package leave

// ownAdviceWhy says to the person why advice is due by its day.
const ownAdviceWhy = "Your permission ends on {day}. It takes time to get advice and to ask to stay longer."

// OwnTexts are the texts that the person may read in Own, for the test that keeps
// them translated.
func OwnTexts() []string {
	return []string{folderTab, "Nobody may send you away while we find out what happened to you.",
		"You asked to stay, or it is being looked at. There is no answer yet.", "You may stay until this day. You can ask to stay longer.", "You may work.",
		"The answer was no. Your worker or a lawyer can ask again for you.", "See a lawyer or adviser by this day, so that there is time.", ownAdviceWhy}
}
