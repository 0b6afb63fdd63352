package name

// latinLetters are Latin letters that do not decompose into a base letter and
// a mark.
var latinLetters = map[rune]string{
	'đ': "d", 'Đ': "d", 'ð': "d", 'Ð': "d", 'ɖ': "d", 'Ɖ': "d",
	'ł': "l", 'Ł': "l", 'ø': "o", 'Ø': "o", 'ß': "ss", 'ẞ': "ss",
	'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'þ': "th", 'Þ': "th",
	'ı': "i", 'ħ': "h", 'Ħ': "h", 'ŋ': "ng", 'Ŋ': "ng",
	'ə': "e", 'Ə': "e", 'ɛ': "e", 'Ɛ': "e", 'ǝ': "e", 'Ǝ': "e",
	'ɔ': "o", 'Ɔ': "o", 'ɓ': "b", 'Ɓ': "b", 'ɗ': "d", 'Ɗ': "d",
	'ƙ': "k", 'Ƙ': "k", 'ƴ': "y", 'Ƴ': "y", 'ŧ': "t", 'Ŧ': "t",
	'ĸ': "k", 'ſ': "s", 'ʒ': "z", 'Ʒ': "z", 'ɣ': "g", 'Ɣ': "g",
	'ʃ': "sh", 'Ʃ': "sh", 'ɨ': "i", 'Ɨ': "i", 'ʉ': "u", 'Ʉ': "u",
}

// cyrillicLetters romanise Russian, Ukrainian, Bulgarian, Serbian, Macedonian
// and Belarusian letters after decomposition (й is и with a mark and reads i).
var cyrillicLetters = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'ґ': "g", 'д': "d", 'ђ': "dj",
	'ѓ': "gj", 'е': "e", 'є': "ie", 'ж': "zh", 'з': "z", 'ѕ': "dz", 'и': "i",
	'і': "i", 'ї': "i", 'ј': "j", 'к': "k", 'л': "l", 'љ': "lj", 'м': "m",
	'н': "n", 'њ': "nj", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t",
	'ћ': "c", 'ќ': "kj", 'у': "u", 'ў': "u", 'ф': "f", 'х': "kh", 'ц': "ts",
	'ч': "ch", 'џ': "dzh", 'ш': "sh", 'щ': "shch", 'ы': "y", 'э': "e",
	'ю': "yu", 'я': "ya", 'ө': "o", 'ү': "u", 'қ': "q", 'ң': "ng", 'ғ': "gh",
	'һ': "h", 'ә': "a", 'ұ': "u",
}

var greekLetters = map[rune]string{
	'α': "a", 'β': "v", 'γ': "g", 'δ': "d", 'ε': "e", 'ζ': "z", 'η': "i",
	'θ': "th", 'ι': "i", 'κ': "k", 'λ': "l", 'μ': "m", 'ν': "n", 'ξ': "x",
	'ο': "o", 'π': "p", 'ρ': "r", 'σ': "s", 'ς': "s", 'τ': "t", 'υ': "y",
	'φ': "f", 'χ': "ch", 'ψ': "ps", 'ω': "o",
}

// arabicLetters romanise Arabic, Persian and Urdu letters. Short vowels are not
// written in the script, so a romanised name is a skeleton: SoundKey drops the
// vowels of the Latin spelling too when it compares the two.
var arabicLetters = map[rune]string{
	'ا': "a", 'أ': "a", 'إ': "i", 'آ': "a", 'ٱ': "a", 'ب': "b", 'ت': "t",
	'ث': "th", 'ج': "j", 'ح': "h", 'خ': "kh", 'د': "d", 'ذ': "dh", 'ر': "r",
	'ز': "z", 'س': "s", 'ش': "sh", 'ص': "s", 'ض': "d", 'ط': "t", 'ظ': "z",
	'ع': "a", 'غ': "gh", 'ف': "f", 'ق': "q", 'ك': "k", 'ک': "k", 'ل': "l",
	'م': "m", 'ن': "n", 'ه': "h", 'ة': "a", 'ى': "a", 'ئ': "i", 'ؤ': "u",
	'پ': "p", 'چ': "ch", 'ژ': "zh", 'گ': "g", 'ڤ': "v", 'ٹ': "t", 'ڈ': "d",
	'ڑ': "r", 'ں': "n", 'ھ': "h", 'ہ': "h", 'ے': "e", 'ی': "i",
}

// arabicLetter romanises r; waw and ya are consonants at the start of a word
// and vowels inside it. Marks and tatweel have no reading.
func arabicLetter(r rune, insideWord bool) string {
	switch r {
	case 'و':
		if insideWord {
			return "u"
		}
		return "w"
	case 'ي':
		if insideWord {
			return "i"
		}
		return "y"
	case '٠', '١', '٢', '٣', '٤', '٥', '٦', '٧', '٨', '٩':
		return string('0' + (r - '٠'))
	case '۰', '۱', '۲', '۳', '۴', '۵', '۶', '۷', '۸', '۹':
		return string('0' + (r - '۰'))
	}
	return arabicLetters[r]
}
