"""Screening of perspectief-2024: every combination of answers ends well; by trying them all, and by the solver."""

from typing import Any

import pytest

from surveys.engine.answers import Choice, Refusal
from surveys.engine.definition import Definition
from surveys.engine.editions import select_edition
from surveys.engine.parse import parse
from surveys.engine.path import outcome, path, screening_path
from surveys.engine.proof.literals import Literals
from surveys.engine.proof.search import Search
from surveys.engine.proof.sites import Target
from surveys.load import read_folder
from tests.engine.screening_ways import DeadEnd, Way, every_way

REASONS = {"dont_know", "prefer_not"}
TYPED = {"wi2021_asiel", "wi2021_gezin", "wi2013_asiel", "wi2013_gezin"}
OPEN = {"obliged": "yes", "eligible_age": "yes"}
DK = "dont_know"


def edition(number: int) -> Definition:
    return parse(select_edition(read_folder("perspectief-2024"), number))


@pytest.fixture(scope="module")
def old() -> Definition:
    return edition(1)


@pytest.fixture(scope="module")
def new() -> Definition:
    return edition(2)


@pytest.fixture(scope="module")
def ways(new: Definition) -> list[Way]:
    return list(every_way(new))


def ends(definition: Definition, answers: dict[str, str], known: str = "") -> tuple[str, str]:
    """(pages asked, outcome) of these answers; one for a page that is not shown does not count."""
    given = {name: Refusal(code) if code in REASONS else Choice(code) for name, code in answers.items()}  # type: ignore[arg-type]
    built_ins = {"known_group": known, "channel": "open"}
    pages = screening_path(definition, given, built_ins).names
    return " ".join(pages), outcome(definition, given, built_ins).name


# The shortest way first; after it what is asked only because something is in doubt
NEW_ACT = {**OPEN, "screen_law": "from_2022", "eligible_pip": "yes"}
OLD_ACT = {**OPEN, "screen_law": "before_2022"}
NO_DATE = {**OPEN, "screen_law": DK}
EARLY = {**NO_DATE, "screen_arrival": "before_2022", "eligible_pip": "no"}
LAW = "obliged eligible_age screen_law"
CODED = "obliged eligible_age eligible_pip control_permit_type"


