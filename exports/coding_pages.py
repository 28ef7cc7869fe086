"""What the coding pages show: rows and words, no decisions."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from exports import coders, frame_store
from exports.code_frames import SPECIAL, Frame, FrameCode, open_questions
from exports.coder_agreement import Agreement, alpha, kappa, kappa_by_code
from exports.coders import TextChanged
from exports.coding_forms import LONGEST_LIST
from exports.coding_models import CodeChoice, CodeFrame, OpenAnswer
from exports.open_answers import progress_of, suggested
from exports.personal_text import masked
from staff.models import User
from surveys.editions import definition_of
from surveys.engine.text import Text
from surveys.languages import name as language_name
from surveys.models import Study

State = OpenAnswer.State


@dataclass(frozen=True)
class QuestionRow:
    """One open question in the overview. `mine`: answers that wait for this coder."""

    name: str
    label: str
    version: int
    total: int
    done: int
    automatic: int
    mine: int
    differs: int


def overview(study: Study, user: User, language: str) -> list[QuestionRow]:
    definitions = frame_store.definitions_of(study.pk)
    counts = progress_of(study)
    versions = {kept.question: kept.version for kept in CodeFrame.objects.filter(study=study).order_by("version")}
    rows = []
    for name, question in open_questions(definitions).items():
        found = counts.get(name, {})
        states = [found.get(state, 0) for state in State.values]
        mine = coders.waiting_for(study, name, user).count() if name in versions else 0
        rows.append(
            QuestionRow(
                name,
                _words(question.short_label or question.label, language),
                versions.get(name, 0),
                sum(states),
                found.get(State.DONE, 0),
                found.get("by_1", 0),
                mine,
                found.get(State.DIFFERS, 0),
            )
        )
    return sorted(rows, key=lambda row: (not row.version, -row.total, row.name))


def _words(text: Text, language: str) -> str:
    return text.get(language) or text.get("nl") or next(iter(text.by_language.values()), "")


def answer_page(
    study: Study, frame: Frame, answer: OpenAnswer | None, user: User, language: str, *, deciding: bool
) -> dict[str, Any]:
    """One answer with what a coder may know of it: its text with what is personal masked, its language,
    the question and the group.
    """
    counts = progress_of(study).get(frame.question, {})
    total = sum(counts.get(state, 0) for state in State.values)
    about = {
        "study": study,
        "question": frame.question,
        "frame": frame,
        "total": total,
        "done": counts.get(State.DONE, 0),
        "codes": [(one, _words(one.label, language)) for one in frame.codes],
    }
    if answer is None:
        return about
    try:
        text = coders.text_of(answer)
    except TextChanged:
        return {**about, "changed": answer}
    definition = definition_of(answer.interview.edition)
    group = definition.groups.get(answer.interview.group)
    asked = definition.questions.get(frame.question)
    return {
        **about,
        "answer": answer,
        "text": masked(text),
        "language": answer.language,
        "language_name": language_name(answer.language),
        "label": _words(asked.label, language) if asked else frame.question,
        "group": _words(group.label, language) if group else "",
        "equal": coders.repeats_of(answer, user).count(),
        **_choices(list(_suggestions(answer, text, frame)), frame, language),
        "given": _both(answer, frame, language) if deciding else (),
    }


def _choices(suggestions: list[str], frame: Frame, language: str) -> dict[str, Any]:
    """Codes to pick from: those that the text looks like, and the rest; of long frames only the special ones."""
    rest = [one.code for one in frame.codes if len(frame.codes) <= LONGEST_LIST or one.code in SPECIAL]
    return {
        "suggestions": _labelled(suggestions, frame, language),
        "listed": _labelled([code for code in rest if code not in suggestions], frame, language),
    }


def _suggestions(answer: OpenAnswer, text: str, frame: Frame) -> Iterable[str]:
    """None where the program coded the text: whoever looks after it would see its code."""
    if answer.by == OpenAnswer.By.AUTOMATIC:
        return ()
    found = suggested(text, frame)
    return (found.code,) if found.code else found.candidates


def _labelled(codes: Iterable[str], frame: Frame, language: str) -> list[tuple[FrameCode, str]]:
    return [(frame.by_code[code], _words(frame.by_code[code].label, language)) for code in codes]


def _both(answer: OpenAnswer, frame: Frame, language: str) -> list[tuple[str, str]]:
    """What the two coders gave, without their names."""
    live = answer.choices.filter(undone_at=None).order_by("role")
    return [(one.comment, _code_words(one, frame, language)) for one in live]


def _code_words(choice: CodeChoice, frame: Frame, language: str) -> str:
    return "; ".join(words for _, words in _labelled(choice.codes, frame, language))


def given_rows(
    study: Study, choices: Iterable[CodeChoice], frame: Frame, user: User, language: str, *, any_coder: bool
) -> list[dict[str, Any]]:
    """The choices with their text; blind while a second coder is still to look: a text that waits for this user shows
    no code."""
    waiting = set(coders.waiting_for(study, frame.question, user).values_list("pk", flat=True))
    return [
        {
            "choice": one,
            "text": _text(one),
            "codes": "" if one.answer_id in waiting else _code_words(one, frame, language),
            "mine": one.coder_id in (None, user.pk) or any_coder,
        }
        for one in choices
    ]


def _text(choice: CodeChoice) -> str:
    try:
        return masked(coders.text_of(choice.answer))
    except TextChanged:
        return gettext("(changed since)")


def frame_page(study: Study, question: str, language: str) -> dict[str, Any]:
    """The frame with its versions, and the agreement of those who coded twice."""
    asked = open_questions(frame_store.definitions_of(study.pk))[question]
    about: dict[str, Any] = {
        "study": study,
        "question": question,
        "label": _words(asked.label, language),
        "versions": CodeFrame.objects.filter(study=study, question=question)
        .select_related("made_by")
        .order_by("-version"),
    }
    if not about["versions"]:
        return about
    frame = frame_store.frame_of(study, question)
    own = [(one, _words(one.label, language)) for one in frame.codes]
    return {**about, "frame": frame, "codes": own, **agreement(study, frame, language)}


def agreement(study: Study, frame: Frame, language: str) -> dict[str, Any]:
    """Cohen's kappa where an answer has one code; with several codes alpha, and kappa of each code.

    `program`: of the program and the person who coded a drawn text after it, where the frame has a lexicon.
    """
    pairs = coders.coded_twice(study, frame.question)
    checked = coders.coded_twice(study, frame.question, CodeChoice.Role.AUTOMATIC)
    program = {"program": kappa([(tuple(one), tuple(other)) for one, other in checked])} if frame.lexicon else {}
    if not frame.several:
        return {"agreement": kappa([(tuple(one), tuple(other)) for one, other in pairs]), "by_code": [], **program}
    whole: Agreement = alpha(pairs, frame.seed)
    each = kappa_by_code(pairs)
    listed = [(words, each[one.code]) for one, words in _labelled(each, frame, language)]
    return {"agreement": whole, "by_code": listed, **program}
