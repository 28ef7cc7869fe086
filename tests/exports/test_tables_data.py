"""Which editions share a table: those of one questionnaire, and never another."""

import copy
from random import Random

from exports.tables_data import data_of, scope_of
from exports.tabulate import TablesWish, report
from respondents.play import play
from surveys.models import Edition, Study
from surveys.publish import publish
from tests.exports.conftest import NOW
from tests.exports.mini import DOCUMENT, text
from tests.exports.tabulated import DAY, WORDS


def another(edition: Edition, basis: str) -> Edition:
    """The same questionnaire with other words for one question."""
    document = copy.deepcopy(DOCUMENT)
    document["sections"][0]["pages"][0]["questions"][0]["label"] = text("Ander werk?")
    return publish(Study.objects.get(pk=edition.study_id), document, user=None, note="", basis=basis)


def test_an_edition_without_interviews_changes_nothing(interviews, edition):
    another(edition, "previous")
    assert scope_of("mini").numbers == (1,)
    assert len(data_of("mini").data) + data_of("mini").without_answer == len(interviews)


def test_editions_that_follow_each_other_share_a_table_that_says_so(interviews, edition):
    newer = another(edition, "previous")
    for _ in range(3):
        play(newer, random=Random(8), language="nl", now=NOW)
    together = data_of("mini")
    assert together.editions == (2, 1)
    alone = [data_of("mini", number) for number in (1, 2)]
    assert len(together.data) == sum(len(one.data) for one in alone)
    made = report(together, TablesWish("mini", by=("group",), language="en"), WORDS, DAY)
    flagged = {table.name for table in made.tables if any("wording" in note for note in table.notes)}
    assert "work" in flagged
    assert "mood" not in flagged
    assert "edition 2, 1" in made.made


def test_another_questionnaire_stays_apart(interviews, edition):
    other = another(edition, "none")
    play(other, random=Random(8), language="nl", now=NOW)
    assert scope_of("mini").numbers == (2,)
    assert len(data_of("mini").data) + data_of("mini").without_answer == 1
