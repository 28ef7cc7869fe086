"""Random small studies, and all that can happen in them, found by trying all answers: no solver, no cleverness."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import combinations, product
from random import Random
from typing import Any

from surveys.engine.answers import Answer, Choice, Choices, DateRange, Months, Number, Place, Refusal, Words
from surveys.engine.definition import Definition, Page, Question, is_for
from surveys.engine.parse import parse
from surveys.engine.path import Path, outcome, path, screening_path
from surveys.engine.proof.sites import Target
from surveys.engine.rules import evaluate, holds

MOST = 2_500
"""Sets of answers per study that trying them all may take."""
TEXT = {"nl": "Een tekst"}


class Writer:
    """Writes one random study, from one seeded source of chance."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.known: dict[str, Any] = {}
        self.size = 1
        self.groups = ["one", "two"][: self.random.randint(1, 2)]
        self.with_register = self.random.random() < 0.3

    def document(self) -> dict[str, Any]:
        screening = [self.page(f"s{n}") for n in range(self.random.randint(0, 2))]
        outcomes = self.outcomes()
        pages = [self.page(f"q{n}") for n in range(self.random.randint(2, 4))]
        derived = self.derived()
        pages += [self.page(f"r{n}") for n in range(self.random.randint(1, 2))]
        return {
            "study": "lot",
            "title": TEXT,
            "languages": ["nl"],
            "mode": "both" if self.with_register else "open",
            "groups": {
                name: {"label": TEXT, "value": n, "law": f"law_{name}"} for n, name in enumerate(self.groups, 1)
            },
            "reasons": {"dont_know": TEXT, "prefer_not": TEXT},
            "screening": {"pages": screening, "outcomes": outcomes},
            "sections": [self.section(n, part) for n, part in enumerate(_halves(pages))],
            "derived": derived,
            "asserts": [self.assertion(name) for name in ("a_only", "b_reached")],
        }

    def section(self, number: int, pages: list[dict[str, Any]]) -> dict[str, Any]:
        return {"name": f"section_{number}", "title": TEXT, "pages": pages}

    def page(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = {"name": f"page_{name}"}
        rule = self.rule(0.5)
        if rule:
            found["relevant"] = rule
        if name[0] != "s" and len(self.groups) > 1 and self.random.random() < 0.2:
            found["groups"] = [self.random.choice(self.groups)]
        found["questions"] = [self.question(name)]
        if self.random.random() < 0.2:
            found["questions"].append(self.question(f"{name}b"))
        for question in found["questions"]:
            self.known[question["name"]] = question
        return found

    def question(self, name: str) -> dict[str, Any]:
        kind = self.random.choice(["single", "single", "scale", "multi", "number", "date", "text", "duration"])
        found: dict[str, Any] = {"name": name, "type": kind, "label": TEXT, **self.parts(kind)}
        if self.random.random() < 0.3:
            found["reasons"] = ["dont_know"]
        if self.random.random() < 0.25:
            found["routing_key"] = True
        rule = self.rule(0.2)
        if rule:
            found["relevant"] = rule
        self.size *= len(list(answers_to(_question(found)))) + 1
        return found if self.size <= MOST else {"name": name, "type": "statement", "label": TEXT}

    def parts(self, kind: str) -> dict[str, Any]:
        if kind in ("single", "scale", "multi"):
            return {"options": [self.option(code, kind) for code in "abc"[: self.random.randint(2, 3)]]}
        if kind == "number":
            return self.random.choice(
                [{"min": 0, "max": 3}, {"min": -1, "max": 1}, {"min": 0, "max": 1, "decimals": 1}]
            )
        if kind == "date":
            precisions = self.random.sample(["day", "month", "year", "before", "after"], 2)
            pivot = {"pivot": date(2024, 1, 1)} if {"before", "after"} & set(precisions) else {}
            return {"min": date(2023, 12, 30), "max": date(2024, 1, 2), "precisions": precisions, **pivot}
        return {"min": 0, "max": 0.25} if kind == "duration" else {}

    def option(self, code: str, kind: str) -> dict[str, Any]:
        found: dict[str, Any] = {"code": code, "label": TEXT}
        rule = self.rule(0.25)
        if rule:
            found["relevant"] = rule
        if kind == "scale":
            found["score"] = 1
        if kind == "multi" and code == "c" and self.random.random() < 0.5:
            found["exclusive"] = True
        return found

    def outcomes(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for place, name in enumerate(self.groups):
            rule = self.rule(0.8) or "'a' = 'a'"
            found.append({"name": f"to_{name}", "group": name, "relevant": rule})
            if self.random.random() < 0.2:
                found.append({"name": f"refuse_{place}", "refuse": True, "relevant": self.rule(1.0) or "'a' = 'b'"})
        if self.random.random() < 0.6:
            found.append({"name": "rest", "group": self.groups[0]})
        return found

    def derived(self) -> list[dict[str, Any]]:
        if not self.known or self.random.random() < 0.4:
            return []
        rule = self.expression(1)
        expression = f"if({rule}, 'x', {self.random.choice(['', 'y', 'z'])!r})" if self.random.random() < 0.7 else rule
        options = [{"code": code, "label": TEXT} for code in ("x", "y")]
        found = {"name": "d", "label": TEXT, "expression": expression, "options": options}
        self.known["d"] = {"name": "d", "type": "derived"}
        return [found]

    def assertion(self, name: str) -> dict[str, Any]:
        return {"name": name, "text": "Dit geldt.", "holds": self.rule(1.0) or "'a' = 'a'"}

    def rule(self, chance: float) -> str | None:
        return self.expression(2) if self.random.random() < chance else None

    def expression(self, depth: int) -> str:
        if depth and self.random.random() < 0.45:
            left, right = self.expression(depth - 1), self.expression(depth - 1)
            joined = self.random.choice([f"{left} and {right}", f"{left} or {right}", f"not({left})"])
            return f"({joined})"
        return self.comparison()

    def comparison(self) -> str:
        names = [*self.known, *(["known_group"] if self.with_register else []), "group"]
        name = self.random.choice(names)
        kind = self.known.get(name, {}).get("type", "built_in")
        return self.random.choice(list(COMPARISONS[kind](self.random, f"${{{name}}}")))


def _codes(random: Random, name: str) -> Iterator[str]:
    code, sign = random.choice(["a", "b", "c", "", "dont_know"]), random.choice(["=", "=", "!="])
    yield f"{name} {sign} '{code}'"


def _multi(random: Random, name: str) -> Iterator[str]:
    yield f"selected({name}, '{random.choice('abc')}')"
    yield f"count-selected({name}) {random.choice(['>', '>=', '='])} {random.choice([0, 1, 2])}"
    yield f"{name} {random.choice(['=', '!='])} ''"


def _number(random: Random, name: str) -> Iterator[str]:
    sign, bound = random.choice(["=", "!=", "<", "<=", ">", ">="]), random.choice([0, 1, 2, "0.5"])
    yield f"{name} {sign} {bound}"
    yield f"{name} + {bound} {sign} 2"
    yield f"{name} * 2 {sign} 3 - {bound}"
    yield f"{name} mod 2 {sign} {bound}"
    yield f"coalesce({name}, 1) {sign} {bound}"
    yield f"{name} != ''"


def _date(random: Random, name: str) -> Iterator[str]:
    day, sign = (
        random.choice(["2024-01-01", "2023-12-31", "2024-01-02"]),
        random.choice(["=", "!=", "<", "<=", ">", ">="]),
    )
    yield f"{name} {sign} date('{day}')"
    yield f"{name} = ''"


def _text(random: Random, name: str) -> Iterator[str]:
    yield f"{name} {random.choice(['=', '!='])} '{random.choice(['a', 'yes', ''])}'"


def _built_in(random: Random, name: str) -> Iterator[str]:
    yield f"{name} {random.choice(['=', '!='])} '{random.choice(['one', 'two', ''])}'"


def _derived(random: Random, name: str) -> Iterator[str]:
    yield f"{name} {random.choice(['=', '!='])} '{random.choice(['x', 'y', '', 'true'])}'"


COMPARISONS = {
    "single": _codes,
    "scale": _codes,
    "multi": _multi,
    "number": _number,
    "duration": _number,
    "date": _date,
    "text": _text,
    "built_in": _built_in,
    "derived": _derived,
    "statement": lambda random, name: iter([f"{name} = ''"]),
}


def _halves(pages: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    middle = len(pages) // 2
    return [pages[:middle], pages[middle:]]


def _question(data: Mapping[str, Any]) -> Question:
    page = {"name": "p", "questions": [{**data, "relevant": "'a' = 'a'"}]}
    document = {
        "study": "x",
        "title": TEXT,
        "languages": ["nl"],
        "groups": {},
        "sections": [{"name": "s", "title": TEXT, "pages": [page]}],
    }
    return next(iter(parse(document).questions.values()))


def random_study(seed: int) -> Definition:
    return parse(Writer(seed).document())


def answers_to(question: Question) -> Iterator[Answer]:
    """Every answer there is, apart from texts that no rule speaks of, of which one will do."""
    yield from (Refusal(reason) for reason in question.reasons)
    match question.type:
        case "single" | "scale":
            yield from (Choice(option.code) for option in question.options)
        case "multi":
            yield from _several(question)
        case "number":
            step = Decimal(1).scaleb(-question.decimals)
            yield from (Number(step * n) for n in range(int(question.minimum / step), int(question.maximum / step) + 1))  # type: ignore[operator]
        case "duration":
            yield from (Months(n) for n in range(int(question.maximum * 12) + 1))  # type: ignore[operator]
        case "date":
            yield from _dates(question)
        case "text" | "long_text":
            yield from (Words(text) for text in ("a", "yes", "x", "true", "one", "two"))
        case "country":
            yield from (Place(code) for code in ("SY", "ER", "TR"))


def _several(question: Question) -> Iterator[Answer]:
    for size in range(1, len(question.options) + 1):
        for chosen in combinations(question.options, size):
            if size == 1 or not any(option.exclusive for option in chosen):
                yield Choices(frozenset(option.code for option in chosen))


def _dates(question: Question) -> Iterator[Answer]:
    days = [date(2023, 12, 30), date(2023, 12, 31), date(2024, 1, 1), date(2024, 1, 2)]
    for precision in question.precisions:
        if precision == "day":
            yield from (DateRange.day(day) for day in days)
        elif precision == "month":
            yield DateRange("month", date(2023, 12, 1), date(2023, 12, 31))
            yield DateRange("month", date(2024, 1, 1), date(2024, 1, 31))
        elif precision == "year":
            yield DateRange("year", date(2023, 1, 1), date(2023, 12, 31))
            yield DateRange("year", date(2024, 1, 1), date(2024, 12, 31))
        else:
            sides = {"before": (days[0], days[1]), "after": (days[2], days[3])}
            yield DateRange(precision, *sides[precision])


@dataclass
class Seen:
    """What all respondents of one scope met between them, and the fewest answers that show a thing."""

    targets: set[Target] = field(default_factory=set)
    fewest: dict[Target, int] = field(default_factory=lambda: defaultdict(lambda: 10**6))

    def meet(self, target: Target, answers: int) -> None:
        self.targets.add(target)
        self.fewest[target] = min(self.fewest[target], answers)


def everything(definition: Definition) -> dict[str, Seen]:
    """By scope ('' = screening) what somebody can meet, by trying every set of answers."""
    found = {name: Seen() for name in ("", *definition.groups)}
    questions = list(definition.questions.values())
    known = ["", *definition.groups] if definition.mode == "both" else [""]
    for chosen in product(*([None, *answers_to(question)] for question in questions)):
        answers = {q.name: a for q, a in zip(questions, chosen, strict=True) if a is not None}
        for group in known:
            _try(definition, answers, {"known_group": group} if group else {}, found)
    return found


def _try(definition: Definition, answers: dict[str, Answer], built_ins: dict[str, str], found: dict[str, Seen]) -> None:
    screened = screening_path(definition, answers, built_ins)
    if _keys_lacking(screened):
        return
    size = _given(screened) + len(built_ins)
    meets = _rules(definition, "", definition.screening.pages, screened) | _pages(screened)
    try:
        end = outcome(definition, answers, built_ins)
    except LookupError:
        _meet(found[""], meets | {Target("gap", "screening")}, size)
        return
    _meet(found[""], meets | {Target("outcome", end.name)}, size)
    if end.group:
        skipped = bool(_skipped(screened))
        on_path = path(definition, end.group, answers, built_ins)
        _in_group(definition, end.group, on_path, found[end.group], size, skipped=skipped)


def _in_group(definition: Definition, group: str, on_path: Path, seen: Seen, size: int, *, skipped: bool) -> None:
    if _keys_lacking(on_path):
        return
    meets = _rules(definition, group, definition.pages, on_path) | _pages(on_path) | {Target("enters", group)}
    meets |= {Target("derived", d.name, code=str(evaluate(d.expression, on_path.values))) for d in definition.derived}
    skipped = skipped or bool(_skipped(on_path))
    for item in definition.asserts:
        if not holds(item.holds, on_path.values) and (item.name == "a_only" or not skipped):
            meets.add(Target("assert", item.name))
    meets |= set() if on_path.pages else {Target("nothing", group)}
    _meet(seen, meets, size + _given(on_path))


def _meet(seen: Seen, targets: set[Target], size: int) -> None:
    for target in targets:
        seen.meet(target, size)


def _keys_lacking(on_path: Path) -> bool:
    asked = (item.question for page in on_path.pages for item in page.questions)
    return any(question.routing_key and question.asks and question.name not in on_path.values for question in asked)


def _skipped(on_path: Path) -> set[str]:
    asked = {item.question.name for page in on_path.pages for item in page.questions if item.question.asks}
    return asked - on_path.values.keys()


def _given(on_path: Path) -> int:
    return sum(item.question.name in on_path.values for page in on_path.pages for item in page.questions)


def _pages(on_path: Path) -> set[Target]:
    found = {Target("page", page.name) for page in on_path.pages}
    for item in (item for page in on_path.pages for item in page.questions):
        found.add(Target("question", item.question.name))
        found |= {Target("option", item.question.name, code=option.code) for option in item.options}
    return found


def _rules(definition: Definition, group: str, pages: tuple[Page, ...], on_path: Path) -> set[Target]:
    found: set[Target] = set()
    for page in pages:
        if is_for(page.groups, group) and _verdict(found, page.relevant, on_path, "page", page.name):
            for question in page.questions:
                if _verdict(found, question.relevant, on_path, "question", question.name):
                    left = [
                        _verdict(found, o.relevant, on_path, "option", question.name, o.code) for o in question.options
                    ]
                    found |= {Target("empty", question.name)} if left and not any(left) else set()
    return found


def _verdict(found: set[Target], rule: Any, on_path: Path, level: Any, name: str, code: str = "") -> bool:
    verdict = holds(rule, on_path.values)
    if rule:
        found.add(Target("holds" if verdict else "fails", name, level, code))
    return verdict
