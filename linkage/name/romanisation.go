package name

// romanisationGroups list, a line for each name, spellings of one name in the
// romanisations and dialects it travels in: for Chinese family names Pinyin
// first, then Wade-Giles, Cantonese and Hokkien or Teochew forms; then the
// great families of spellings of Arabic, Slavic and other names. The last of an
// Arabic line is the folded Arabic script, which writes no short vowels.
const romanisationGroups = `
cai tsai choi choy chua chuah
cao tsao tso cho
chen chan tan chin chern
cheng ching
cui tsui chui
deng teng tang
ding ting
dong tung
du tu to toh
fan fann
fang fong png
feng fung
fu foo
gao kao ko
gong kung
guan kuan kwan
guo kuo kwok quek kok
han hon
he ho hor
hong hung ang
hou hau
hu woo wu oh
huang hwang wong ng ooi
jia chia ka
jiang chiang kong keung cheung
jin chin kam kim
kong hung
lai lye
li lee lei lie
liang leung leong neo liong
liao liu lew
lin lam lim lum
liu lau low liew lew
lu lo loo luk luke
luo lo law loh
ma mah
mao mo mou
mei mui moy
meng mang
mo mok
ou au
pan poon phua
peng pang phang
qian chien chin tsien
qiu chiu yau khoo chiou
ren jen yam
ruan juan yuen
shao shiu siu
shen sum shum sim
shi shih sze see sy
song sung soong
su so soh
sun suen soon
tan tam tham
tang tong
tao to
tian tien tin
wan man
wang wong ong heng
wei ngai
wen man boon
wu ng goh woo eng
xia hsia ha
xiao hsiao siu siew
xie hsieh tse chia cheah
xiong hsiung hung
xu hsu hui tsui koh chee khor
xue hsueh sit
yan yen yim ngan
yang yeung yeo yong ieong
yao yiu yau
ye yeh yip yap
yin wan
yu yee yue eu
yuan yuen
zeng tseng tsang chan
zhang chang cheung teo cheong chong
zhao chao chiu chew jew
zheng cheng cheang tay teh
zhong chung cheong
zhou chou chow chew joe
zhu chu choo gee
zhuang chuang chong
muhammad mohammad mohamed mohammed muhammed mohamad muhamad muhamed mohamud mehmet mahomet mamadou mhmd
ahmad ahmed ahmet achmed ahmd
hussein hussain husayn hossein hosein huseyin hussien hsin
hassan hasan hassane hsn
abdullah abdallah abdulla abdulah abdallh
abdulrahman abdirahman abdurrahman abderrahman abdelrahman
yusuf youssef yousef yusef josef jusuf joseph iosif yusf
ibrahim ebrahim abraham ibrahima avraham abrahim
omar umar omer oumar amr
ali aly alli
fatima fatma fatimah fatema fatoumata fadumo
aisha ayesha aishah aysha ayse aicha aaisha
khadija khadijah hadiza khadidja khdija
maryam mariam miriam meryem marjam maria mrim
osman usman othman uthman ousmane athman
suleiman sulaiman solomon suleyman soliman sliman
saeed said sayed syed
yunus younis jonas
ismail ismael esmail asmaail
isa issa eisa
haroon harun haruna aaron
mahmoud mahmud mahmood mehmood mhmud
khalid khaled khalied khald
mustafa mostafa mustapha moustafa mstfa
zainab zeinab zaynab zaineb zinb
karim kareem krim
tariq tarek tareq tarik tarq
saleh salih salah salh
hamza hamzah hmza
layla leila laila lila leyla
dmitri dmitry dimitri dmitrij dmytro
sergei sergey serhii serhiy sergej
aleksandr alexander oleksandr alexandr aliaksandr
aleksandra alexandra oleksandra
mykhailo mikhail michael michal mihail
mykola nikolai nikolay nikola nicolae
volodymyr vladimir uladzimir vladimirs
yevgeny evgeny yevhen evgeni jevgenij eugen
olha olga
olena elena jelena yelena helena
iryna irina iryna
kateryna ekaterina yekaterina katerina katarina katarzyna
oksana aksana
andrii andrei andrey andrej andrzej andreas ondrej
pavlo pavel pawel paul
petro petr piotr peter petru
ivan jan ion ioan john jonas janos
tetiana tatiana tatyana tetyana
nataliia natalia natalya nataliya
oghene oghenero
osagie osagi osagy
omoregie omoregbe omorogie omorogbe omoruyi
igbinedion igbinidion
ehigiator ehiator
okafor okafo okeafor
nwosu nwoso
chukwu chuku
adeyemi adeyemy adeiemi
nguyen nguyn nguyan ngyuen
hoxha hodja hoja hoxhaj
shehu sheho
xhafa djafa jafa
gjoka joka gioka
gjini djini
kovac kovacs kowacz kovats kovach
horvath horvat horwath
szabo sabo
nagy nad
novak nowak
`

var romanisations = groupIndex(romanisationGroups)

// RomanisationGroups returns the groups of spellings that a folded part belongs
// to, ascending; nil where it is in none. The slice must not be changed.
func RomanisationGroups(token string) []uint16 {
	return romanisations[token]
}