@pytest.mark.parametrize(
    ("known", "answers", "pages", "end"),
    [
        pytest.param("", {**NEW_ACT, "control_permit_type": "asylum"}, f"{LAW} eligible_pip control_permit_type",
                     "wi2021_asiel", id="asylum, new act"),
        pytest.param("", {**NEW_ACT, "control_permit_type": "nareis"}, f"{LAW} eligible_pip control_permit_type",
                     "wi2021_asiel", id="nareis, new act"),
        pytest.param("", {**NEW_ACT, "control_permit_type": "family"}, f"{LAW} eligible_pip control_permit_type",
                     "wi2021_gezin", id="family, new act"),
        pytest.param("", {**NEW_ACT, "control_permit_type": "other"}, f"{LAW} eligible_pip control_permit_type",
                     "wi2021_gezin", id="work, new act"),
        pytest.param("", {**OLD_ACT, "control_permit_type": "asylum"}, f"{LAW} control_permit_type",
                     "wi2013_asiel", id="asylum, old act"),
        pytest.param("", {**OLD_ACT, "control_permit_type": "nareis"}, f"{LAW} control_permit_type",
                     "wi2013_asiel", id="nareis, old act"),
        pytest.param("", {**OLD_ACT, "control_permit_type": "family"}, f"{LAW} control_permit_type",
                     "wi2013_gezin", id="family, old act"),
        pytest.param("", {**OLD_ACT, "control_permit_type": "other"}, f"{LAW} control_permit_type",
                     "wi2013_gezin", id="work, old act"),
        pytest.param("", {**NEW_ACT, "eligible_pip": "no", "control_permit_type": "family"},
                     f"{LAW} eligible_pip control_permit_type", "wi2021_gezin", id="no plan yet is let in"),
        pytest.param("", {**NO_DATE, "screen_arrival": "from_2022", "eligible_pip": DK,
                          "control_permit_type": "asylum"},
                     f"{LAW} screen_arrival eligible_pip control_permit_type", "wi2021_asiel",
                     id="came in 2022 or later"),
        pytest.param("", {**NO_DATE, "screen_arrival": DK, "eligible_pip": "yes", "control_permit_type": "asylum"},
                     f"{LAW} screen_arrival eligible_pip control_permit_type", "wi2021_asiel", id="has the plan"),
        pytest.param("", {**EARLY, "screen_word": "route_map", "control_permit_type": "family"},
                     f"{LAW} screen_arrival eligible_pip screen_word control_permit_type", "wi2021_gezin",
                     id="knows a word of the new act"),
        pytest.param("", {**EARLY, "screen_word": "ona", "control_permit_type": "nareis"},
                     f"{LAW} screen_arrival eligible_pip screen_word control_permit_type", "wi2013_asiel",
                     id="knows a word of the old act"),
        pytest.param("", {**EARLY, "screen_word": DK, "control_permit_type": "asylum"},
                     f"{LAW} screen_arrival eligible_pip screen_word control_permit_type", "unknown",
                     id="came early and knows nothing more: either act"),
        pytest.param("", {**NEW_ACT, "control_permit_type": DK, "screen_card": "asylum"},
                     f"{LAW} eligible_pip control_permit_type screen_card", "wi2021_asiel", id="the card says asylum"),
        pytest.param("", {**OLD_ACT, "control_permit_type": DK, "screen_card": "regular"},
                     f"{LAW} control_permit_type screen_card", "wi2013_gezin", id="the card says regular"),
        pytest.param("", {**OLD_ACT, "control_permit_type": DK, "screen_card": DK},
                     f"{LAW} control_permit_type screen_card", "unknown", id="the card is not known either"),
        pytest.param("", {**OLD_ACT, "control_permit_type": "prefer_not"}, f"{LAW} control_permit_type", "unknown",
                     id="who would rather not say is not asked again"),
        pytest.param("unknown", {**OLD_ACT, "control_permit_type": "family"}, f"{LAW} control_permit_type",
                     "wi2013_gezin", id="the register does not know"),
        pytest.param("", {**OLD_ACT, "obliged": DK, "eligible_age": DK, "control_permit_type": "asylum"},
                     f"{LAW} control_permit_type", "wi2013_asiel", id="not sure of duty and age: let in"),
        pytest.param("", {"obliged": "yes", "eligible_age": "no"}, "obliged eligible_age", "under_18", id="under 18"),
        pytest.param("", {"obliged": "finished", "finished_paper": "yes"}, "obliged finished_paper", "finished",
                     id="finished"),
        pytest.param("", {"obliged": "finished", "finished_paper": "no", "eligible_age": "no"},
                     "obliged finished_paper eligible_age", "under_18", id="only the lessons are over"),
        pytest.param("", {**OLD_ACT, "obliged": "finished", "finished_paper": DK, "control_permit_type": "asylum"},
                     "obliged finished_paper eligible_age screen_law control_permit_type", "wi2013_asiel",
                     id="not sure of having finished: let in"),
        pytest.param("", {"obliged": "exempt"}, "obliged", "exempt", id="exempted"),
        pytest.param("", {"obliged": "never"}, "obliged", "not_obliged", id="not obliged"),
        pytest.param("wi2021_gezin", {"obliged": "never"}, "obliged", "not_obliged", id="not obliged, with a letter"),
        pytest.param("wi2021_asiel", {**NEW_ACT, "control_permit_type": "nareis"}, CODED, "wi2021_asiel",
                     id="register and nareis agree"),
        pytest.param("wi2021_asiel", {**NEW_ACT, "control_permit_type": DK}, CODED, "wi2021_asiel",
                     id="register knows, person does not"),
        pytest.param("wi2021_asiel", {**NEW_ACT, "control_permit_type": "family", "confirmed_type": "asiel"},
                     f"{CODED} confirmed_type", "wi2021_asiel", id="misread: nareis after all"),
        pytest.param("wi2021_asiel", {**NEW_ACT, "control_permit_type": "family", "confirmed_type": "gezin"},
                     f"{CODED} confirmed_type", "wi2021_gezin", id="register put right"),
        pytest.param("wi2021_asiel", {**NEW_ACT, "control_permit_type": "family", "confirmed_type": DK},
                     f"{CODED} confirmed_type", "wi2021_asiel", id="still in doubt: the register"),
        pytest.param("wi2013_gezin", {**OPEN, "control_permit_type": "asylum", "confirmed_type": "asiel"},
                     "obliged eligible_age control_permit_type confirmed_type", "wi2013_asiel",
                     id="put right within the old act"),
        pytest.param("wi2013_gezin", {**OPEN, "control_permit_type": "nareis", "confirmed_type": "prefer_not"},
                     "obliged eligible_age control_permit_type confirmed_type", "wi2013_gezin", id="rather not say"),
    ],
)  # fmt: skip
def test_answers_lead_here(new: Definition, known: str, answers: dict[str, str], pages: str, end: str) -> None:
    assert ends(new, answers, known) == (pages, end)


@pytest.mark.parametrize("number", [1, 2])
def test_every_combination_of_answers_ends_well(number: int) -> None:
    """In an outcome that says something, or in a questionnaire with pages; and each outcome is somebody's."""
    definition = edition(number)
    found = list(every_way(definition))
    assert {way.end.name for way in found} == {end.name for end in definition.screening.outcomes}
    groups = {way.end.group for way in found if way.end.group}
    assert groups == set(definition.groups)
    assert all(path(definition, group, {}).pages for group in groups)


