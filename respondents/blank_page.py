"""Pages of the questionnaire on which nothing was answered yet: drawn once, then filled in for each person.

Whatever differs from person to person is a hole. The rest is drawn from a `Blank` alone, with no request, visit or
interview at hand: nothing of one person can come on the page of another.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from secrets import token_hex
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from respondents import languages, wishes
from respondents.compressed import Piece, kept
from respondents.entry import OpenStudy
from respondents.side_pages import has_help
from surveys.editions import definition_of
from surveys.engine.definition import Definition
from surveys.engine.path import ShownPage, ShownQuestion
from surveys.engine.spoken import page_texts
from surveys.forms import PageForm
from surveys.hearing import Hearing
from surveys.languages import direction
from surveys.models import Edition

KEPT = 1_500
"""Pages per process, of some 20 kB: all pages of three questionnaires in five languages."""
TEMPLATE = "respondents/question.html"
ALWAYS = ("csrf_token", "key")
ANSWERING = ("based_on", "outbox_key", "horizon", "progress")
"""Holes of pages of the questionnaire; the screening, where nothing is stored yet, has none of these."""
_MARK = token_hex(16)
"""No text of a study holds it."""
_HOLE = re.compile(f"{_MARK}-([a-z_]+)-")


@dataclass(frozen=True)
class Blank:
    """All that such a page is drawn from, but for the study's fieldwork, which it does not show.

    `offered`: the questions with the codes of their options, as this person gets them. `heard`: the stamps of the
    clips in each language of the page (see surveys.known_clips).
    """

    edition: int
    document_hash: str
    page: str
    offered: tuple[tuple[str, tuple[str, ...]], ...]
    language: str
    languages: tuple[str, ...]
    heard: tuple[int, ...]
    demo: bool
    helped: bool
    earlier: bool
    can_skip: bool
    goes_back: bool
    screening: bool = False

    @property
    def holes(self) -> tuple[str, ...]:
        return ALWAYS if self.screening else ALWAYS + ANSWERING


@dataclass(frozen=True)
class _Outbox:
    key: str
    horizon: str


@dataclass(frozen=True)
class _Asking:
    """What the template reads of views.asking.Asking."""

    back: bool
    outbox: _Outbox | None


def offered(shown: ShownPage) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((item.question.name, tuple([option.code for option in item.options])) for item in shown.questions)


def filled(blank: Blank, edition: Edition, values: Mapping[str, Piece]) -> list[Piece]:
    """The page as pieces of HTML. `edition`: the one that `blank` names; `values`: what belongs in each hole."""
    pieces = _known(blank)
    if pieces is None:
        pieces = _keep(blank, edition)
    return [values[piece] if isinstance(piece, str) else piece for piece in pieces]


Pieces = tuple[Piece | str, ...]
"""Text and names of holes by turns."""


@lru_cache(maxsize=KEPT)
def _slot(blank: Blank) -> list[Pieces]:
    """Where the page is put when it was drawn."""
    return []


def _known(blank: Blank) -> Pieces | None:
    slot = _slot(blank)
    return slot[0] if slot else None


def _keep(blank: Blank, edition: Edition) -> Pieces:
    drawn = re.split(_HOLE, _draw(blank, edition))
    pieces: Pieces = tuple(piece if place % 2 else kept(piece) for place, piece in enumerate(drawn))
    if {piece for piece in pieces if isinstance(piece, str)} != set(blank.holes):
        raise AssertionError(f"{TEMPLATE} does not have exactly the holes {blank.holes}.")
    _slot(blank)[:] = [pieces]
    return pieces


def _draw(blank: Blank, edition: Edition) -> str:
    definition = definition_of(edition)
    pages = definition.screening.pages if blank.screening else definition.pages
    page = next(page for page in pages if page.name == blank.page)
    questions = {question.name: question for question in page.questions}
    shown = ShownPage(page, tuple(_shown(questions[name], codes) for name, codes in blank.offered))
    with translation.override(blank.language):
        return render_to_string(TEMPLATE, _context(blank, edition, definition, shown))


def _shown(question: Any, codes: tuple[str, ...]) -> ShownQuestion:
    return ShownQuestion(question, tuple(option for option in question.options if option.code in codes))


def _context(blank: Blank, edition: Edition, definition: Definition, shown: ShownPage) -> dict[str, Any]:
    hole = {name: f"{_MARK}-{name}-" if name in blank.holes else "" for name in ALWAYS + ANSWERING}
    outbox = None if blank.screening else _Outbox(hole["outbox_key"], hole["horizon"])
    texts = [text for _, text in page_texts(definition, shown.page)]
    return {
        "language": blank.language,
        "direction": direction(blank.language),
        "tongues": [languages.Tongue(tag) for tag in blank.languages],
        "study": OpenStudy(edition, definition),
        "landing": definition.materials.get("landing", {}),
        "helps": has_help(definition.materials),
        "wishes": wishes.offered(definition),
        "helped": blank.helped,
        "demo": blank.demo,
        "hearing": Hearing(blank.language, definition, texts, blank.languages),
        "form": PageForm(shown, blank.language, definition),
        "asking": _Asking(blank.goes_back, outbox),
        "csrf_token": hole["csrf_token"],
        "key": hole["key"],
        "based_on": hole["based_on"],
        "can_skip": blank.can_skip,
        "earlier": blank.earlier,
        "progress_drawn": hole["progress"],
        "in_form": True,
    }


@lru_cache(maxsize=KEPT)
def progress(language: str, now: int, every: int, minutes: int) -> Piece:
    """Which part this is and how long the rest takes, as HTML."""
    bars = [(place < now, place == now) for place in range(1, every + 1)]
    told = {"now": now, "all": every, "minutes": minutes, "bars": bars}
    with translation.override(language):
        return kept(render_to_string("respondents/progress.html", {"progress": told}))


def forget() -> None:
    """For tests: what was drawn of an edition whose number another one gets."""
    _slot.cache_clear()
    progress.cache_clear()
