"""Words that announce a name, in five languages and three scripts. Pure.

In Latin letters a name is one to four words with a capital, with the small words of Dutch, Spanish, Arabic and German
names between them. Arabic and Ge'ez have no capitals: there it is the one or two words after the announcement, unless
the first is a word that does not begin a name. So it is after the surest Latin ones, for who types no capitals.
"""

CAPITAL = r"[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶŁĻŃŅŇŌŐŒŘŚŞŠŢŤŪŮŰŹŻŽ]"
LETTER = r"[^\W\d_]"
PART = rf"{CAPITAL}(?:{LETTER}|['’\-](?={LETTER}))*"
BETWEEN = r"(?:(?:van|de|der|den|het|ten|ter|el|al|bin|ben|von|di|da|la)\s+){0,3}"
NAME = rf"{BETWEEN}{PART}(?:\s+{BETWEEN}{PART}){{0,3}}"
LATIN_CUES = (
    r"[Ii]k\s+heet",
    r"[Mm](?:ij|')n\s+(?:voor|achter|volledige\s+)?naam\s*(?:is|:)",
    r"[Nn]aam\s*:",
    r"[Mm]y\s+(?:full\s+|first\s+|last\s+)?name\s*(?:is|:|'s)",
    r"[Nn]ame\s*:",
    r"(?:I\s+am|I'm|[Ii]k\s+ben|[Bb]en)(?=\s+(?:called\s+)?[^\W\d_]+\s+[A-Z])(?:\s+called)?",
    r"(?:[Cc]alled|[Gg]enaamd)",
    r"[Bb]enim\s+(?:adım|ismim)",
    r"(?<!\w)[Aa]dım",
    r"(?<!\w)[İi]smim",
    r"(?:[Mm]ijn|[Mm]'n|[Oo]nze)\s+(?:beste\s+)?(?:vriend(?:in)?|buur(?:man|vrouw)|man|vrouw|broer|zus(?:je)?|zoon|dochter|"
    r"collega|partner|taalmaatje)",
    r"(?:[Mm]y|[Oo]ur)\s+(?:best\s+)?(?:friend|neighbou?r|husband|wife|brother|sister|son|daughter|colleague|partner)",
    r"(?<!\w)(?:[Aa]rkadaşım|[Kk]omşum|[Ee]şim|[Kk]ardeşim|[Aa]ğabeyim|[Aa]blam|[Oo]ğlum|[Kk]ızım)",
    r"[Gg]roet(?:en|jes)?,?",
    r"(?:[Kk]ind\s+)?[Rr]egards,?",
)
TITLES = (
    r"[Mm]evrouw|[Mm]w\.|[Mm]evr\.?|[Dd]hr\.?|[Mm]eneer|[Dd]e\s+heer|[Jj]uf(?:frouw)?|[Mm]eester|[Dd]ocent(?:e)?|"
    r"[Kk]lantmanager|[Cc]ontactpersoon|[Cc]onsulent|[Bb]egeleid(?:er|ster)|[Mm]rs?\.?|[Mm]s\.?|[Mm]iss|[Tt]eacher|[Dd]r\.?|"
    r"[Öö]ğretmen(?:im)?|[Ss]ayın"
)
NOT_NAMES = (
    r"(?!(?:Nederlands?|Dutch|Engels|English|Nederland|Holland|Turks|Arabisch|Tigrinya|DUO|COA|IND|PIP|MAP|KNM|ONA|UWV|"
    r"Syri[ëe]|Eritrea|Turkije|Inburgering|De|Het|Een|The|Ik|I)\b)"
)
"""Words with a capital that follow such words and are no name."""
ARABIC = r"[\u0621-\u064A\u064B-\u0652\u0671-\u06D3]"
ARABIC_WORDS = (
    r"هو|هي|في|من|على|لكن|و|لا|ولا|ليس|أن|كان|كانت|غير|أنا|وأنا|جيد|جيدة|ممتاز|ممتازة|لطيف|لطيفة|رائع|رائعة|صعب|صعبة|"
    r"يشرح|تشرح|يساعد|تساعد|يتكلم|تتكلم|ساعدتني|ساعدني|ينتظر|تنتظر|يبلغ"
)
"""Words that often follow a title and are no name."""
ARABIC_NAME = (
    rf"(?!(?:{ARABIC_WORDS})(?:\W|$))(?:(?:عبد|أبو|ابو|ابن|بن|آل)\s+)?{ARABIC}+"
    rf"(?:\s+(?!(?:{ARABIC_WORDS}|و{ARABIC}+|أ{ARABIC}+)(?:\W|$))"
    rf"(?:(?:عبد|أبو|ابو|ابن|بن|آل)\s+)?{ARABIC}+)?"
)
ARABIC_CUES = r"(?:و?اسمي(?:\s+هو)?|أنا\s+اسمي|و?إسمي|الاسم\s*:)"
ARABIC_TITLES = r"(?:السيدة?|الأستاذة?|المعلمة?|الدكتورة?|الآنسة|أستاذت?ي|معلمت?ي)"
GEEZ = r"[\u1200-\u135A]"
GEEZ_WORDS = r"ይበሃል|እየ|እዩ|እያ|ኣብ|ካብ|እና|ን|ግን|ጽቡቕ|ጽቡቅ|ሕማቕ|ከቢድ|ቀሊል|ብዙሕ|ኣለኒ|የለን"
"""Words that often follow a title and are no name."""
GEEZ_NAME = rf"(?!(?:{GEEZ_WORDS})(?:\W|$)){GEEZ}+(?:\s+(?!(?:{GEEZ_WORDS})(?:\W|$)){GEEZ}+)?"
GEEZ_CUES = r"(?:ስመይ|ሽመይ|ስም\s*:|ስም\s*፡)"
GEEZ_TITLES = r"(?:ኣቶ|አቶ|ወይዘሮ|ወ/ሮ|ወ/ሪት|መምህር|መምህረይ|ዶክተር|ዶ/ር)"
TURKISH_AFTER = rf"(?<!\w)(?P<it>{NOT_NAMES}{PART}(?:\s+{PART}){{0,2}})\s+(?:Bey|Hanım|Hoca|hoca|bey|hanım)(?:ım|m)?\b"

