"""What is said about files and samples is said in Dutch too."""

from pathlib import Path
from string import Formatter

import pytest

import invitations
from invitations.frame_problems import FrameProblem
from invitations.frame_wordings import DUTCH, VALUES, in_dutch
from invitations.personal import _VALUE_PATTERNS
from invitations.sampling import Refusal
from surveys.engine.wordings_declared import LIST
from tests.engine.test_problems import sentences_in, skeleton

ROOM = Path(invitations.__file__).parent
SPEAKERS = (
    *(
        "frame",
        "frame_reconcile",
        "frame_cells",
        "sheet",
        "workbook",
        "frames",
        "unit_states",
        "address",
        "returns",
    ),
    *("sample_table", "sampling", "samples"),
)
NOT_OF_A_FILE = (
    "This frame id is not on the list of the study. Compare",
    "“{}” cannot be set by hand",
    "This is no return number. {} Never",
    "a frame column",
    "frame column",
    "stratum “",
    "; …",
)
"""Said elsewhere: to a form that has its own text, or to who writes the study."""
ENDS = tuple(english.removeprefix("{name}: ") for english in DUTCH if english.startswith("{name}: "))
SAID = {text for name in SPEAKERS for text in sentences_in((ROOM / f"{name}.py").read_text("utf-8"))}
KNOWN = {skeleton(english) for english in (*DUTCH, *ENDS, *LIST)}
"""What a study says wrong of its list is told with its other faults."""


def test_every_sentence_has_its_dutch() -> None:
    said = {text for text in SAID if not text.startswith(NOT_OF_A_FILE)}
    assert len(said) > 150
    assert said - KNOWN == set()
    assert "Nobody translated {}." not in KNOWN, "control"


def test_dutch_has_the_same_values() -> None:
    for english, dutch in DUTCH.items():
        assert sorted(name for _, name, *_ in Formatter().parse(english) if name) == sorted(
            name for _, name, *_ in Formatter().parse(dutch) if name
        )


@pytest.mark.parametrize("english", sorted(DUTCH))
def test_each_sentence_is_known_as_itself(english: str) -> None:
    values = {name: f"<{name}>" for _, name, *_ in Formatter().parse(english) if name}
    assert in_dutch(english.format(**values)) == DUTCH[english].format(**values)


def test_kinds_of_personal_values_are_in_dutch() -> None:
    assert {kind for kind, _ in _VALUE_PATTERNS} <= VALUES.keys()
    assert in_dutch("The value looks like a citizen service number (BSN).") == (
        "De waarde lijkt een burgerservicenummer (BSN)."
    )


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "row 2, column “group”: “wi1998” is not in the list. Use one of: a, b."),
        ("nl", "rij 2, kolom “group”: “wi1998” staat niet in de lijst. Gebruik een van deze: a, b."),
        ("fr", "row 2, column “group”: “wi1998” is not in the list. Use one of: a, b."),
    ],
)
def test_a_problem_as_one_line(language: str, line: str) -> None:
    problem = FrameProblem(2, "group", "group_unknown", "“wi1998” is not in the list.", "Use one of: a, b.")
    assert problem.line(language) == line
    assert str(problem) == problem.line("en")


def test_a_refusal_in_both_languages() -> None:
    refusal = Refusal("nothing_left", "Nobody would be drawn.", "Ask for more people.")
    assert refusal.in_language("en") == "Nobody would be drawn. Ask for more people."
    assert refusal.in_language("nl") == "Er zou niemand getrokken worden. Vraag meer mensen."
