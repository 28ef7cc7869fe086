"""Finds cries for help in texts that people typed, in five languages. Pure.

Patterns, not understanding: they bring a text before somebody's eyes, and miss what is said in other words. So nothing
that was not found may be taken for well-being, and nothing is done by itself with what was found.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Cry = Literal["danger", "asks_help"]
ORDER: tuple[Cry, ...] = ("danger", "asks_help")
"""The most urgent first."""

BEGINS = r"(?:^|[.!?,;:\n]\s*|please |pls |alstublieft |aub |graag |could you |can you |wilt u |kunt u )"
"""Before a request: somebody who tells that the children “help me with Dutch” asks for nothing."""
PATTERNS: dict[Cry, tuple[str, ...]] = {
    "danger": (
        r"\bzelfmoord\w*|\bsu[iï]cid\w*",
        r"\bik wil(?:de)? (?:\w+ ){0,2}(?:dood|sterven|doodgaan)\b|\bwil ik (?:\w+ )?(?:dood|sterven)\b",
        r"\bniet meer leven\b|\been eind(?:e)? (?:aan|maken)\b|\bmezelf (?:iets aandoen|doden|pijn)",
        r"\b(?:slaat|mishandelt|bedreigt) (?:mij|me|ons)\b|\bword(?:en)? (?:ik |wij )?(?:geslagen|bedreigd|mishandeld)",
        r"\bhuiselijk geweld\b|\bbang (?:voor|van) mijn (?:man|vrouw|partner|vader|broer|familie)\b",
        r"\bkill(?:ing)? myself\b|\bend(?:ing)? my (?:own )?life\b|\bhurt(?:ing)? myself\b",
        r"\b(?:want(?:ed)?|wish) to die\b|\b(?:don['’]?t|do not) want to live\b|\bno reason to live\b",
        r"\b(?:beats|hits|threatens) (?:me|us)\b|\bdomestic violence\b",
        r"\bafraid of my (?:husband|wife|partner|father)\b",
        r"انتحار|[أا]نتحر|[أا]قتل نفسي|[أا]ريد (?:[أا]ن )?(?:[أا]موت|الموت)",
        r"لا [أا]ريد (?:[أا]ن )?(?:[أا]عيش|العيش|الحياة)|[يت]ضربني|[يت]هددني|عنف (?:منزلي|[أا]سري|في البيت)",
        r"\bintihar|\bkendimi öldür\w*|\bölmek isti\w*|\byaşamak istemiyorum|\bbeni (?:dövüyor|tehdit ed)\w*",
        r"\baile içi şiddet",
        r"ክመውት እደሊ|ንህይወተይ ከጥፍእ|ነብሰይ ክቐትል|ርእሰይ ክቐትል|ክነብር ኣይደልን|ይወቅዓኒ|ይሃርመኒ|የፈራርሓኒ",
    ),
    "asks_help": (
        BEGINS + r"help (?:mij|me|ons|us)\b",
        r"\b(?:ik|wij|we) (?:heb|hebben|vraag|vragen|zoek|zoeken) (?:\w+ ){0,2}hulp\b|\bhulp nodig\b",
        r"\bkunt u (?:mij|me|ons) (?:\w+ )?(?:helpen|bellen|mailen)\b",
        r"\bneem(?:t u)? (?:\w+ )?contact (?:\w+ ){0,2}op\b",
        BEGINS + r"(?:bel|mail|app|call|contact|e-mail) (?:mij|me)\b",
        r"\bwanhopig\b|\bten einde raad\b|\bnoodgeval\b|\bik (?:kan|red|houd) (?:het|dit) niet meer\b",
        r"\b(?:i|we) (?:\w+ )?need (?:\w+ )?help\b|\bdesperate\b|\bemergency\b",
        r"\bi can['’]?t (?:go on|take (?:it|this))\b",
        r"ساعدوني|ساعدني|[أا]حتاج (?:[إا]لى )?(?:ال)?مساعدة|بحاجة [إا]لى (?:ال)?مساعدة|[أا]رجو المساعدة",
        r"اتصلوا بي|اتصل بي|يائس|لم [أا]عد [أا]حتمل|لا [أا]ستطيع التحمل",
        r"\b(?:bana|bize) yardım ed\w*|\byardım\w* ihtiyac\w*|\byardım istiyorum",
        r"\bbeni arayın|\bçaresiz\w*|\bdayanamıyorum",
        r"ሓግዙኒ|ሓግዘኒ|ሓገዝ የድልየኒ|ሓገዝ እደሊ|ደውሉለይ|ደውለለይ|ተስፋ ቆሪጸ",
    ),
}
COMPILED = {cry: [re.compile(one, re.IGNORECASE) for one in patterns] for cry, patterns in PATTERNS.items()}


@dataclass(frozen=True, order=True)
class Heard:
    """A cry for help, from `start` up to `end` of the text."""

    start: int
    end: int
    cry: Cry


def heard(text: str) -> tuple[Heard, ...]:
    """Everything found, in order of the text."""
    return tuple(
        sorted(
            Heard(*match.span(), cry)
            for cry, patterns in COMPILED.items()
            for pattern in patterns
            for match in pattern.finditer(text)
        )
    )


def cries_of(found: Iterable[Heard]) -> tuple[Cry, ...]:
    """Each kind once, the most urgent first."""
    there = {one.cry for one in found}
    return tuple(cry for cry in ORDER if cry in there)
