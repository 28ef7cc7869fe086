"""Open answer → code, where its words leave no doubt; else codes to choose from. Pure.

What counts is the whole answer: every word must be known to the lexicon, as a name or as a word around it ("ik kom
uit"). So "niet Syrië" and "Syrië of Irak" are left for a person. What only looks like a name is a suggestion.
"""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from exports.spelling import loose, spelled, without_article

How = Literal["", "exact", "variant"]
Codes = frozenset[str]

LONGEST = 120
"""Characters of an answer that may be coded without a person: what is longer tells a story."""
LONGEST_NAME = 7
"""Words of the longest name in a lexicon."""
LIKENESS = 0.78
"""Ratio of difflib (Ratcliff and Obershelp 1988) from which a name is suggested."""
MOST_SUGGESTIONS = 8


@dataclass(frozen=True)
class Match:
    """`code`: certainly this one, by the very name ("exact") or by a known variant. Else `candidates`, best first."""

    code: str = ""
    how: How = ""
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lexicon:
    """Names by their `spelled` key, each with its codes: one, or several where the name leaves doubt.

    `fillers` are words around a name that say nothing. `others` are names of something else that may stand beside
    one (a municipality beside "azc"). `by_ear`: names that may be spelled by ear too; left out, all of them.
    """

    name: str
    names: Mapping[str, Codes]
    fillers: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    doubtful: frozenset[str] = field(default=frozenset())
    """Keys that are never coded without a person, also where they have one code or none."""
    by_ear: Mapping[str, Codes] | None = None

    @cached_property
    def variants(self) -> Mapping[str, Codes]:
        """Codes by `loose` key; a key of several names has the codes of all."""
        found: dict[str, Codes] = {}
        for key, codes in (self.names if self.by_ear is None else self.by_ear).items():
            if wide := loose(key):
                found[wide] = found.get(wide, frozenset()) | codes
        return found

    @cached_property
    def doubtful_variants(self) -> frozenset[str]:
        return frozenset(wide for key in self.doubtful if (wide := loose(key)))

    @cached_property
    def around(self) -> frozenset[str]:
        return self.fillers | self.others


@dataclass(frozen=True)
class _Piece:
    """A name found in an answer; `sure` where it is not a doubtful one."""

    codes: Codes
    sure: bool
    how: How


def match(text: str, lexicon: Lexicon) -> Match:
    """The code of an answer. Words that the lexicon does not know, or names of several codes, leave it open."""
    words = tuple(spelled(text).split())
    pieces = _found(words, lexicon)
    code = _certain(pieces) if len(text) <= LONGEST else ""
    if code:
        exact = len(pieces) == 1 and " ".join(words) in lexicon.names
        return Match(code, "exact" if exact else "variant")
    return Match(candidates=_suggested(words, [piece for piece in pieces if piece], lexicon))


def code_of(text: str, lexicon: Lexicon) -> str:
    """The code of `match` alone, without the work of suggestions; '' where it is left for a person."""
    return _certain(_found(tuple(spelled(text).split()), lexicon)) if len(text) <= LONGEST else ""


def _found(words: tuple[str, ...], lexicon: Lexicon) -> list[_Piece | None]:
    whole = _name(words, lexicon) if words else None
    return [whole] if whole else list(_pieces(words, lexicon))


def _certain(pieces: Sequence[_Piece | None]) -> str:
    """The one code of all pieces, where none is unknown or in doubt."""
    known = [piece for piece in pieces if piece is not None and piece.sure]
    codes = frozenset().union(*(piece.codes for piece in known))
    return next(iter(codes)) if len(known) == len(pieces) and len(codes) == 1 else ""


def _pieces(words: Sequence[str], lexicon: Lexicon) -> Iterator[_Piece | None]:
    """The names in an answer, longest first from each place; None for a word that is not known."""
    at = 0
    while at < len(words):
        size, piece = _longest(words[at : at + LONGEST_NAME], lexicon)
        if size:
            at += size
            if piece:
                yield piece
        else:
            at += 1
            yield None


def _longest(words: Sequence[str], lexicon: Lexicon) -> tuple[int, _Piece | None]:
    """Words taken and the name they are; (n, None) for words around a name, (0, None) for an unknown word."""
    for size in range(len(words), 0, -1):
        part = tuple(words[:size])
        piece = _name(part, lexicon)
        if piece:
            return size, piece
        if " ".join(part) in lexicon.around:
            return size, None
    return 0, None


def _name(words: tuple[str, ...], lexicon: Lexicon) -> _Piece | None:
    key = " ".join(words)
    if key in lexicon.doubtful or key in lexicon.names:
        return _Piece(lexicon.names.get(key, frozenset()), key not in lexicon.doubtful, "exact")
    bare = without_article(key)
    if bare in lexicon.names:
        return _Piece(lexicon.names[bare], bare not in lexicon.doubtful, "variant")
    for wide in filter(None, (loose(key), loose(bare))):
        if wide in lexicon.doubtful_variants or wide in lexicon.variants:
            return _Piece(lexicon.variants.get(wide, frozenset()), wide not in lexicon.doubtful_variants, "variant")
    return None


def _suggested(words: Sequence[str], known: Sequence[_Piece], lexicon: Lexicon) -> tuple[str, ...]:
    """Codes of the names in it; without a name, of names that look like it or like one of its longer words."""
    found = [code for piece in known for code in sorted(piece.codes)]
    if not known and len(words) <= LONGEST_NAME:
        rest = [word for word in words if word not in lexicon.around and len(word) > 2]
        for wanted in dict.fromkeys((" ".join(rest), *rest)):
            alike = difflib.get_close_matches(wanted, lexicon.names, MOST_SUGGESTIONS, LIKENESS) if wanted else ()
            found += [code for key in alike for code in sorted(lexicon.names[key])]
    return tuple(dict.fromkeys(found))[:MOST_SUGGESTIONS]
