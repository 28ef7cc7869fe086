"""Names known by themselves: given and family names that many people here have, in three scripts, capital or not.

A given name counts wherever it stands, and takes the words behind it along. One that is an ordinary word counts only
with a capital and beside another name, or after a word that announces names. So does, within a sentence, a word with a
capital that neither a dictionary nor a map has, and two words in a row that are unusual. A whole answer of three words
at most, one of them such a name, is a name.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

DATA = Path(__file__).resolve().parent / "data" / "person_names.yaml"
WORD = re.compile(r"[^\W\d_\u064B-\u0652]+(?:['’\-][^\W\d_]+)*")
"""Letters, with a hyphen or apostrophe in them."""
LONGEST = 4
WHOLE = 3
"""Words of an answer that may be nothing but a name."""
ARABIC_WITH = ("و", "ل", "ب")
"""Letters that Arabic writes at the front of a name: and, for, with."""
RARE, STRANGE, FEW_USE, USUAL = 3.0, 2.0, 3.8, 4.5
"""Zipf values: below the first a word is rare (once in a million words), below the second hardly one; below the third
few people use it, and from the last on everybody does."""
ARABIC_FAMILY, ARABIC_GLUE = 4.8, "يتوفل"
GEEZ_FAMILY = ("ገብረ", "ሃይለ", "ተስፋ", "ወልደ", "ተኽለ", "ሃብተ", "ዘር", "መድህን", "ኪዳነ")
"""How family names begin that have no end of forms."""
ARABIC_VERBS, ARABIC_WHO, GEEZ_VERBS = "يت", ("الذي", "التي", "الذين"), "ይትብን"
"""What verbs, and words that go on about somebody, begin with: after a title they are no name, but a known one."""


@dataclass(frozen=True)
class Names:
    """`words`: given names that are ordinary words. `between`: small words within a name. `cues` announce a name, and
    after one of the `titles` among them any word that few people use is taken for one.
    """

    given: frozenset[str]
    family: frozenset[str]
    words: frozenset[str]
    between: frozenset[str]
    titles: frozenset[str]
    cues: frozenset[str]


@dataclass(frozen=True)
class Token:
    start: int
    end: int
    text: str
    plain: str
    first: bool
    """Of its sentence."""

    @property
    def capital(self) -> bool:
        return self.text[0].isupper() or not self.text[0].islower()


@lru_cache
def names() -> Names:
    """Read once. Names of all scripts are in one set: no word is in two."""
    held = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    others = [held[name] for name in ("arabic", "geez", "arabic_words", "geez_words")]
    given = frozenset(_split(held["given"]) + _split(others))
    words = _split([held["words"], held["arabic_words"], held["geez_words"]])
    sets = (held["family"], [held["between"]], [held["titles"]], [held["titles"], held["cues"]])
    family, between, titles, cues = (frozenset(_split(listed)) for listed in sets)
    return Names(given, family, frozenset(words), between, titles, cues)


def _split(listed: Sequence[str]) -> list[str]:
    return [_plain(one) for line in listed for one in line.split()]


def _plain(word: str) -> str:
    return word.replace("İ", "i").replace("I", "ı" if "ı" in word else "i").casefold().replace("’", "'")


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each name."""
    tokens = _tokens(text)
    place = 0
    while place < len(tokens):
        length = _length(tokens, place)
        if length:
            yield tokens[place].start, tokens[place + length - 1].end
        place += length or 1


def plausible(found: str) -> bool:
    """Whether words that stand where a name is announced can be one: not ordinary words, nor forms of verbs."""
    own = [token for token in _tokens(found) if token.plain not in names().between]
    return bool(own) and (_is_known(own[0].plain) or not _is_usual(own[0]))


def _tokens(text: str) -> list[Token]:
    found = []
    for one in WORD.finditer(text):
        before = text[: one.start()].rstrip(" \t\"“'(-–")
        first = not before or before[-1] in ".!?:;\n؟።"
        found.append(Token(one.start(), one.end(), one.group(), _plain(one.group()), first))
    return found


def _length(tokens: Sequence[Token], place: int) -> int:
    """How many words from here on are a name; 0 where none is."""
    token, before = tokens[place], tokens[place - 1].plain if place else ""
    if _is_given(token.plain):
        length = 1 + _more(tokens, place + 1)
        beside = length > (1 if token.capital else 2) or len(tokens) == length
        sure = beside or not _is_word(token.plain) or before in names().cues
        return length if sure else 0
    if before in names().titles and len(token.plain) > 2 and _is_rare(token.plain, limit=FEW_USE):
        return 1 + _more(tokens, place + 1)
    others = _strange(tokens, place) or _before_family(tokens, place) or _pair(tokens, place)
    return others or (_whole(tokens) if place == 0 else 0)


def _pair(tokens: Sequence[Token], place: int) -> int:
    """Two words in a row that are no usual ones: with capitals within a sentence, or among words that all are known."""
    pair = tokens[place : place + 2]
    if len(pair) < 2 or pair[1].first or any(token.plain in places() or not _is_latin(token) for token in pair):
        return 0
    capitals = not pair[0].first and all(_is_capital(token) and _is_rare(token.plain, limit=USUAL) for token in pair)
    small = all(
        token.text.islower() and len(token.plain) > 3 and _is_rare(token.plain, limit=STRANGE) for token in pair
    )
    if not capitals and not (small and _are_words([*tokens[:place], *tokens[place + 2 :]])):
        return 0
    return 1 + max(_more(tokens, place + 1), 1)