@pytest.mark.parametrize("number", [1, 2])
def test_the_solver_finds_the_same_ends_and_no_gap(number: int) -> None:
    definition = edition(number)
    found = Search(definition, "", Literals(definition)).run()
    assert {target.name for target in found.hits if target.kind == "outcome"} == {
        way.end.name for way in every_way(definition)
    }
    bad = {kind for kind in ("gap", "stuck", "empty") if any(target.kind == kind for target in found.hits)}
    assert (bad, dict(found.undecided)) == (set(), {})
    assert Target("gap", "screening") in found.impossible


def broken(number: int) -> dict[str, Any]:
    """A hole: the last outcome asks for something, so that who fits none of them ends nowhere."""
    document = select_edition(read_folder("perspectief-2024"), number)
    document["screening"]["outcomes"][-1]["relevant"] = "${eligible_age} = 'dont_know'"
    return document


@pytest.mark.parametrize("number", [1, 2])
def test_a_hole_is_found_with_somebody_who_falls_into_it(number: int) -> None:
    """The control: both ways of looking see it, and both name a person whom the real path drops."""
    definition = parse(broken(number))
    with pytest.raises(DeadEnd, match="no outcome"):
        list(every_way(definition))
    search = Search(definition, "", Literals(definition))
    gap = Target("gap", "screening")
    assert gap in search.run().hits
    witness = search.smallest(gap)
    with pytest.raises(LookupError):
        outcome(definition, witness.answers, witness.built_ins)


def test_a_question_without_a_way_out_is_found(new: Definition) -> None:
    """The control for dead ends: nothing can be chosen on the page."""
    document = select_edition(read_folder("perspectief-2024"), 2)
    page = next(page for page in document["screening"]["pages"] if page["name"] == "screen_word")
    page["questions"][0] |= {"reasons": [], "options": [
        {**option, "relevant": "${screen_law} = 'from_2022'"} for option in page["questions"][0]["options"]
    ]}  # fmt: skip
    definition = parse(document)
    hits = Search(definition, "", Literals(definition)).run().hits
    assert {target.name for target in hits if target.kind in ("stuck", "empty")} == {"screen_word"}


def test_nobody_is_sent_away_on_a_doubt(ways: list[Way]) -> None:
    """A refusal rests on answers that say so, never on "I don't know"."""
    refused = [way for way in ways if way.end.refuse]
    assert refused
    assert not [way for way in refused if REASONS & {way.said(list(way.answers)[-1])}]


def test_family_of_a_refugee_is_never_in_a_family_questionnaire_unless_they_or_the_register_say_so(
    ways: list[Way],
) -> None:
    nareis = [way for way in ways if way.said("control_permit_type") == "nareis" and way.end.group]
    assert {way.end.group for way in nareis if not way.known} == {"wi2021_asiel", "wi2013_asiel", "unknown"}
    wrong = [way for way in nareis if way.end.group.endswith("gezin") and way.said("confirmed_type") == "asiel"]
    assert not wrong


def test_what_is_confirmed_never_changes_the_act(ways: list[Way]) -> None:
    """The register's act rests on a date; the person is not asked for it."""
    coded = [way for way in ways if way.known in TYPED and way.end.group]
    assert coded
    assert all(way.end.group.split("_")[0] == way.known.split("_")[0] for way in coded)


def test_the_register_stays_unless_the_person_said_it_twice(ways: list[Way]) -> None:
    moved = [way for way in ways if way.known in TYPED and way.end.group not in (None, way.known)]
    assert moved
    family, asylum = {"family", "other"}, {"asylum", "nareis"}
    for way in moved:
        kind = way.end.group.split("_")[1]
        assert way.said("confirmed_type") == kind
        assert way.said("control_permit_type") in (family if kind == "gezin" else asylum)


def test_as_few_pages_as_can_be(ways: list[Way]) -> None:
    """Who knows the date and the reason of coming is asked five pages at most; the most unsure eight."""
    sure = [way for way in ways if way.said("screen_law") in ("before_2022", "from_2022")
            and way.said("control_permit_type") not in REASONS and way.said("obliged") != "finished"]  # fmt: skip
    assert max(len(way.answers) for way in sure) == 5
    assert max(len(way.answers) for way in ways) == 9
    further = [way for way in ways if way.said("screen_arrival") or way.said("screen_word")]
    assert further
    assert all(way.said("screen_law") == DK for way in further)


def test_every_question_can_be_answered_with_i_do_not_know(new: Definition) -> None:
    for page in new.screening.pages:
        for question in page.questions:
            assert not question.asks or "dont_know" in question.reasons, question.name
