"""Made-up answers that fit a question: in its list, within its bounds, sometimes a reason. For demonstrations."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from surveys.engine.answers import Answer, Choice, Choices, DateRange, Months, Number, Place, Raw, Refusal, Words, read
from surveys.engine.dates import bounds
from surveys.engine.definition import Option, Question

REASON_SHARE = 0.04
COUNTRIES = ("SY", "ER", "TR", "IR", "AF", "YE", "IQ", "MA", "IN", "BR")
MUNICIPALITIES = ("GM0363", "GM0599", "GM0518", "GM0344", "GM0014", "GM0758")
WORDS = ("Het ging goed.", "Ik wacht lang op een antwoord.", "De docent helpt mij goed.", "Meer praten in de les.")
OTHER = "iets anders"


def plausible(question: Question, options: Sequence[Option], random: Random) -> Answer | None:
    """An answer to the question as it was shown; None for a statement."""
    if not question.asks:
        return None
    if question.reasons and random.random() < REASON_SHARE:
        return Refusal(random.choice(question.reasons))
    return MAKERS[question.type](question, options, random)


def _choice(question: Question, options: Sequence[Option], random: Random) -> Answer:
    code = random.choice([option.code for option in options])
    return Choice(code, OTHER if question.other and code == "other" else "")


def _choices(question: Question, options: Sequence[Option], random: Random) -> Answer:
    alone = [option.code for option in options if option.exclusive]
    together = [option.code for option in options if not option.exclusive]
    if alone and (not together or random.random() < 0.15):
        return Choices(frozenset({random.choice(alone)}))
    codes = frozenset(random.sample(together, random.randint(1, min(3, len(together)))))
    return Choices(codes, OTHER if question.other and "other" in codes else "")


def _number(question: Question, options: Sequence[Option], random: Random) -> Answer:
    low, high = _bounds(question, 0, 100)
    return Number(Decimal(random.randint(low, high)))


def _months(question: Question, options: Sequence[Option], random: Random) -> Answer:
    low, high = _bounds(question, 0, 10)
    return Months(random.randint(low * 12, min(high, low + 10) * 12))


def _bounds(question: Question, low: int, high: int) -> tuple[int, int]:
    least = int(question.minimum) if isinstance(question.minimum, Decimal) else low
    return least, int(question.maximum) if isinstance(question.maximum, Decimal) else max(high, least)


def _date(question: Question, options: Sequence[Option], random: Random) -> Answer:
    """Some day within the bounds, as exact as the question allows; read back so that it is what a form would give."""
    low, high = bounds(question)
    low = max(low, date(2015, 1, 1)) if high >= date(2015, 1, 1) else low
    high = min(high, date(2026, 6, 30)) if low <= date(2026, 6, 30) else high
    day = low + timedelta(days=random.randint(0, (high - low).days))
    answer = read(question, _written(day, random.choice(question.precisions)), options=options)
    if not isinstance(answer, DateRange):
        raise TypeError(f"{question.name}: a written date was not read as one")
    return answer


def _written(day: date, precision: str) -> Raw:
    parts = {"year": [str(day.year)], "month": [str(day.month)], "day": [str(day.day)]}
    kept = {"day": ("year", "month", "day"), "month": ("year", "month"), "year": ("year",)}
    return {name: parts[name] for name in kept[precision]} if precision in kept else {"side": [precision]}


def _words(question: Question, options: Sequence[Option], random: Random) -> Answer:
    return Words(random.choice(WORDS)[: question.max_length])


MAKERS: Mapping[str, Callable[[Question, Sequence[Option], Random], Answer]] = {
    "single": _choice,
    "scale": _choice,
    "multi": _choices,
    "number": _number,
    "duration": _months,
    "date": _date,
    "country": lambda question, options, random: Place(random.choice(COUNTRIES)),
    "municipality": lambda question, options, random: Place(random.choice(MUNICIPALITIES)),
    "text": _words,
    "long_text": _words,
}
