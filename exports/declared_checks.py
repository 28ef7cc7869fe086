"""What a study declares for analysis, looked at before anybody uses it (`surveys/declarations.py` asks). Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from exports import areas, code_frames, table_declarations
from exports.case_columns import case_columns
from exports.columns import columns
from exports.counting import GROUP, Variable, variables_of
from exports.declared import WronglyDeclared
from exports.disclosure_rules import KEY, declared, wrong
from exports.flags.settings import settings_of
from exports.generalise import quasi, shaped
from exports.lexicons import lexicon
from exports.monitor.limits import monitoring_of
from exports.weight_plan import CODE as WRONG_WEIGHTING
from exports.weight_plan import plan_of
from exports.weights import Plan
from surveys.declarations import Declarations
from surveys.engine import tags, wave_items
from surveys.engine.checks.names import kept_for_codes
from surveys.engine.definition import Definition
from surveys.engine.problems import Problem

CODES: Mapping[str, str] = {
    "wrong_areas": "error",
    "wrong_base": "error",
    "wrong_breakdown": "error",
    "wrong_disclosure": "error",
    "wrong_frame": "error",
    "wrong_tag": "error",
    "wrong_wave": "error",
    "wrong_weighting": "error",
    "unreadable_file": "error",
    "unused_name": "warning",
}
"""Codes that these checks have beside those of form. docs/checks.md says what each means."""
FRAMES = "coding.yaml"
SPELLING = "Check the spelling."


def problems(asked: Declarations) -> Iterator[Problem]:
    checks = (names, weighting, cleaning, disclosure, tables, tagged, frames, monitoring, waves, municipalities)
    for check in checks:
        yield from check(asked)


def names(asked: Declarations) -> Iterator[Problem]:
    """Names that are kept for the codes of answers to other editions; a check of one edition sees its own."""
    for other in asked.editions:
        if other is not asked.definition:
            yield from kept_for_codes(asked.definition, other)


def weighting(asked: Declarations) -> Iterator[Problem]:
    margins = asked.definition.document.get("margins") or {}
    if not isinstance(margins, Mapping):
        yield _weighting("margins", "This is not a mapping.", "Write NAME: and the counts by code.")
    elif margins.get("weighting"):
        try:
            plan = plan_of(margins)
        except WronglyDeclared as fault:
            yield from fault.problems
        else:
            yield from _names_of_plan(plan, asked) if asked.complete else ()


def _weighting(where: str, message: str, what_to_do: str) -> Problem:
    return Problem(where, WRONG_WEIGHTING, message, what_to_do)


def _names_of_plan(plan: Plan, asked: Declarations) -> Iterator[Problem]:
    """Margins that nobody can have a value of, and codes that neither the study nor its counts have."""
    known = [variables_of(one) for one in asked.editions]
    strata = {name for one in asked.editions for name in one.strata}
    listed = "margins/weighting"
    for name in dict.fromkeys(margin.variable for margin in plan.margins):
        single = any(name in held and not held[name].multi for held in known)
        if not single and name not in strata:
            message = f"“{name}” is no question with one answer, no derived value and no column of the list."
            yield _weighting(f"{listed}/margins", message, SPELLING)
    codes = _codes_of(plan, known)
    for where, name, code in _codes_named(plan):
        if name not in codes:
            message = f"“{name}” is not among the margins."
            yield _weighting(f"{listed}/{where}", message, SPELLING)
        elif code and code not in codes[name]:
            yield _weighting(f"{listed}/{where}", f"“{name}” has no code “{code}”.", SPELLING)


def _codes_of(plan: Plan, known: Iterable[Mapping[str, Variable]]) -> dict[str, set[str]]:
    """Of each margin, and of the group, the codes that are counted or that can be answered."""
    found: dict[str, set[str]] = {GROUP: set()}
    for margin in plan.margins:
        found.setdefault(margin.variable, set()).update(margin.counts)
    for held in known:
        for name in found:
            found[name].update(code for code, _ in held[name].options) if name in held else None
    return found


def _codes_named(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Where, of which variable, which code."""
    yield from (("base", GROUP, group) for group in plan.base)
    yield from (("margins", GROUP, margin.within) for margin in plan.margins if margin.within)
    for name, codes in plan.missing.items():
        yield from ((f"missing/{name}", name, code) for code in sorted(codes))
    for name, pairs in plan.neighbours.items():
        yield from ((f"neighbours/{name}", name, code) for pair in pairs.items() for code in pair)


def cleaning(asked: Declarations) -> Iterator[Problem]:
    others = [one for one in asked.editions if one is not asked.definition]
    try:
        unused = settings_of([asked.definition, *others]).unused
    except WronglyDeclared as fault:
        yield from fault.problems
        return
    for name in unused if asked.complete else ():
        message = f"No edition has “{name}”, so it is not looked at."
        yield Problem("cleaning", "unused_name", message, SPELLING, "warning")


