"""A file that came back → what would change and what is refused, row by row. Pure: nothing is stored here."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256

from surveys.engine.checks.freshness import source_hash
from surveys.engine.checks.wording import BRACES
from surveys.exchange.rows import Package, Row
from surveys.text_states import STALE, STATES, STEPS, Standing
from surveys.translation_units import ID_LENGTH, Unit

NEW, STEP, NOTED, UNCHANGED, WAITING, REFUSED = "new", "step", "noted", "unchanged", "waiting", "refused"
OUTCOMES = (NEW, STEP, NOTED, UNCHANGED, WAITING, REFUSED)
"""new: another translation; step: the same text in a further state; noted: only a remark or a translation back;
waiting: not translated yet."""

UNIT_ID = re.compile(rf"([0-9a-f]{{{ID_LENGTH}}})-([0-9a-f]{{{ID_LENGTH}}}|new)")
LONGEST_REMARK = 2_000


@dataclass(frozen=True)
class Line:
    """What becomes of one row. `kinds`: the steps to record, in order; `units`: the texts that they are about."""

    row: Row
    language: str
    outcome: str
    code: str = ""
    details: Mapping[str, object] = field(default_factory=dict)
    units: tuple[Unit, ...] = ()
    text: str = ""
    kinds: tuple[str, ...] = ()
    back: str = ""
    remark: str = ""

    @property
    def does_something(self) -> bool:
        return self.outcome in (NEW, STEP, NOTED)


@dataclass(frozen=True)
class Plan:
    """`absent`: texts of the study that the file does not have; `left`: parts of the file that were not read."""

    lines: tuple[Line, ...]
    absent: int = 0
    left: tuple[str, ...] = ()

    def of(self, outcome: str) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.outcome == outcome)

    @property
    def refused(self) -> tuple[Line, ...]:
        return self.of(REFUSED)

    @property
    def sound(self) -> tuple[Line, ...]:
        """Lines that change something."""
        return tuple(line for line in self.lines if line.does_something)

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(line.outcome for line in self.lines)
        return {outcome: found[outcome] for outcome in OUTCOMES}

    @property
    def steps(self) -> dict[str, int]:
        """How many texts come into each state."""
        found = Counter(line.kinds[-1] for line in self.lines if line.kinds)
        return {step: found[step] for step in STEPS if found[step]}

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line.language for line in self.sound))

    @cached_property
    def digest(self) -> str:
        """The same again only while the plan is the same: what somebody agreed to is what is done."""
        parts = ((x.row.id, x.language, x.outcome, x.code, x.text, x.kinds, x.back, x.remark) for x in self.lines)
        return sha256(repr(tuple(parts)).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Now:
    """The texts of the draft in one language, by id, and by the hash of the source as ids have it."""

    found: tuple[Standing, ...]

    @cached_property
    def by_id(self) -> Mapping[str, tuple[Standing, ...]]:
        return _grouped((item.unit.id, item) for item in self.found)

    @cached_property
    def by_source(self) -> Mapping[str, tuple[Standing, ...]]:
        return _grouped((item.unit.source_hash[:ID_LENGTH], item) for item in self.found)

    @cached_property
    def places(self) -> frozenset[str]:
        return frozenset(place for item in self.found for place in item.unit.places)


def _grouped(pairs: Iterable[tuple[str, Standing]]) -> dict[str, tuple[Standing, ...]]:
    found: dict[str, list[Standing]] = {}
    for key, item in pairs:
        found.setdefault(key, []).append(item)
    return {key: tuple(items) for key, items in found.items()}


@dataclass(frozen=True)
class Terms:
    """What the import is measured against. `step`: the state that all texts of the file are said to be in, or ''."""

    study: str
    longest: int
    step: str = ""


def plan(packages: Sequence[Package], now: Mapping[str, Now], terms: Terms) -> Plan:
    """What becomes of each row. `now`: the draft's texts by language, for every language that may come in."""
    twice = _twice(packages, now)
    lines: list[Line] = []
    for package in packages:
        language = matched(package.language, now)
        seen = {line.row.id for line in lines if line.language == language}
        for row in package.rows:
            lines.append(_line(row, package, language, now, terms, twice, seen))
            seen.add(row.id)
    lines = list(_once_per_unit(lines))
    languages = dict.fromkeys(line.language for line in lines if line.language in now)
    here = {(line.language, line.row.id) for line in lines}
    absent = sum((language, unit_id) not in here for language in languages for unit_id in now[language].by_id)
    return Plan(tuple(lines), absent, tuple(part for package in packages for part in package.left))


