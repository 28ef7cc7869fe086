"""Made-up texts in five languages with personal things at known places, by a seed. Nobody in them exists.

Templates are written as people write, not as the patterns look: with and without a word that announces a name, with
numbers that are nothing personal, with hasty spelling. `{kind}` marks what has to be found; the rest has to stay.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from tests.exports.personal_last import LAST, LAST_CLEAN, LAST_NAMES

NAMES = {
    "nl": ("Fatma Yılmaz", "Jan de Vries", "Samira", "Ahmad Al-Hassan", "Tesfay", "Maria van den Berg", "Olena"),
    "en": ("Ali Reza", "Grace Okafor", "Yonas", "John Smith", "Amina Noor", "Mehari Tekle"),
    "ar": ("محمد العلي", "فاطمة حسن", "عبد الرحمن خالد", "ليلى", "أبو بكر", "سارة يوسف"),
    "tr": ("Mehmet Demir", "Ayşe Kaya", "Zeynep", "Hüseyin Çelik", "Elif Şahin"),
    "ti": ("ኣበበ ተስፋይ", "ሰላም ሃይለ", "ዮናስ", "ለተብርሃን ገብረ", "ሚካኤል"),
}
TEMPLATES = {
    "nl": (
        "Ik heet {name} en ik wacht al 8 maanden op een taalschool.",
        "mijn naam is {name}. Bel mij op {phone}.",
        "Mevrouw {name} van de gemeente heeft mij goed geholpen.",
        "Mijn docent {name} spreekt te snel.",
        "U kunt mailen naar {email} voor meer vragen.",
        "Ik woon op {address}, dat is ver van school.",
        "Mijn bsn is {bsn} en ik heb geen DigiD.",
        "vnummer {v_number}, ik wacht op de IND",
        "Ik ben geboren op {birth_date} in Aleppo.",
        "Geld graag op {iban}.",
        "Kijk op {url} daar staat mijn verhaal.",
        "Op instagram ben ik {handle}.",
        "Mijn buurvrouw {bare} helpt mij met Nederlands.",
        "Ik en {bare} gaan samen naar de les.",
        "Groeten, {name}",
        "app mij {phone}",
        "Alleen {bare} begrijpt mij.",
        "Het gesprek met {bare} was goed.",
        "naam ik {bare} uit syrie",
    ),
    "en": (
        "My name is {name} and I have been waiting since 2022.",
        "I'm {name}, please call {phone}.",
        "Our teacher {name} is very kind.",
        "Write to me: {email}",
        "BSN {bsn}. Why do they ask it every time?",
        "My V-number is {v_number}.",
        "I was born on {birth_date}.",
        "I live at {address}.",
        "My account is {iban}.",
        "See {url}",
        "{bare} helped me with the letter from DUO.",
        "My friend {bare} learns faster than me.",
        "Ask {bare} about it, she knows.",
        "Kind regards, {name}",
    ),
    "ar": (
        "اسمي {name} وأنا أتعلم الهولندية منذ سنتين.",
        "السيدة {name} من البلدية ساعدتني كثيرا.",
        "اتصلوا بي على {phone}",
        "رقمي {phone_ar} شكرا",
        "بريدي {email}",
        "رقم الهوية {bsn}",
        "أنا من مواليد {birth_date_ar}",
        "عنواني {address}",
        "صديقي {bare} ينتظر أيضا منذ 6 أشهر.",
        "الأستاذ {name} يشرح جيدا",
    ),
    "tr": (
        "Benim adım {name}, üç yıldır Hollanda'dayım.",
        "Adım {name}. Telefonum {phone}.",
        "{name} Hanım bana çok yardım etti.",
        "Mail: {email}",
        "Doğum tarihim: doğum {birth_date}",
        "BSN numaram {bsn}",
        "Adresim {address}",
        "Komşum {bare} ile birlikte çalışıyorum.",
        "Bu konuda {bare} yardım etti.",
        "Öğretmenim {name} çok iyi.",
    ),
    "ti": (
        "ስመይ {name} ይበሃል፣ ካብ 2021 ኣብዚ ኣለኹ።",
        "መምህር {name} ጽቡቕ ይምህር።",
        "ቁጽሪ ተሌፎነይ {phone} እዩ።",
        "ኢመይለይ {email}",
        "BSN {bsn} እዩ",
        "ኣድራሻይ {address}",
        "ዓርከይ {bare} እውን ይመሃር።",
        "ዕለት ልደት {birth_date}",
    ),
}
UNSEEN = {
    "nl": (
        "Hallo, ik ben {name} uit Eritrea en dit is mijn nummer {phone}",
        "stuur het naar {email} aub",
        "vraag maar aan juf {name}, zij weet alles",
        "ik heet {lower} en ik kom uit somalie",
        "Wij wonen {address} in Tilburg",
        "sofinummer {bsn}",
        "Toen {bare} ziek werd, was er geen les.",
        "mijn verjaardag is {birth_date}",
        "Whatsapp {phone} graag na 18 uur",
    ),
    "en": (
        "Please contact {name} at {email}",
        "this is {name} speaking, 2 years in NL",
        "my number: {phone}",
        "DOB {birth_date}, from Iran",
        "They sent the letter to {address}, but I moved.",
        "{bare} is my case manager",
        "name {lower} from kabul",
        "social security number {bsn}",
    ),
    "ar": (
        "أنا {bare} من سوريا",
        "مرحبا اسمي {name} من حلب",
        "واتساب {phone_ar}",
        "ارسلوا الى {email}",
        "ولدت سنة {birth_date_ar}",
        "كلمت السيد {name} في البلدية",
        "رقم {bsn} هو رقمي",
    ),
    "tr": (
        "Merhaba ben {name}",
        "İsmim {name}, yardım edin",
        "bana {phone} numarasından ulaşın",
        "{name} Hoca dersi iyi anlatıyor",
        "{birth_date} doğumluyum",
        "{address} adresinde oturuyorum",
        "Sorun {bare} yüzünden çıktı",
    ),
    "ti": (
        "ኣነ {bare} እበሃል",
        "ሽመይ {name} እዩ",
        "ወይዘሮ {name} ሓጊዛትኒ",
        "ደውሉለይ {phone}",
        "{email} ጽሓፉለይ",
        "ኣብ {address} ይቕመጥ",
        "ዝተወለድኩ {birth_date}",
    ),
}
"""Written after the patterns: nearer to what to expect of texts that nobody has seen."""
CLEAN = {
    "nl": (
        "Ik wacht al 14 maanden en betaal 1250 euro per jaar.",
        "De les is van 9.00 tot 12.30 uur, 3 dagen per week.",
        "Mijn docent spreekt Engels met ons.",
        "In 2023 kreeg ik een brief van DUO over 10.000 euro lening.",
        "Ik ben heel tevreden met Nederland en de Nederlandse les.",
        "De gemeente Amsterdam helpt niet, het COA wel.",
        "Wij hebben 2 kinderen van 5 en 7 jaar.",
        "Mevrouw van de gemeente was aardig.",
        "Ik haalde B1 op 12-05-2024.",
    ),
    "en": (
        "I am Syrian and I like the lessons.",
        "It costs 2300 euro and takes 600 hours.",
        "The exam was on 12 May 2024, room 204.",
        "My teacher is from Rotterdam.",
        "I am Dutch now, thank you.",
        "Call centre hours are 8 to 17.",
    ),
    "ar": (
        "أنتظر منذ ١٢ شهرا وأدفع ٢٥٠ يورو.",
        "المعلم جيد والدروس مفيدة.",
        "أريد العمل في المستقبل.",
        "السيدة في البلدية كانت لطيفة.",
    ),
    "tr": ("Kurs 1500 euro ve çok uzun.", "Öğretmenimiz çok iyi.", "2022 yılında geldim, şimdi B1 yapıyorum."),
    "ti": ("ቋንቋ ንምምሃር 18 ወርሒ ተጸብየ።", "መምህር ጽቡቕ እዩ።", "ኣብ 2023 ደብዳበ ካብ DUO ረኺበ።"),
}
UNSEEN_CLEAN = {
    "nl": (
        "Factuur 2023000123 is nog niet betaald.",
        "Mijn docent Nederlands is goed.",
        "Ik ben Heel Blij met de les.",
        "Het examen is op 3 maart 2025 om 10:15.",
        "Ik reis 2 uur, bus 12 en trein 4600.",
        "De les kost 1250 en het boek 45.",
        "Meester Worden in taal kost tijd.",
        "mijn naam is niet belangrijk",
    ),
    "en": (
        "I'm Very Happy with it.",
        "The course in Building 1012 was cancelled.",
        "My teacher said B1 is hard.",
        "Born and raised in a village, moved in 2019.",
        "Dr visits cost 385 euro.",
    ),
    "ar": (
        "المعلم يساعدنا كثيرا.",
        "السيدة التي تعمل هناك طيبة.",
        "الأستاذ ممتاز جدا.",
        "دفعت ١٢٠٠ يورو في ٢٠٢٣.",
    ),
    "tr": (
        "Adım adım öğreniyorum.",
        "Eşim çalışıyor, ben okuyorum.",
        "Öğretmenim çok sabırlı.",
        "Sınav 12.05.2024'te.",
    ),
    "ti": ("መምህር ሓጋዚ እዩ።", "ትምህርቲ ኣብ ሰሙን 3 መዓልቲ እዩ።", "መምህር ብቐስታ ይዛረብ።"),
}
SLOT = re.compile(r"\{(\w+)\}")
KINDS = {"address": "postcode", "phone_ar": "phone", "birth_date_ar": "birth_date"}


@dataclass(frozen=True)
class Made:
    """`there`: (start, end, slot) of each personal thing."""

    language: str
    text: str
    there: tuple[tuple[int, int, str], ...]


Sentences = Mapping[str, Sequence[str]]
MADE_WITH: tuple[Sentences, Sentences] = (TEMPLATES, CLEAN)
NOT_MADE_WITH: tuple[Sentences, Sentences] = (UNSEEN, UNSEEN_CLEAN)
WRITTEN_LAST: tuple[Sentences, Sentences] = (LAST, LAST_CLEAN)
"""Sentences with something personal, and without."""


def made_texts(seed: int, number: int = 600, pools: tuple[Sentences, Sentences] = MADE_WITH) -> Iterator[Made]:
    """Two in three hold something personal."""
    random = Random(seed)
    personal, clean = pools
    names = LAST_NAMES if pools is WRITTEN_LAST else NAMES
    languages = list(personal)
    for place in range(number):
        language = languages[place % len(languages)]
        pool = (clean if place % 3 == 2 else personal)[language]
        yield _filled(language, random.choice(pool), random, names)


def _filled(language: str, template: str, random: Random, names: Mapping[str, Sequence[str]]) -> Made:
    text, there, after = "", [], 0
    for slot in SLOT.finditer(template):
        text += template[after : slot.start()]
        value = MAKERS[slot[1]](language, random) if slot[1] in MAKERS else random.choice(names[language])
        value = value.lower() if slot[1] == "lower" else value
        there.append((len(text), len(text) + len(value), slot[1]))
        text, after = text + value, slot.end()
    return Made(language, text + template[after:], tuple(there))


def _digits(random: Random, number: int) -> str:
    return "".join(str(random.randint(0, 9)) for _ in range(number))


def _phone(language: str, random: Random) -> str:
    last = _digits(random, 8)
    spaced = f"{last[:2]} {last[2:4]} {last[4:6]} {last[6:]}"
    forms = (
        f"06{last}",
        f"06-{last}",
        f"06 {spaced}",
        f"+31 6 {last}",
        f"0031 6{last}",
        f"6{last}",
        f"06 {last[:4]} {last[4:]}",
    )
    return random.choice(forms)


def _arabic(digits: str) -> str:
    return digits.translate({ord(str(number)): 0x0660 + number for number in range(10)})


def _bsn(language: str, random: Random) -> str:
    while True:
        first = _digits(random, 8)
        last = sum(int(digit) * weight for digit, weight in zip(first, range(9, 1, -1), strict=True)) % 11
        if last < 10 and first[0] != "0":
            whole = f"{first}{last}"
            return random.choice(
                (whole, f"{whole[:4]}.{whole[4:6]}.{whole[6:]}", f"{whole[:3]} {whole[3:6]} {whole[6:]}")
            )


def _iban(language: str, random: Random) -> str:
    bank, account = random.choice(("ABNA", "INGB", "RABO")), _digits(random, 10)
    number = int("".join(str(int(letter, 36)) for letter in f"{bank}{account}NL00"))
    whole = f"NL{98 - number % 97:02}{bank}{account}"
    return random.choice((whole, " ".join(whole[place : place + 4] for place in range(0, 18, 4))))


def _email(language: str, random: Random) -> str:
    who, where = random.choice(("a.hassan", "fatma_y", "yonas92")), random.choice(("gmail.com", "hotmail.nl"))
    return random.choice((f"{who}@{where}", f"{who} @ {where}", f"{who}(at){where}"))


def _address(language: str, random: Random) -> str:
    street, number = random.choice(("Kerkstraat", "Lindelaan", "Stationsplein", "Hoofdweg")), random.randint(1, 240)
    code = f"{random.randint(1000, 9999)} {random.choice(('AB', 'KL', 'ZX'))}"
    forms = (f"{street} {number}", f"{code} {number}", f"{code.replace(' ', '')} {number}")
    return random.choice(forms)


def _birth_date(language: str, random: Random) -> str:
    day, month, year = random.randint(1, 28), random.randint(1, 12), random.randint(1960, 2005)
    return random.choice((f"{day}-{month}-{year}", f"{day:02}/{month:02}/{year}", f"{day}.{month}.{year}"))


MAKERS = {
    "phone": _phone,
    "phone_ar": lambda language, random: _arabic(f"06{_digits(random, 8)}"),
    "bsn": _bsn,
    "v_number": lambda language, random: f"{random.randint(1, 2)}{_digits(random, 9)}",
    "iban": _iban,
    "email": _email,
    "address": _address,
    "birth_date": _birth_date,
    "birth_date_ar": lambda language, random: _arabic(str(random.randint(1960, 2005))),
    "url": lambda language, random: random.choice(
        ("https://example.org/mij", "www.example.org", "facebook.com/abc.def")
    ),
    "handle": lambda language, random: random.choice(("@yonas_92", "@fatma.y")),
}


@dataclass
class Score:
    """Of one kind: things that were there and found, there and missed, and finds of nothing."""

    hit: int = 0
    missed: int = 0
    false: int = 0

    @property
    def recall(self) -> float:
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else 1.0

    @property
    def precision(self) -> float:
        return self.hit / (self.hit + self.false) if self.hit + self.false else 1.0


def scores(texts: list[Made], find) -> dict[str, Score]:
    """By kind of thing; names without an announcement (`bare`), in lower case (`lower`) and alone (`whole`) apart.

    A find counts where it covers the whole thing.
    """
    found: dict[str, Score] = {}
    for made in texts:
        seen = list(find(made.text))
        for start, end, slot in made.there:
            covers = [one for one in seen if one.start <= start and one.end >= end]
            score = found.setdefault(KINDS.get(slot, slot), Score())
            score.hit += bool(covers)
            score.missed += not covers
        for one in seen:
            if not any(one.start < end and one.end > start for start, end, _ in made.there):
                found.setdefault(one.kind, Score()).false += 1
    return found
