package name

import "strings"

// nicknameGroups list full forms and the short or pet forms in use for them.
// The first word of a line is the full form; a short form may stand in several
// lines (Pat for Patrick, Patricia or Patience). Two forms are the same name
// when one line holds both.
const nicknameGroups = `
abigail abbie abby gail
abraham abe bram
adaeze ada
aiden adie
albert al bert bertie
alexander alex al alec sandy xander lex sasha
alexandra alex sandra sandy alexa lexi sasha
alexandru alex sandu
alexandria alex lexi
alfred alf alfie fred
alison ali allie
amanda mandy manda
amelia millie amy mia
anastasia ana stasia nastya asia tasia
andreea andra andrea deea
andrew andy drew
angela angie ange
ann anna annie anne nan nancy
anthony tony ant
antonia toni
arthur art artie
augustine austin gus
barbara barb babs
beatrice bea trixie
benjamin ben benny benji
bernard bernie
blessing bless
bridget biddy bridie
caroline carol carrie caro
cassandra cass cassie
catherine cath cathy kate katie kathy kitty cat
charles charlie chuck chas chip
charlotte charlie lottie lotte
chinedu edu nedu
chioma chichi
christina tina chris christie
christine chris chrissie tina christie
christopher chris kit topher
chukwuemeka emeka
clifford cliff
cynthia cindy
daniel dan danny
danielle dani ella
david dave davy dai
deborah deb debbie debra
dennis den denny
destiny desty
dominic dom nick
donald don donnie
dorothy dot dottie dolly
douglas doug
edward ed eddie ted teddy ned
ebenezer eben
eleanor ellie nell nora lena
elizabeth liz lizzie beth betty bess eliza elsie libby lisa betsy
ehizogie ehi
emily em emmy millie
emmanuel emma manny manu
esther essie ese hester
eugene gene
evelyn eve evie
favour favy
florence flo florrie
frances fran francie fanny
francis frank fran
frederick fred freddie freddy rick
gabriel gabe gabi
gabriela gabi
geoffrey geoff jeff
georgina gina georgie
gerald gerry jerry
gheorghe gigi ghita
gregory greg
happiness happy
harold harry hal
helen nell ellie lena
henry harry hank hal
ibrahim ibro
ifeoma ify
ioana oana
ion ionel nelu
irene rene
isabella bella izzy isa
isaac ike
jacob jake jakub kuba
jacqueline jackie
jakub kuba
james jim jimmy jamie
janet jan
jane janie
jennifer jen jenny jenna
jeremy jerry
jessica jess jessie
joanna jo joan
john johnny jack jon johnnie
jonathan jon jonny nathan
joseph joe joey jo
josephine jo josie
joshua josh
judith judy jude
julia jules
katarzyna kasia
katherine kate kathy katie kat kay kitty
kathleen kath kathy
kenneth ken kenny
kevin kev
kimberly kim
krzysztof krzys
lawrence larry laurie
leonard len lenny leo
lillian lily lil
louise lou lulu
loveth love
lucy lu
maciej maciek
magdalena magda lena
malgorzata gosia
margaret maggie meg peggy marge margie greta rita daisy madge
maria mary mia masha
martin marty
mary molly polly may mamie
matthew matt matty
michael mike mick mickey micky mikey
michelle shelly
mihai mihaita
mildred millie
mohammed mo
monday mon
mykola kolya
nathaniel nat nate nathan
natalia natasha nata talia
nicholas nick nicky nico
nicole nicky nikki
olajide jide
oluwaseun seun
oluwatobi tobi
oluwafemi femi
osaretin osas
osariemen osas
osagie osas
osamudiamen osas
osasogie osas
osazuwa osas
osayande osas
osaze osas
ogechi oge
olivia liv livvy
olena lena
oleksandr sasha olek
pamela pam
patience pat
patricia pat patty trish tricia trisha
patrick pat paddy
peter pete
philip phil pip
piotr piotrek
precious presh
prosper pross
raymond ray
rebecca becky becca beck
reginald reg reggie
richard rich rick dick ricky richie
robert rob bob bobby robbie bert
roger rog
ronald ron ronnie
rosemary rose rosie
roxana roxi
samantha sam sammy
samuel sam sammy
sarah sally sadie
sebastian seb
sharon shaz
simon si
sofia sofi sophie sonia
stanislaw stas stan stach
stanley stan
stefania stefi
stephanie steph stef
stephen steve stevie
steven steve stevie
success suki
susan sue susie suzy
suzanne sue suzy
svetlana sveta
tatiana tanya
terence terry
theodore ted teddy theo
theresa terry tess tessa
thomas tom tommy thom
timothy tim timmy
tomasz tomek
uwaila uwa
valentina vali tina
vasile vali
victor vic vick
victoria vicky vicki tori vick
vincent vince vinnie
virginia ginny
vivian viv
volodymyr vova
walter walt wally
wilfred wilf
william will bill billy willie liam wills
yevhen zhenya
zachary zac zach
zuzana zuzka
`

var nicknames = groupIndex(nicknameGroups)

// groupIndex maps each word to the numbers of the lines that hold it.
func groupIndex(groups string) map[string][]uint16 {
	index := make(map[string][]uint16)
	for number, line := range strings.Split(strings.TrimSpace(groups), "\n") {
		for _, word := range strings.Fields(line) {
			index[word] = append(index[word], uint16(number))
		}
	}
	return index
}

// NicknameGroups returns the groups of full and short forms that a folded part
// belongs to, in ascending order; nil where it is in none. Two parts with a
// group in common can be the same name. The slice must not be changed.
func NicknameGroups(token string) []uint16 {
	return nicknames[token]
}

// IsShortening reports whether short is the beginning of full as people cut
// names (Dan, Daniel): at least three letters, at least two fewer than full
// or one fewer of a name of five and more.
func IsShortening(short, full string) bool {
	if len(short) > len(full) {
		short, full = full, short
	}
	cut := len(full) - len(short)
	return len(short) >= 3 && (cut >= 2 || cut == 1 && len(full) >= 5) && full[:len(short)] == short
}
