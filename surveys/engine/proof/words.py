"""A respondent in words: who it is and what they answer, in Dutch and English."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from surveys.engine.answer_kinds import Answer, Choice, Choices, Months, Number, Place, Refusal, Words
from surveys.engine.definition import Definition, Question
from surveys.engine.proof.respondents import Respondent
from surveys.engine.text import Text
from surveys.engine.values import DateRange


@dataclass(frozen=True)
class Phrases:
    group: str
    somebody: str
    register: str
    channel: str
    answers: str
    nothing: str
    rest: str
    years: str
    months: str
    precision: Mapping[str, str]


PHRASES: Mapping[str, Phrases] = {
    "nl": Phrases(
        "Iemand uit de groep “{}”",
        "Iemand in de screening",
        "in het register staat “{}”",
        "komt binnen via “{}”",
        "antwoordt {}",
        "beantwoordt niets",
        "en slaat al het andere over",
        "jaar",
        "maanden",
        {
            "day": "{lower}",
            "month": "ergens in {month}",
            "year": "ergens in {year}",
            "before": "voor {next}",
            "after": "op of na {lower}",
        },
    ),
    "en": Phrases(
        "Somebody in the group “{}”",
        "Somebody in the screening",
        "the register says “{}”",
        "comes in through “{}”",
        "answers {}",
        "answers nothing",
        "and skips everything else",
        "years",
        "months",
        {
            "day": "{lower}",
            "month": "some day in {month}",
            "year": "some day in {year}",
            "before": "before {next}",
            "after": "on or after {lower}",
        },
    ),
}


def in_words(definition: Definition, respondent: Respondent) -> dict[str, str]:
    """One sentence per language."""
    return {language: _sentence(definition, respondent, language) for language in PHRASES}


def _sentence(definition: Definition, respondent: Respondent, language: str) -> str:
    say = PHRASES[language]
    kind = definition.groups.get(respondent.group)
    label = _text(kind.label, definition, language) if kind else respondent.group
    parts = [say.group.format(label) if respondent.group else say.somebody]
    for name, phrase in (("known_group", say.register), ("channel", say.channel)):
        if respondent.built_ins.get(name):
            parts.append(phrase.format(respondent.built_ins[name]))
    if not respondent.answers:
        return ", ".join([*parts, say.nothing]) + "."
    return ", ".join([*parts, _answers(definition, respondent, language)]) + f" {say.rest}."


def _answers(definition: Definition, respondent: Respondent, language: str) -> str:
    say, questions = PHRASES[language], definition.questions
    listed = []
    for name, answer in respondent.answers.items():
        said = answer_in_words(definition, questions[name], answer, language)
        listed.append(f"“{_label(definition, questions[name], language)}”: {said}")
    return say.answers.format("; ".join(listed))


def _label(definition: Definition, question: Question, language: str) -> str:
    return _text(question.short_label or question.label, definition, language) or question.name


def _text(text: Text, definition: Definition, language: str) -> str:
    return text.get(language) or str(text.shown(language, definition.source))


def answer_in_words(definition: Definition, question: Question, answer: Answer, language: str) -> str:
    match answer:
        case Choice(code):
            return _option(definition, question, code, language)
        case Choices(codes):
            order = [code for code in question.by_code if code in codes]
            return ", ".join(_option(definition, question, code, language) for code in order)
        case Refusal(reason):
            words = definition.reasons.get(reason)
            return _text(words, definition, language) if words else reason
        case Months(value):
            return _months(value, PHRASES[language])
        case DateRange():
            return _date(answer, PHRASES[language])
        case Number(value):
            return format(value, "f")
    return _plain(answer)


def _plain(answer: Place | Words) -> str:
    return answer.code if isinstance(answer, Place) else f"“{answer.text}”"


def _option(definition: Definition, question: Question, code: str, language: str) -> str:
    option = question.by_code.get(code)
    return _text(option.label, definition, language) if option else code


def _months(value: int, say: Phrases) -> str:
    years, months = divmod(value, 12)
    return f"{years} {say.years}, {months} {say.months}" if years else f"{months} {say.months}"


def _date(answer: DateRange, say: Phrases) -> str:
    after = answer.upper.toordinal() + 1
    known: dict[str, Callable[[], str]] = {
        "lower": answer.lower.isoformat,
        "month": lambda: answer.lower.isoformat()[:7],
        "year": lambda: str(answer.lower.year),
        "next": lambda: answer.upper.fromordinal(after).isoformat(),
    }
    phrase = say.precision[answer.precision]
    return phrase.format(**{name: make() for name, make in known.items() if "{" + name + "}" in phrase})