def disclosure(asked: Declarations) -> Iterator[Problem]:
    try:
        known = declared(asked.definition)
        yield from _together(known.together, asked) if asked.complete else ()
        yield from _deposit(asked)
    except WronglyDeclared as fault:
        yield from fault.problems


def _together(sets: Mapping[str, tuple[tuple[str, ...], ...]], asked: Declarations) -> Iterator[Problem]:
    known = [variables_of(one) for one in asked.editions]
    for name, listed in sets.items():
        codes = {code for held in known if name in held for code, _ in held[name].options}
        for code in [one for together in listed for one in together if one not in codes]:
            yield from wrong(f"together/{name}", f"No edition has “{name}” with the code “{code}”.", SPELLING).problems


def _deposit(asked: Declarations) -> Iterator[Problem]:
    """Each step is tried on the columns of the edition that has the name, without any rows."""
    said = (asked.definition.document.get(KEY) or {}).get("deposit")
    if said is None:
        return
    every = (*columns(asked.editions), *case_columns(asked.editions))
    names = frozenset(name for column in every for name in (column.name, column.question) if name)
    for one in quasi(said, names):
        held = [column for column in every if one.name in (column.question, column.name) and not column.open_text]
        holder = next((known for known in asked.editions if _has(known, one.name)), asked.definition)
        for step in one.steps:
            try:
                shaped(one, step, held, [() for _ in held], holder)
            except WronglyDeclared as fault:
                yield from fault.problems


def _has(definition: Definition, name: str) -> bool:
    return name in definition.questions or any(item.name == name for item in definition.derived)


def tables(asked: Declarations) -> Iterator[Problem]:
    beside = [column.name for column in case_columns(asked.editions) if column.values] + ["language"]
    try:
        table_declarations.of_edition(asked.definition, asked.editions if asked.complete else (), beside)
    except WronglyDeclared as fault:
        yield from fault.problems


def tagged(asked: Declarations) -> Iterable[Problem]:
    return tags.problems(asked.definition, asked.editions if asked.complete else ())


def frames(asked: Declarations) -> Iterator[Problem]:
    raw = asked.files.get(FRAMES)
    if raw is None:
        return
    try:
        found = code_frames.parse_frames(raw if asked.complete else _of_known(raw, asked), asked.editions)
    except WronglyDeclared as fault:
        yield from fault.problems
        return
    for frame in found:
        if frame.lexicon:
            codes = frozenset().union(*lexicon(frame.lexicon).names.values())
            for code in sorted(set(frame.of_lexicon) - codes):
                where, message = f"coding/{frame.question}", f"The lexicon {frame.lexicon} has no code “{code}”."
                yield Problem(where, "wrong_frame", message, SPELLING)


def waves(asked: Declarations) -> Iterator[Problem]:
    raw = asked.files.get(wave_items.FILE)
    if raw is not None:
        yield from wave_items.problems(raw, asked.definition, asked.later, asked.files.get(wave_items.FIGURES))


def monitoring(asked: Declarations) -> Iterator[Problem]:
    try:
        monitoring_of(asked.definition)
    except WronglyDeclared as fault:
        yield from fault.problems


def municipalities(asked: Declarations) -> Iterator[Problem]:
    text = asked.files.get(areas.FILE)
    if text is not None:
        try:
            areas.parse(areas.FILE, text)
        except WronglyDeclared as fault:
            yield from fault.problems


def _of_known(raw: Any, asked: Declarations) -> Any:
    """Without what an edition not seen here may have: frames of its questions, and codes that are its options."""
    listed = raw.get("coding") if isinstance(raw, dict) else None
    if not isinstance(listed, list):
        return raw
    known = code_frames.open_questions(asked.editions)
    kept = [one for one in listed if not isinstance(one, dict) or one.get("question") in known]
    return {"coding": [_with_known_codes(one, asked) for one in kept]}


def _with_known_codes(frame: Any, asked: Declarations) -> Any:
    """A code with neither label nor value is an option of the question, in one edition or another."""
    codes = frame.get("codes") if isinstance(frame, dict) else None
    if not isinstance(codes, list):
        return frame
    options = {
        option.code
        for definition in asked.editions
        if (question := definition.questions.get(frame.get("question")))
        for option in question.options
    }
    return {**frame, "codes": [code for code in codes if _is_whole(code) or code.get("code") in options]}


def _is_whole(code: Any) -> bool:
    """Whether the code says for itself what it is; what is no mapping is left for the reader to name."""
    return not isinstance(code, dict) or "value" in code or "label" in code
