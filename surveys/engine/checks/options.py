"""Option lists make sense for their question."""

from collections import Counter
from collections.abc import Iterator

from surveys.engine.catalogue import fault
from surveys.engine.checks.names import option_places
from surveys.engine.definition import WITH_OPTIONS, Definition, Option, Question
from surveys.engine.places import question_places
from surveys.engine.problems import Problem


def check_options(definition: Definition) -> Iterator[Problem]:
    for where, options in option_places(definition):
        yield from _list(where, options)
    for where, question in question_places(definition):
        yield from _question(where, question)
        if question.type in WITH_OPTIONS:
            yield from _reasons(definition, where, question)
    yield from _reason_words(definition)


def _list(where: str, options: tuple[Option, ...]) -> Iterator[Problem]:
    for code, times in Counter(option.code for option in options).items():
        if times > 1:
            yield fault("duplicate_code", where, f"“{code}” stands {times} times.", "Give each option its own code.")
    values = Counter(option.value for option in options if option.value is not None)
    for value, times in values.items():
        if times > 1:
            message = f"{times} options have the value {value}."
            yield fault("duplicate_value", where, message, "Give each option its own value.")
    for option in options:
        yield from _option(f"{where}/{option.code}", option)


def _option(where: str, option: Option) -> Iterator[Problem]:
    if option.reason and option.code != option.reason:
        message = f"The option stands for {option.reason} and has the code “{option.code}”."
        yield fault("reason_code", where, message, f"Give it the code {option.reason}.")
    outside = not option.in_base
    if outside is not (option.value is None) or (outside and not option.reason) or (option.value or 1) < 1:
        advice = "Take one of the two out; values start at 1, and only an option with a reason is outside the base."
        yield fault("value_outside_base", where, "Value and base do not go together.", advice)


def _question(where: str, question: Question) -> Iterator[Problem]:
    if question.type in WITH_OPTIONS and not question.options:
        yield fault("no_options", where, "There is nothing to choose.", "Add options.")
    if question.other and "other" not in question.by_code:
        advice = "Add an option with the code other, or take `other` out."
        yield fault("other_option", where, "There is a text field for “other”, and no such option.", advice)
    if "other" in question.by_code and not question.other:
        advice = "Write `other: text` so that people can say what."
        yield fault("other_without_text", where, "“Other” can be chosen and not explained.", advice)
    yield from _exclusive(where, question)


def _exclusive(where: str, question: Question) -> Iterator[Problem]:
    alone = [option for option in question.options if option.exclusive]
    if alone and question.type != "multi":
        message = "Only one option can be chosen, so each is exclusive."
        yield fault("exclusive_single", where, message, "Take `exclusive` out.")
    elif alone and len(alone) == len(question.options):
        advice = "Make it a single, or leave `exclusive` to “none of these”."
        yield fault("exclusive_all", where, "All options are exclusive.", advice)


def _reasons(definition: Definition, where: str, question: Question) -> Iterator[Problem]:
    for reason in question.reasons:
        if reason in question.by_code:
            message = f"“{reason}” is an option and a reason below the list."
            yield fault("reason_twice", where, message, "Keep one of the two.")


def _reason_words(definition: Definition) -> Iterator[Problem]:
    used = {reason for _, question in question_places(definition) for reason in question.reasons}
    for reason in sorted(used - definition.reasons.keys()):
        message = f"There are no words for {reason}."
        yield fault("reason_words_missing", f"reasons/{reason}", message, f"Add {reason} to `reasons` on top.")
