"""Names and export columns: valid in SPSS and Stata, short enough, each once."""

import re
from collections.abc import Iterator

from surveys.engine.catalogue import fault
from surveys.engine.cell_words import DATE_PARTS
from surveys.engine.definition import Definition, Option, Question
from surveys.engine.expressions import BUILT_INS
from surveys.engine.places import page_places, question_places
from surveys.engine.problems import Problem

MAX_COLUMN = 32
"""Stata's limit for a variable name."""

NAME = re.compile(r"[a-z][a-z0-9_]*")
CODE = re.compile(r"[a-z0-9_]+")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SPSS = "all and by eq ge gt le lt ne not or to with"
STATA = "_all _b _coef _cons _n _pi _pred _rc _se _skip byte double float if in int long strl using with str alias date"
RESERVED = frozenset(SPSS.split()) | frozenset(STATA.split()) | BUILT_INS
"""Words that SPSS and Stata keep to themselves, and the built-in names of rules."""
ABOUT_CASE = """
analysis_set channel cluster coded completeness completeness_class disposition duration edition finished group
group_asked group_screened language mode respnr sent started_on synthetic
"""
OF_DATASET = frozenset(ABOUT_CASE.split())
"""Columns that every dataset has beside those of the study. `exports/own_columns.py` makes them."""
KEPT_PREFIXES = ("reg_", "weight_", "flag_")
"""What the names of columns of the register, of weights and of flags begin with, whichever there are."""
CODED = "_coded"
"""Codes of a question's open answers stand in columns called after it, with this behind."""


TYPED = frozenset({"text", "long_text"})
"""Types of question that are answered in people's own words."""


def is_kept(name: str) -> bool:
    """Whether a dataset has, or may get, a column of this name that is not the study's."""
    return name.lower() in OF_DATASET or name.lower().startswith(KEPT_PREFIXES)


def columns(question: Question) -> tuple[str, ...]:
    """The export columns of a question. The reason why a text is missing stands in a column of its own."""
    name = question.name
    if question.type == "multi":
        own = tuple(f"{name}_{option.short or option.code}" for option in question.options if option.in_base)
    elif question.type == "date":
        own = tuple(f"{name}_{part}" for part in DATE_PARTS)
    else:
        own = (name, f"{name}_r") if question.type in TYPED else (name,)
    return (*own, f"{name}_other") if question.other else own


def check_names(definition: Definition) -> Iterator[Problem]:
    if not SLUG.fullmatch(definition.study):
        message = f"“{definition.study[:60]}” is no slug."
        yield fault("bad_name", "study", message, "Use lower-case letters, digits and -.")
    for where, name in _names(definition):
        yield from _name(where, name)
    for where, name in _variables(definition):
        if name in RESERVED or re.fullmatch(r"str[0-9]+", name):
            message = f"“{name}” is a word of SPSS, Stata or the rule language."
            yield fault("reserved_name", where, message, "Choose another name.")
    yield from _codes(definition)
    yield from _columns(definition)
    yield from _kept(definition)
    yield from kept_for_codes(definition, definition)


def _name(where: str, name: str) -> Iterator[Problem]:
    if not NAME.fullmatch(name):
        message = f"“{name[:60]}” is not a name."
        yield fault("bad_name", where, message, "Start with a lower-case letter, then letters, digits and _.")


def _names(definition: Definition) -> Iterator[tuple[str, str]]:
    yield from ((f"groups/{name}", name) for name in definition.groups)
    yield from ((f"terms/{name}", name) for name in definition.terms)
    yield from ((f"sections/{section.name}", section.name) for section in definition.sections)
    yield from ((where, page.name) for where, page in page_places(definition))
    yield from ((f"screening/outcomes/{item.name}", item.name) for item in definition.screening.outcomes)
    yield from ((f"asserts/{item.name}", item.name) for item in definition.asserts)
    yield from _variables(definition)


def _variables(definition: Definition) -> Iterator[tuple[str, str]]:
    yield from ((where, question.name) for where, question in question_places(definition))
    yield from ((f"derived/{item.name}", item.name) for item in definition.derived)
    yield from ((f"scales/{item.name}", item.name) for item in definition.scales)


