"""What checks need to know of a definition: what a name stands for, and from which page on it is known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from surveys.engine.countries import COUNTRIES
from surveys.engine.definition import Definition, Derived, Question
from surveys.engine.expressions import BUILT_INS, Expression, references
from surveys.engine.places import page_places

Kind = Literal["choice", "multi", "number", "date", "place", "text", "built_in", "any"]
KINDS: Mapping[str, Kind] = {
    "single": "choice",
    "scale": "choice",
    "multi": "multi",
    "number": "number",
    "duration": "number",
    "date": "date",
    "country": "place",
    "municipality": "place",
    "text": "text",
    "long_text": "text",
}
ALWAYS = -1
END = 10**9


@dataclass(frozen=True)
class Named:
    """What `${name}` stands for. `codes` None = not a fixed set. `page` = place of the page that makes it known."""

    kind: Kind
    codes: frozenset[str] | None
    page: int
    screening: bool = False
    skippable: bool = False
    core: bool = False


@dataclass(frozen=True)
class Site:
    """A rule in its place. `page`: rules see what pages before this one gave. `condition`: it must be true or false."""

    where: str
    rule: Expression
    page: int
    screening: bool = False
    condition: bool = True
    steers: bool = True
    core: bool = False


def index(definition: Definition) -> Mapping[str, Named]:
    """Every name a rule may use."""
    names: dict[str, Named] = _built_ins(definition)
    first = len(definition.screening.pages)
    for place, (_, page) in enumerate(page_places(definition)):
        for question in page.questions:
            if question.asks:
                found = _question(question, place, screening=place < first)
                names[question.name] = replace(found, core=page.core)
    for item in definition.derived:
        names.setdefault(item.name, _derived(item, names))
    return names


def _built_ins(definition: Definition) -> dict[str, Named]:
    groups = definition.groups.values()
    codes: dict[str, frozenset[str] | None] = {
        "group": frozenset(definition.groups),
        "known_group": frozenset(definition.groups),
        "law": frozenset(group.law for group in groups),
        "migrant_type": frozenset(group.migrant_type for group in groups),
        "channel": None,
    }
    return {name: Named("built_in", codes[name], ALWAYS) for name in sorted(BUILT_INS)}


def _question(question: Question, place: int, *, screening: bool) -> Named:
    codes: frozenset[str] | None = frozenset(question.by_code) if question.options else None
    if question.type == "country":
        codes = COUNTRIES
    if codes is None and KINDS[question.type] in {"number", "date"}:
        codes = frozenset()
    if codes is not None:
        codes = codes | set(question.reasons)
    return Named(KINDS[question.type], codes, place, screening, not question.routing_key)


def _derived(item: Derived, names: Mapping[str, Named]) -> Named:
    page = max((names[name].page for name in references(item.expression) if name in names), default=ALWAYS)
    codes = frozenset(option.code for option in item.options) if item.options else None
    return Named("choice" if codes else "any", codes, page, skippable=True)


def sites(definition: Definition) -> Iterator[Site]:
    """Every rule of the definition; derived values come with `condition` False."""
    first = len(definition.screening.pages)
    for outcome in definition.screening.outcomes:
        if outcome.relevant:
            yield Site(f"screening/outcomes/{outcome.name}/relevant", outcome.relevant, first, screening=True)
    places = {page.name: place for place, (_, page) in enumerate(page_places(definition))}
    for section in definition.sections:
        if section.relevant and section.pages:
            start = min(places[page.name] for page in section.pages)
            core = any(page.core for page in section.pages)
            yield Site(f"sections/{section.name}/relevant", section.relevant, start, core=core)
    yield from _page_sites(definition, first)
    for item in definition.derived:
        yield Site(f"derived/{item.name}/expression", item.expression, END, condition=False, steers=False)
    for statement in definition.asserts:
        yield Site(f"asserts/{statement.name}/holds", statement.holds, END, steers=False)


def _page_sites(definition: Definition, first: int) -> Iterator[Site]:
    for place, (where, page) in enumerate(page_places(definition)):
        if page.relevant:
            yield Site(f"{where}/relevant", page.relevant, place, place < first, core=page.core)
        for question in page.questions:
            sites_here = _question_sites(f"{where}/questions/{question.name}", question, place, place < first)
            yield from (replace(site, core=page.core) for site in sites_here)


def _question_sites(where: str, question: Question, place: int, screening: bool) -> Iterator[Site]:
    if question.relevant:
        yield Site(f"{where}/relevant", question.relevant, place, screening)
    for option in question.options:
        if option.relevant:
            yield Site(f"{where}/options/{option.code}/relevant", option.relevant, place, screening)