def _once_per_unit(lines: Iterable[Line]) -> Iterator[Line]:
    """A second row that would give a text something else is refused: two ids can lead to one text."""
    texts: dict[tuple[str, str], str] = {}
    for line in lines:
        keys = [(line.language, unit.id) for unit in line.units] if line.does_something else []
        if any(texts.setdefault(key, line.text) != line.text for key in keys):
            line = replace(line, outcome=REFUSED, code="twice", kinds=())
        yield line


def matched(tag: str, languages: Iterable[str]) -> str:
    """Our language for the file's: `ar-SA` and `AR` are ar. '' where it is none of ours."""
    lower = tag.strip().lower().replace("_", "-")
    known = set(languages)
    return lower if lower in known else next((one for one in known if lower.split("-")[0] == one), "")


def _twice(packages: Sequence[Package], now: Mapping[str, Now]) -> frozenset[tuple[str, str]]:
    """Ids that the file has with two texts, states or remarks."""
    said: dict[tuple[str, str], tuple[str, ...]] = {}
    found = set()
    for package in packages:
        for row in package.rows:
            key = (matched(package.language, now), row.id)
            told = (row.translation.strip(), row.state, row.back.strip(), row.remark.strip())
            if said.setdefault(key, told) != told:
                found.add(key)
    return frozenset(found)


def _line(
    row: Row,
    package: Package,
    language: str,
    now: Mapping[str, Now],
    terms: Terms,
    twice: frozenset[tuple[str, str]],
    seen: set[str],
) -> Line:
    line = Line(row, language, REFUSED)
    if package.study != terms.study:
        return replace(line, code="other_study", details={"study": package.study, "expected": terms.study})
    if not language:
        return replace(line, code="wrong_language", details={"language": package.language or "?"})
    if row.flaw or not _storable(row.source + row.translation + row.back + row.remark):
        return replace(line, code=row.flaw or "bad_characters")
    if row.state not in ("", *STATES) and not terms.step:
        return replace(line, code="unknown_state", details={"state": row.state})
    if row.id and (language, row.id) in twice:
        return replace(line, code="twice")
    if row.id and row.id in seen:
        return replace(line, outcome=UNCHANGED, code="repeated")
    return _judged(line, now[language], terms)


def _judged(line: Line, now: Now, terms: Terms) -> Line:
    here = now.by_id.get(line.row.id)
    if here is None:
        return _lost(line, now, terms)
    if source_hash(line.row.source) != here[0].unit.source_hash:
        return replace(line, code="source_altered")
    return _with_notes(_compared(line, here, terms), here[0], terms)


def _compared(line: Line, here: tuple[Standing, ...], terms: Terms) -> Line:
    """The row beside the text that it is about. `here`: several where texts differ in spaces only."""
    row, standing, text = line.row, here[0], line.row.translation.strip()
    line = replace(line, units=tuple(item.unit for item in here), text=text)
    if not text:
        return replace(line, code="emptied") if standing.unit.translation else replace(line, outcome=WAITING)
    if _hash(text) == standing.unit.text_hash:
        return _same_text(replace(line, text=standing.unit.translation), standing, terms, text)
    if source_hash(row.source) == _hash(text) and not terms.step and row.state not in STEPS:
        return replace(line, outcome=WAITING, code="source_copied")
    code, details = _unsound(standing.unit.source, text, terms)
    if code:
        return replace(line, code=code, details=details)
    kinds = _steps_of_new(row, standing, terms)
    restarted = row.state in STEPS[1:] and len(kinds) == 1 and not terms.step
    return replace(line, outcome=NEW, kinds=kinds, code="state_restarted" if restarted else "")


def _same_text(line: Line, standing: Standing, terms: Terms, text: str) -> Line:
    kinds = _steps(terms.step or line.row.state, standing)
    layout = "layout" if text != standing.unit.translation.strip() else ""
    return replace(line, outcome=STEP if kinds else UNCHANGED, kinds=kinds, code=layout)


def rank(state: str) -> int:
    """How far a text is: 0 before it is translated."""
    return STEPS.index(state) + 1 if state in STEPS else 0


