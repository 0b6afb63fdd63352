package form

import (
	"net/mail"
	"strings"
	"unicode"
)

// validEmail takes an address with one @, something before it and a domain
// with a dot after it, as RFC 5322 spells one; no display name, no brackets.
func validEmail(address string) bool {
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Address != address || parsed.Name != "" {
		return false
	}
	at := strings.LastIndexByte(address, '@')
	local, domain := address[:at], address[at+1:]
	if len(local) > 64 || strings.ContainsFunc(address, unicode.IsSpace) || strings.HasPrefix(local, `"`) {
		return false
	}
	labels := strings.Split(domain, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return false
		}
		if strings.ContainsFunc(label, func(r rune) bool {
			return r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
		}) {
			return false
		}
	}
	return len(labels) > 1
}

// E164 gives a telephone number as it is dialled from anywhere ("+441632960001")
// and reports whether typed is one. Numbers without a country are taken as those
// of the United Kingdom. Spaces, brackets, dots and dashes do not matter, nor does
// "(0)" after a country code, nor an extension ("ext 12", "x12"), which is left
// out of the result.
func E164(typed string) (number string, ok bool) {
	text := strings.ToLower(strings.TrimSpace(typed))
	text = strings.TrimPrefix(text, "tel:")
	for _, word := range []string{"extension", "ext.", "ext", "x", "#"} {
		if before, after, found := strings.Cut(text, word); found {
			if !onlyDigits(strings.TrimSpace(strings.TrimLeft(after, ".: "))) {
				return "", false
			}
			text = before
			break
		}
	}
	international := strings.HasPrefix(strings.TrimLeft(text, " ("), "+")
	if international {
		text = strings.Replace(text, "(0)", "", 1)
	}
	var digits strings.Builder
	for i, r := range text {
		switch {
		case r >= '0' && r <= '9':
			digits.WriteRune(r)
		case r == '+' && strings.Trim(text[:i], " (") == "":
		case unicode.IsSpace(r), strings.ContainsRune("()./-\u2010\u2011\u2012\u2013\u2014\u00a0", r):
		default:
			return "", false
		}
	}
	dialled := digits.String()
	switch {
	case international:
	case strings.HasPrefix(dialled, "00"):
		dialled = dialled[2:]
	case strings.HasPrefix(dialled, "0"):
		// United Kingdom numbers have nine or ten digits after the 0; 0800 1111
		// and 0845 46 4x have seven (Ofcom, National Telephone Numbering Plan).
		if n := len(dialled) - 1; n != 9 && n != 10 && n != 7 {
			return "", false
		}
		dialled = "44" + dialled[1:]
	default:
		return "", false
	}
	// ITU-T E.164: at most 15 digits with the country code, which has no leading 0.
	// The shortest numbers in use with their country code have seven.
	if len(dialled) < 7 || len(dialled) > 15 || dialled[0] == '0' {
		return "", false
	}
	return "+" + dialled, true
}

func onlyDigits(text string) bool {
	if text == "" {
		return false
	}
	for _, r := range text {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}
