"""Made-up answers from a seeded source of chance: they meet most targets before the solver has to look for any."""

from datetime import timedelta
from decimal import Decimal
from random import Random

from surveys.engine.answer_kinds import Answer, Choice, Choices, Months, Number, Place, Refusal, Words
from surveys.engine.countries import COUNTRIES
from surveys.engine.dates import bounds, interval
from surveys.engine.definition import Question
from surveys.engine.errors import AnswerError
from surveys.engine.plan import ShownQuestion
from surveys.engine.proof.domains import Texts, whole_bounds
from surveys.engine.proof.empty import never_answerable
from surveys.engine.proof.literals import Literals
from surveys.engine.proof.respondents import Choose
from surveys.engine.reading import MUNICIPALITY, clean

SKIPPED = 0.1
REFUSED = 0.1


def at_random(random: Random, literals: Literals) -> Choose:
    """Somebody who skips a share of the questions, routing keys excepted, and answers the rest by lot."""

    def choose(shown: ShownQuestion) -> Answer | None:
        question = shown.question
        if not question.asks or never_answerable(question, shown.options):
            return None
        if not question.routing_key and random.random() < SKIPPED:
            return None
        return _answer(random, shown, literals.texts(question))

    return choose


def _answer(random: Random, shown: ShownQuestion, texts: Texts) -> Answer | None:
    question = shown.question
    found = None if question.reasons and random.random() < REFUSED else _own(random, shown, texts)
    if found is None and question.reasons:
        return Refusal(random.choice(question.reasons))
    return found


def _own(random: Random, shown: ShownQuestion, texts: Texts) -> Answer | None:
    question = shown.question
    match question.type:
        case "single" | "scale":
            return Choice(random.choice(shown.options).code) if shown.options else None
        case "multi":
            return _several(random, shown)
        case "number" | "duration":
            return _number(random, question)
        case "date":
            return _date(random, question)
        case "country" | "municipality":
            return Place(_place(random, question, texts))
    return Words(random.choice([*(text for text in sorted(texts.literals) if _fits(question, text)), "a"]))


def _several(random: Random, shown: ShownQuestion) -> Answer | None:
    if not shown.options:
        return None
    first = random.choice(shown.options)
    if first.exclusive:
        return Choices(frozenset({first.code}))
    more = [option.code for option in shown.options if not option.exclusive and random.random() < 0.4]
    return Choices(frozenset({first.code, *more}))


def _number(random: Random, question: Question) -> Answer:
    factor = 12 if question.type == "duration" else 10**question.decimals
    low, high = whole_bounds(question, factor, 0, 100 * factor)
    value = random.randint(low, high) if low <= high else low
    return Months(value) if question.type == "duration" else Number(Decimal(value).scaleb(-question.decimals))


def _date(random: Random, question: Question) -> Answer | None:
    low, high = bounds(question)
    day = low + timedelta(days=random.randint(0, max((high - low).days, 0)))
    precision = random.choice(question.precisions)
    if precision in ("before", "after") and question.pivot is None:
        return None
    try:
        return interval(question, precision, day.year, day.month, day.day)
    except (AnswerError, OverflowError):
        return None


def _place(random: Random, question: Question, texts: Texts) -> str:
    if question.type == "municipality":
        return random.choice([*(text for text in sorted(texts.literals) if MUNICIPALITY.fullmatch(text)), "GM0363"])
    return random.choice([*sorted(texts.literals & COUNTRIES), "SY"])


def _fits(question: Question, text: str) -> bool:
    return 0 < len(text) <= question.max_length and text == clean(text)