SURE_CUES = r"(?:[Ii]k\s+heet|[Mm]ijn\s+naam\s+is|[Mm]y\s+name\s+is|[Bb]enim\s+adım|(?<!\w)[Aa]dım|(?<!\w)[İi]smim)"
LOWER_WORDS = (
    r"en|and|ve|uit|van|from|maar|but|ama|want|omdat|because|ik|i|ben|bu|dat|dit|is|niet|not|değil|geen|no|een|a|the|heel|"
    r"kom|woon|live|spelled|op|in|atmak|attım|atıyorum"
)
"""Words in lower case that end a name, or show that there is none."""
LOWER_NAME = rf"(?!(?:{LOWER_WORDS})\b){LETTER}[\w'’\-]*(?:\s+(?!(?:{LOWER_WORDS})\b){LETTER}[\w'’\-]*)?"

PATTERNS: tuple[str, ...] = (
    *(rf"(?<!\w){cue}\s+(?P<it>{NOT_NAMES}{NAME})" for cue in LATIN_CUES if not cue.startswith("(?<!")),
    *(rf"{cue}\s+(?P<it>{NOT_NAMES}{NAME})" for cue in LATIN_CUES if cue.startswith("(?<!")),
    rf"(?<!\w)(?:{TITLES})\s+(?P<it>{NOT_NAMES}{NAME})",
    TURKISH_AFTER,
    rf"(?<!\w){SURE_CUES}\s+(?P<it>{LOWER_NAME})",
    rf"(?<!{ARABIC}){ARABIC_CUES}\s*:?\s*(?P<it>{ARABIC_NAME})",
    rf"(?<!{ARABIC})و?{ARABIC_TITLES}\s+(?P<it>{ARABIC_NAME})",
    rf"(?<!{GEEZ}){GEEZ_CUES}\s*[:፡]?\s*(?P<it>{GEEZ_NAME})",
    rf"(?<!{GEEZ}){GEEZ_TITLES}\s+(?P<it>{GEEZ_NAME})",
)