def option_places(definition: Definition) -> Iterator[tuple[str, tuple[Option, ...]]]:
    """(where, options) of every list once: shared ones under option_lists."""
    shared: set[str] = set()
    for where, question in question_places(definition):
        name = question.option_list
        if name is None and question.options:
            yield f"{where}/options", question.options
        elif name and name not in shared:
            shared.add(name)
            yield f"option_lists/{name}", question.options
    yield from ((f"derived/{item.name}/options", item.options) for item in definition.derived if item.options)


def _codes(definition: Definition) -> Iterator[Problem]:
    for where, options in option_places(definition):
        for option in options:
            if not CODE.fullmatch(option.code) or (option.short and not CODE.fullmatch(option.short)):
                message = f"“{(option.short or option.code)[:60]}” is not a code."
                yield fault("bad_code", f"{where}/{option.code}", message, "Use lower-case letters, digits and _.")


def _columns(definition: Definition) -> Iterator[Problem]:
    taken: dict[str, str] = {}
    for where, _, names in all_columns(definition):
        for name in names:
            if len(name) > MAX_COLUMN:
                message = f"The column {name[:80]} has {len(name)} characters."
                advice = f"Keep it to {MAX_COLUMN}: shorten the name, or give the option a `short`."
                yield fault("long_name", where, message, advice)
            if taken.get(name.lower(), where) != where:
                message = f"The column {name[:80]} is also made at {taken[name.lower()]}."
                yield fault("column_clash", where, message, "Rename one of the two.")
            taken.setdefault(name.lower(), where)
        yield from _twice(where, names)


def _twice(where: str, names: tuple[str, ...]) -> Iterator[Problem]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        message = f"The column {name[:80]} is made twice."
        yield fault("column_clash", where, message, "Give one of the options another `short` or code.")


def _kept(definition: Definition) -> Iterator[Problem]:
    """Names, of a question or of its columns, that datasets keep for what is no answer."""
    for where, own, names in all_columns(definition):
        made = [name.lower() for name in dict.fromkeys((own, *names)) if name not in RESERVED]
        for name in sorted(OF_DATASET.intersection(made)):
            yield _is_kept(where, f"Every dataset has a column {name} of its own, beside the questions.")
        for prefix in KEPT_PREFIXES:
            if found := next((name for name in made if name.startswith(prefix)), ""):
                message = f"Datasets keep columns that begin with {prefix} for something else: {found[:80]}."
                yield _is_kept(where, message)


def _is_kept(where: str, message: str) -> Problem:
    return fault("kept_name", where, message, "Choose another name, or another code or `short` of the option.")


def kept_for_codes(definition: Definition, asked: Definition) -> Iterator[Problem]:
    """Names that the codes of open answers have or may get. `asked`: the edition, this or another, with the answers."""
    coded = {f"{question.name}{CODED}": question.name for question in asked.questions.values() if is_open(question)}
    for where, own, names in all_columns(definition) if coded else ():
        for name in dict.fromkeys((own, *names)):
            for question in (coded[stem] for stem in _stems(name.lower()) if stem in coded):
                yield _is_kept(where, f"{name[:80]} is kept for the codes of open answers to {question[:80]}.")


def _stems(name: str) -> Iterator[str]:
    """Beginnings of a name up to where columns of codes end or go on: of `say_coded_by` it is `say_coded`."""
    yield from (name[: found.end()] for found in re.finditer(f"{CODED}(?=_|$)", name))


def is_open(question: Question) -> bool:
    """Whether people type words that can be coded afterwards."""
    return question.other or question.type in TYPED


def all_columns(definition: Definition) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(where, name, columns) of everything that makes columns."""
    yield from ((where, q.name, columns(q)) for where, q in question_places(definition) if q.asks)
    yield from ((f"derived/{item.name}", item.name, (item.name,)) for item in definition.derived)
    yield from ((f"scales/{item.name}", item.name, (item.name,)) for item in definition.scales)