def _are_words(tokens: Sequence[Token]) -> bool:
    """Whether most of these are words of a language that we know: else all of them look strange."""
    known = sum(not _is_rare(token.plain) for token in tokens)
    return len(tokens) >= 3 and known >= 0.8 * len(tokens)


def _is_latin(token: Token) -> bool:
    return token.plain[0] < "\u0250"


def _before_family(tokens: Sequence[Token], place: int) -> int:
    """A word with a capital before a known name with one."""
    pair = tokens[place : place + 2]
    capitals = len(pair) > 1 and all(map(_is_capital, pair)) and not pair[1].first
    if not capitals or not _is_known(pair[1].plain) or _is_word(pair[1].plain):
        return 0
    base = pair[0].plain.partition("'")[0]
    return 1 + _more(tokens, place + 1) if base not in places() and _is_rare(base, limit=USUAL) else 0


def _strange(tokens: Sequence[Token], place: int) -> int:
    """Words with a capital that no dictionary and no map has: within a sentence one, at its start two."""
    token = tokens[place]
    if not _is_strange(token):
        return 0
    length = 1 + _more(tokens, place + 1)
    return length if not token.first or length > 1 else 0


def _is_strange(token: Token) -> bool:
    base = token.plain.partition("'")[0]
    latin = token.text[0].isupper() and not token.text[1:2].isupper() and len(base) > 3
    return latin and base not in places() and _is_rare(base, limit=STRANGE)


def _is_usual(token: Token) -> bool:
    first = token.plain[0]
    if "\u0600" <= first <= "\u06ff":
        return first in ARABIC_VERBS or token.plain.startswith(ARABIC_WHO)
    if "\u1200" <= first <= "\u137f":
        return first in GEEZ_VERBS
    return token.plain in names().cues or not _is_rare(token.plain, limit=USUAL)


@lru_cache
def places() -> frozenset[str]:
    """Words of the names of countries and municipalities."""
    from exports.columns import country_labels
    from surveys.place_order import municipality_names

    listed = [
        *municipality_names().values(),
        *(name for tag in ("nl", "en", "tr") for name in country_labels(tag).values()),
    ]
    return frozenset(_plain(word.group()) for name in listed for word in WORD.finditer(name))


def _is_known(plain: str) -> bool:
    return _is_given(plain) or plain in names().family


def _is_given(plain: str) -> bool:
    known, base = names().given, plain.partition("'")[0]
    return base in known or (plain[0] in ARABIC_WITH and plain[1:] in known and not _is_word(plain[1:]))


def _is_word(plain: str) -> bool:
    return plain in names().words


def _more(tokens: Sequence[Token], place: int) -> int:
    """Words behind a name that go with it, small ones between them too."""
    found = at = 0
    while place + at < len(tokens) and at < LONGEST:
        token = tokens[place + at]
        between = token.plain in names().between
        if not between and not _goes_on(token, after_between=at > found):
            break
        at += 1
        found = found if between else at
    return found


def _goes_on(token: Token, *, after_between: bool) -> bool:
    """Whether a word behind a name is part of it: a known one, one with a capital, one that few people use."""
    if token.first:
        return False
    if _is_known(token.plain):
        return token.capital or after_between or token.plain not in names().words
    if "\u0600" <= token.plain[0] <= "\u06ff":
        of_family = token.plain.startswith("ال") and len(token.plain) > 4
        limit = ARABIC_FAMILY if of_family else RARE
        return token.plain[0] not in ARABIC_GLUE and _is_rare(token.plain, "ar", limit)
    if "\u1200" <= token.plain[0] <= "\u137f":
        return token.plain.startswith(GEEZ_FAMILY)
    if _is_capital(token):
        return _is_rare(token.plain, limit=USUAL + 0.5)
    return len(token.plain) > 2 and _is_rare(token.plain, limit=USUAL if after_between else FEW_USE)


def _whole(tokens: Sequence[Token]) -> int:
    """An answer that is nothing but a name: a few words, all with a capital or known; one word, or one of them, a name.

    Two or three words with capitals of which none is usual nor a place are one too.
    """
    if len(tokens) > WHOLE or not all(_is_like_one(token) for token in tokens):
        return 0
    named = any(_is_known(token.plain) or _is_strange(token) for token in tokens)
    unusual = all(_is_rare(token.plain, limit=USUAL) and token.plain not in places() for token in tokens)
    return len(tokens) if named or (unusual and len(tokens) > 1 and _is_latin(tokens[0])) else 0


def _is_like_one(token: Token) -> bool:
    return _is_known(token.plain) or token.plain in names().between or _is_capital(token)


def _is_capital(token: Token) -> bool:
    return token.text[0].isupper() and not token.text.isupper()


@lru_cache(maxsize=4096)
def _is_rare(plain: str, language: str = "", limit: float = RARE) -> bool:
    """Whether it is no usual word of the languages that people here write in Latin letters."""
    from wordfreq import zipf_frequency

    languages = (language,) if language else ("nl", "en", "tr")
    return all(zipf_frequency(plain, one) < limit for one in languages)