def _steps(claim: str, standing: Standing) -> tuple[str, ...]:
    """The steps to record for a text that stayed as it was. A stale one counts as translated again first."""
    if rank(claim) <= rank(standing.state):
        return ()
    if standing.state == STALE and claim != STEPS[0]:
        return (STEPS[0], claim)
    return (claim,)


def _steps_of_new(row: Row, standing: Standing, terms: Terms) -> tuple[str, ...]:
    """A new text is translated. A further state counts where it is further than the old text was: programs that know
    no states send back the state that went out."""
    claim = terms.step or (row.state if rank(row.state) > rank(standing.state) else "")
    return (STEPS[0], claim) if rank(claim) > 1 else (STEPS[0],)


def _unsound(source: str, text: str, terms: Terms) -> tuple[str, dict[str, object]]:
    """Why the text cannot be taken, or ''."""
    if len(text) > terms.longest:
        return "too_long", {"length": len(text), "limit": terms.longest}
    wanted, found = sorted(BRACES.findall(source)), sorted(BRACES.findall(text))
    if wanted != found:
        return "placeholder", {"names": ", ".join(f"{{{name}}}" for name in wanted) or "–"}
    return "", {}


def _storable(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def _with_notes(line: Line, standing: Standing, terms: Terms) -> Line:
    """The line with what else the row brings: a translation back, and a remark."""
    if line.outcome == REFUSED:
        return line
    back, remark = _new_back(line.row, standing), _new_remark(line.row, standing)
    code = _unsound_notes(line, standing, back, remark, terms)
    if code:
        return replace(line, outcome=REFUSED, code=code, kinds=())
    if not (back or remark) or line.does_something:
        return replace(line, back=back, remark=remark)
    return replace(line, outcome=NOTED, back=back, remark=remark, text=standing.unit.translation)


def _new_back(row: Row, standing: Standing) -> str:
    back = row.back.strip()
    known = _hash(standing.back.note) if standing.back else ""
    return "" if _hash(back) == known else back


def _new_remark(row: Row, standing: Standing) -> str:
    remark = row.remark.strip()
    return "" if _hash(remark) in {_hash(event.note) for event in standing.comments} else remark


def _unsound_notes(line: Line, standing: Standing, back: str, remark: str, terms: Terms) -> str:
    if len(remark) > LONGEST_REMARK or len(back) > terms.longest:
        return "remark_too_long"
    fresh = line.outcome in (NEW, STEP) or (standing.unit.translation and standing.state != STALE)
    return "back_alone" if back and not fresh else ""


def _lost(line: Line, now: Now, terms: Terms) -> Line:
    """The row's pair is not in the draft: because it came in before, because either text changed, or it never was."""
    found = UNIT_ID.fullmatch(line.row.id)
    if not found:
        return replace(line, code="unknown_id")
    siblings = now.by_source.get(found[1], ())
    if siblings and source_hash(line.row.source)[:ID_LENGTH] != found[1]:
        return replace(line, code="source_altered")
    same = next((item for item in siblings if item.unit.text_hash == _hash(line.row.translation)), None)
    if same is not None:
        return _there_already(line, same, terms)
    known = siblings or line.row.place in now.places or source_hash(line.row.source)[:ID_LENGTH] == found[1]
    if not known:
        return replace(line, code="unknown_id")
    if not _brings(line.row, found[2]):
        return replace(line, outcome=UNCHANGED, code="left_as_it_was")
    return replace(line, code="changed_meanwhile" if siblings else "source_changed")


def _there_already(line: Line, standing: Standing, terms: Terms) -> Line:
    """The file's state may be that of the text before this one, so it counts only where the importer says it."""
    kinds = _steps(terms.step, standing) if standing.unit.translation else ()
    outcome = STEP if kinds else UNCHANGED if standing.unit.translation else WAITING
    text = standing.unit.translation
    line = replace(line, outcome=outcome, code="already_there" if text else "", units=(standing.unit,), text=text)
    return _with_notes(replace(line, kinds=kinds), standing, terms)


def _brings(row: Row, text_hash: str) -> bool:
    """Whether the row says anything that did not go out with it."""
    return bool(row.remark.strip()) or (_hash(row.translation)[:ID_LENGTH] or "new") != text_hash


def _hash(text: str) -> str:
    return source_hash(text) if text.strip() else ""
