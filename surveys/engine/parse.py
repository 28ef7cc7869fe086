"""Document → Definition, or every problem of form at once. docs/definition.md is the format."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

from surveys.engine.definition import (
    Assertion,
    Audio,
    Consent,
    Dates,
    Definition,
    Derived,
    Group,
    Outcome,
    Reason,
    Scale,
    Screening,
    Section,
    Term,
)
from surveys.engine.document import (
    LANGUAGE,
    NO_RULE,
    NO_TEXT,
    At,
    Report,
    anything,
    day,
    flag,
    mapping,
    names,
    one_of,
    rule,
    string,
    strings,
    text,
    whole,
)
from surveys.engine.dump import dump
from surveys.engine.editions import select_edition
from surveys.engine.parse_questions import Lists, page, read_lists, read_options
from surveys.engine.plain import plain
from surveys.engine.problems import DefinitionError, Problem

__all__ = ["DefinitionError", "parse", "select_edition"]

REQUIRED = "study title languages groups sections"
CARRIED = "breakdowns table_bases margins cleaning quasi_identifiers monitoring tags published"
"""Keys that other rooms read; the engine carries them along."""
OPTIONAL = (
    "wave series reconstruction mode dates audio reasons terms option_lists consent screening derived scales asserts "
    "materials frame " + CARRIED
)
MATERIALS = "landing screened done refused letters reminders flyers messages guide help referral privacy wishes"


def parse(document: Any) -> Definition:
    """Read the document of one edition. Raises DefinitionError with all problems; never anything else."""
    report = Report()
    root = At(plain(document), "", report)
    definition = _definition(root)
    report.problems.extend(_duplicates(definition))
    if report.problems:
        raise DefinitionError(sorted(set(report.problems)))
    return replace(definition, document=dump(replace(definition, document=root.value)))


def _definition(root: At) -> Definition:
    fields = root.fields(REQUIRED, OPTIONAL)
    root.report.languages = fields.read("languages", _languages, ("nl",))
    lists: Lists = fields.read("option_lists", read_lists, {})
    return Definition(
        study=fields.read("study", string, ""),
        title=fields.read("title", text, NO_TEXT),
        languages=root.report.languages,
        mode=fields.read("mode", one_of("both", "open", "coded"), "both"),  # type: ignore[arg-type]
        groups=fields.read("groups", _groups, {}),
        sections=fields.each("sections", lambda at: _section(at, lists)),
        wave=fields.read("wave", string, ""),
        series=fields.read("series", string, ""),
        reconstruction=fields.read("reconstruction", flag, False),
        dates=fields.read("dates", _dates, Dates()),
        terms=fields.read("terms", _terms, {}),
        reasons=fields.read("reasons", _reasons, {}),
        audio=fields.read("audio", _audio, Audio()),
        consent=fields.maybe("consent", _consent),
        screening=fields.read("screening", lambda at: _screening(at, lists), Screening()),
        derived=fields.each("derived", lambda at: _derived(at, lists)),
        scales=fields.each("scales", _scale),
        asserts=fields.each("asserts", _assertion),
        materials=fields.read("materials", _materials, {}),
        frame=fields.read("frame", mapping, {}),
    )


def _languages(at: At) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(strings(at)))
    for item in at.items():
        if isinstance(item.value, str) and not LANGUAGE.fullmatch(item.value):
            item.problem("bad_value", f"“{item.value[:20]}” is not a language tag.", "Use tags such as nl, en, ar.")
    if not found and at.value == []:
        at.problem("bad_value", "No language is given.", "Name the source language first.")
    return found or ("nl",)


def _groups(at: At) -> Mapping[str, Group]:
    return {name: _group(item, name) for name, item in at.entries().items()}


def _group(at: At, name: str) -> Group:
    fields = at.fields("label value", "law migrant_type untyped")
    return Group(
        name,
        fields.read("label", text, NO_TEXT),
        fields.read("value", whole, 0),
        fields.read("law", string, ""),
        fields.read("migrant_type", string, ""),
        fields.read("untyped", flag, False),
    )


def _dates(at: At) -> Dates:
    fields = at.fields("", "open close withdraw_until")
    return Dates(*(fields.read(key, day, None) for key in ("open", "close", "withdraw_until")))


def _audio(at: At) -> Audio:
    fields = at.fields("", "recordings")
    return Audio(fields.read("recordings", one_of("any", "human"), "any"))  # type: ignore[arg-type]


def _terms(at: At) -> Mapping[str, Term]:
    return {name: _term(item, name) for name, item in at.entries().items()}


def _term(at: At, name: str) -> Term:
    fields = at.fields("label explanation")
    return Term(name, fields.read("label", text, NO_TEXT), fields.read("explanation", text, NO_TEXT))


def _reasons(at: At) -> Mapping[Reason, Any]:
    fields = at.fields("", "dont_know prefer_not not_applicable")
    return {cast(Reason, key): text(item) for key, item in fields.given.items()}


def _consent(at: At) -> Consent:
    fields = at.fields("version title text agree refuse")
    return Consent(
        fields.read("version", string, ""),
        fields.read("title", text, NO_TEXT),
        fields.each("text", text),
        fields.read("agree", text, NO_TEXT),
        fields.read("refuse", text, NO_TEXT),
    )


def _screening(at: At, lists: Lists) -> Screening:
    fields = at.fields("outcomes", "pages")
    return Screening(fields.each("pages", lambda item: page(item, lists, "")), fields.each("outcomes", _outcome))


def _outcome(at: At) -> Outcome:
    fields = at.fields("name", "relevant group refuse title text")
    found = Outcome(
        fields.read("name", string, ""),
        fields.maybe("relevant", rule),
        fields.maybe("group", string),
        fields.read("refuse", flag, False),
        fields.maybe("title", text),
        fields.maybe("text", text),
    )
    if (found.group is None) is not found.refuse:
        at.problem("outcome_end", "An outcome leads to a group or refuses.", "Give it either group or refuse: true.")
    return found


def _section(at: At, lists: Lists) -> Section:
    fields = at.fields("name title pages", "groups relevant")
    name = fields.read("name", string, "")
    return Section(
        name,
        fields.read("title", text, NO_TEXT),
        fields.each("pages", lambda item: page(item, lists, name)),
        fields.maybe("groups", names),
        fields.maybe("relevant", rule),
    )


def _derived(at: At, lists: Lists) -> Derived:
    fields = at.fields("name label expression", "options groups notes")
    options, _ = fields.read("options", lambda item: read_options(item, lists), ((), None))
    return Derived(
        fields.read("name", string, ""),
        fields.read("label", text, NO_TEXT),
        fields.read("expression", rule, NO_RULE),
        options,
        fields.maybe("groups", names),
        fields.read("notes", string, ""),
    )


def _scale(at: At) -> Scale:
    fields = at.fields("name label items min_items", "groups")
    return Scale(
        fields.read("name", string, ""),
        fields.read("label", text, NO_TEXT),
        fields.read("items", strings, ()),
        fields.read("min_items", whole, 1),
        fields.maybe("groups", names),
    )


def _assertion(at: At) -> Assertion:
    fields = at.fields("name text holds")
    return Assertion(
        fields.read("name", string, ""), fields.read("text", string, ""), fields.read("holds", rule, NO_RULE)
    )


def _materials(at: At) -> Mapping[str, Any]:
    fields = at.fields("", MATERIALS)
    fields.read("wishes", _wishes, None)
    return {key: anything(item) for key, item in fields.given.items()}


def _wishes(at: At) -> None:
    """What can be asked for after sending. A raffle has terms that everybody can read, a panel its own thanks."""
    given = at.fields("", "raffle interview panel terms").given
    if "raffle" in given and "terms" not in given:
        at.problem("missing_key", "A raffle needs its terms.", "Add “terms” beside “raffle”.")
    panel = given["panel"].value if "panel" in given else None
    if panel and not (isinstance(panel, dict) and panel.get("kept")):
        at.problem("missing_key", "A panel needs its thanks.", "Add “kept” to “panel”: what is said to who joins.")


def _duplicates(definition: Definition) -> Iterator[Problem]:
    """Names given twice among pages, among sections, and among things that make columns."""
    for kind, found in _named(definition).items():
        for name, times in Counter(found).items():
            if times > 1 and name:
                message = f"The name “{name[:60]}” is given {times} times."
                yield Problem(f"{kind}/{name[:60]}", "duplicate_name", message, "Give each its own name.")


def _named(definition: Definition) -> dict[str, list[str]]:
    pages = list(definition.all_pages())
    questions = [question.name for page in pages for question in page.questions]
    values = [item.name for item in definition.derived] + [item.name for item in definition.scales]
    return {
        "sections": [section.name for section in definition.sections],
        "pages": [page.name for page in pages],
        "questions": questions + values,
        "outcomes": [outcome.name for outcome in definition.screening.outcomes],
        "asserts": [item.name for item in definition.asserts],
    }
