"""A made-up fieldwork: what is in the database equals what was done, and the advice finds whom it was planted on."""

import json
from collections import Counter
from datetime import datetime, time
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from exports.advice_made import make
from exports.advice_record import from_json
from exports.monitor.figures import Figures, by
from exports.monitor.make import figures_of
from exports.simulated.course import RealPeople, Wish, run
from exports.simulated.truth import Truth
from invitations.letter_text import LetterTextMissing
from invitations.models import Batch, Frame
from respondents.models import Interview
from respondents.play import play
from surveys.models import Edition, Study
from surveys.publish import publish
from tests.exports.small_fieldwork import PLAN, TODAY, held, plan, small_study

pytestmark = pytest.mark.django_db
PEOPLE = 400
NOON = datetime.combine(TODAY, time(12), timezone.get_current_timezone())
BY_CHANNEL = "FROM respondents_interview i JOIN invitations_channel c ON c.id = i.channel_id"
OF_UNIT = "u.\"group\", u.strata ->> 'gender'"


def rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def counted(sql: str) -> Counter[Any]:
    """The last column is a count, the others are what it is of."""
    return Counter({row[0] if len(row) == 2 else row[:-1]: row[-1] for row in rows(sql)})


def of_lines(truth: Truth, name: str) -> Counter[Any]:
    """A number, or a counter, of every line of the truth; nought left out."""
    found: Counter[Any] = Counter()
    for cell, line in truth.strata.items():
        value = getattr(line, name)
        inside = value if isinstance(value, Counter) else {"": value}
        found.update({(*cell, key) if key else cell: number for key, number in inside.items() if number})
    return found


def advised() -> list[dict[str, str]]:
    study = Study.objects.get(slug="mini")
    return [dict(one.stratum) for one in from_json(make(study, now=timezone.now()).advice)]


def test_the_database_holds_what_was_done() -> None:
    truth = held(PEOPLE)
    assert plan().lowest == {"group": "gezin", "gender": "woman"}
    assert_people(truth)
    assert_questionnaires(truth)
    assert_channels(truth)
    assert_monitor(truth, figures_of(Study.objects.get(slug="mini"), now=NOON))
    assert advised()[0] == plan().lowest


def assert_people(truth: Truth) -> None:
    assert truth.plan.columns == ("group", "gender")
    size = counted(f"SELECT {OF_UNIT}, count(*) FROM invitations_sampleunit u GROUP BY 1, 2")
    assert size == of_lines(truth, "size")
    assert size == {("asiel", "man"): 160, ("asiel", "woman"): 107, ("gezin", "man"): 47, ("gezin", "woman"): 86}
    other = "FROM invitations_sampleunit u WHERE u.state <> 'active'"
    states = counted(f"SELECT {OF_UNIT}, u.state, count(*) {other} GROUP BY 1, 2, 3")
    assert states == of_lines(truth, "states")
    assert {state for *_, state in states} == {"excluded", "undeliverable", "refused", "deceased"}
    letters = (
        "FROM invitations_letterevent e JOIN invitations_code c ON c.id = e.code_id "
        "JOIN invitations_sampleunit u ON u.id = c.unit_id JOIN invitations_mailing m ON m.id = c.mailing_id"
    )
    written = counted(f"SELECT {OF_UNIT}, m.kind, count(*) {letters} WHERE e.kind = 'posted' GROUP BY 1, 2, 3")
    assert written == of_lines(truth, "written")
    assert counted("SELECT kind, count(*) FROM invitations_letterevent GROUP BY 1")["spoiled"] >= 4
    assert rows("SELECT count(*) FROM invitations_batch WHERE removed_at IS NULL OR state <> 'sealed'") == [(0,)]


def assert_questionnaires(truth: Truth) -> None:
    of_unit = (
        "FROM respondents_interviewlink l JOIN invitations_sampleunit u ON u.id = l.unit_id "
        "JOIN respondents_interview i ON i.id = l.interview_id "
        "JOIN invitations_mailing m ON m.channel_id = i.channel_id"
    )
    answered = counted(f"SELECT {OF_UNIT}, m.kind, count(*) {of_unit} GROUP BY 1, 2, 3")
    assert answered == of_lines(truth, "answered")
    states = counted(f"SELECT {OF_UNIT}, i.state, count(*) {of_unit} GROUP BY 1, 2, 3")
    for name, state in (("sent", "sent"), ("busy", "open"), ("withdrawn", "withdrawn")):
        found = Counter({cell[:-1]: number for cell, number in states.items() if cell[-1] == state})
        assert found == of_lines(truth, name), name
        assert sum(found.values()) > 0, name
    kept = "FROM respondents_interview WHERE state <> 'withdrawn' GROUP BY 1"
    assert counted(f"SELECT language, count(*) {kept}") == truth.languages
    assert counted(f"SELECT mode, count(*) {kept}") == truth.modes
    assert len(truth.modes) == 3
    busy = rows("SELECT count(*) FROM respondents_interview WHERE state = 'open'")
    assert busy == [(sum(truth.stopped.values()),)]
    assert truth.stopped["country"] == max(truth.stopped.values())
    assert rows("SELECT count(*), sum(CASE WHEN synthetic THEN 1 ELSE 0 END) FROM respondents_interview") == [
        (truth.interviews, truth.interviews)
    ]
    before = f"SELECT count(*) FROM respondents_interview WHERE started_at >= '{TODAY}' OR last_at >= '{TODAY}'"
    assert rows(before) == [(0,)]


def assert_channels(truth: Truth) -> None:
    steps = counted(
        "SELECT c.slug, n.step, sum(n.count) FROM invitations_channelcount n "
        "JOIN invitations_channel c ON c.id = n.channel_id GROUP BY 1, 2"
    )
    told = {(slug, step): number for slug, counts in truth.channels.items() for step, number in counts.items()}
    assert steps == told
    kinds = counted(f"SELECT c.kind, count(*) {BY_CHANNEL} GROUP BY 1")
    assert set(kinds) == {"letter", "open", "helpdesk", "flyer", "message", "session"}
    of_slug = counted(f"SELECT c.slug, count(*) {BY_CHANNEL} GROUP BY 1")
    assert of_slug == {slug: counts["started"] for slug, counts in truth.channels.items()}
    held = rows("SELECT count(*) FROM respondents_groupsession")[0][0]
    efforts = counted("SELECT kind, count(*) FROM invitations_effort GROUP BY 1")
    assert efforts == {"organisation": 1, "whatsapp": 1, "meeting": held}
    assert counted("SELECT outcome, sum(count) FROM respondents_doorcount GROUP BY 1") == truth.door
    assert truth.door["no_consent"]
    assert truth.door["young"]


def assert_monitor(truth: Truth, told: Figures) -> None:
    """What the monitor tells of it, beside what was done and the raw tables."""
    assert told.variables[:2] == ("group", "gender")
    found = by(told, ("group", "gender"))
    assert {cell: one.size for cell, one in found.items()} == of_lines(truth, "size")
    alive = "WHERE i.state <> 'withdrawn' AND u.state NOT IN ('excluded', 'deceased')"
    links = (
        "FROM invitations_sampleunit u JOIN respondents_interviewlink l ON l.unit_id = u.id "
        "JOIN respondents_interview i ON i.id = l.interview_id"
    )
    begun = counted(f"SELECT {OF_UNIT}, count(*) {links} {alive} GROUP BY 1, 2")
    refused = counted(
        f"SELECT {OF_UNIT}, count(*) {links} WHERE i.state = 'open' AND u.state = 'refused' GROUP BY 1, 2"
    )
    for cell, one in found.items():
        assert 0 <= begun[cell] - one.usable - one.break_off <= refused[cell], "who broke off and said no"
        assert (one.deceased, one.left_out) == tuple(
            truth.strata[cell].states.get(state, 0) for state in ("deceased", "excluded")
        )
    posted: Counter[str] = Counter()
    for day in told.days:
        posted.update(day.posted)
    written: Counter[str] = Counter()
    for (*_, kind), number in of_lines(truth, "written").items():
        written[kind] += number
    assert posted == written
    assert {one.value: one.started for one in told.languages} == truth.languages
    assert {one.value: one.started for one in told.modes} == truth.modes
    assert {one.slug: one.landed for one in told.channels if one.landed} == {
        slug: counts["landed"] for slug, counts in truth.channels.items() if counts["landed"]
    }
    devices = {one.value: one.started for one in told.devices}
    assert devices == {
        name.split()[1]: n for name, n in truth.uses.items() if name.startswith("device") and "started" in name
    }


def test_with_the_plant_elsewhere_the_advice_names_that_stratum() -> None:
    """Control: it is not the stratum that the advice would name anyhow."""
    elsewhere = {"group": "asiel", "gender": "man"}
    truth = held(PEOPLE, lowest=elsewhere)
    assert [line["stratum"] for line in truth.as_document()["strata"] if line["planted"]] == [elsewhere]
    assert advised()[0] == elsewhere


def test_the_same_seed_does_the_same() -> None:
    edition = small_study()
    assert of_a_run(edition, 3) == of_a_run(edition, 3)
    assert of_a_run(edition, 3) != of_a_run(edition, 4)


def of_a_run(edition: Edition, seed: int) -> tuple[dict[str, Any], list[Any]]:
    few = plan(municipalities=[], open=0, helpdesk=0)
    with transaction.atomic():
        used: Counter[str] = Counter()
        truth = run(
            edition.study,
            edition,
            few,
            Wish(60, 2, seed),
            TODAY,
            use=lambda _, *what: used.update({" ".join(what[:3]): what[3]}),
        )
        answers = list(Interview.objects.order_by("started_at").values_list("answers", flat=True))
        transaction.set_rollback(True)
    assert len(answers) == truth.interviews > 0
    assert used == truth.uses
    assert used["device phone started"] > used["device computer started"] > 0
    return {**truth.as_document(), "seed": 0}, answers


def test_where_people_are_real_nothing_is_made_up() -> None:
    edition = small_study()
    wish = Wish(50, 1)
    real = play(edition, random=Random(1), language="nl", now=timezone.now(), synthetic=False)
    with pytest.raises(RealPeople, match="answers of real people"):
        run(edition.study, edition, plan(), wish, TODAY)
    Interview.objects.filter(pk=real.pk).update(synthetic=True)
    frame = Frame.objects.create(study=edition.study, file_hash="x", rows=1)
    with pytest.raises(RealPeople, match="list of real people"):
        run(edition.study, edition, plan(), wish, TODAY)
    Frame.objects.filter(pk=frame.pk).update(made_up=True)
    with pytest.raises(RealPeople, match="a list already"):
        run(edition.study, edition, plan(), wish, TODAY)
    frame.delete()
    assert run(edition.study, edition, plan(), wish, TODAY).strata, "control: nothing else stands in the way"
    assert Batch.objects.exists()


def test_the_command_writes_what_was_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small_study()
    options = {"plan": planned(tmp_path), "people": 40, "weeks": 2, "truth": tmp_path / "truth.yaml"}
    call_command("simulate_fieldwork", "mini", lowest="gender:man", letters=tmp_path / "letters", **options)
    told = yaml.safe_load((tmp_path / "truth.yaml").read_text(encoding="utf-8"))
    assert told["planted"] == {"stratum": {"gender": "man"}, "factor": 0.15}
    assert sum(line["size"] for line in told["strata"]) == 40
    assert told["interviews"] == Interview.objects.count() > 0
    assert {Path(name).suffix for name in Batch.objects.values_list("file", flat=True)} == {".pdf"}
    assert len(list((tmp_path / "letters").glob("*.pdf"))) == Batch.objects.filter(removed_at=None).count() > 0
    assert "40 made-up people" in capsys.readouterr().out
    with pytest.raises(CommandError, match="has a list already"):
        call_command("simulate_fieldwork", "mini", **options)


def planned(folder: Path) -> Path:
    file = folder / "plan.yaml"
    file.write_text(yaml.safe_dump({"simulation": PLAN}), encoding="utf-8")
    return file


def test_without_words_for_a_letter_nothing_is_begun() -> None:
    edition = small_study()
    document = json.loads(edition.document)
    del document["materials"]["letters"]["reminder_1"]
    less = publish(edition.study, document, note="")
    with pytest.raises(LetterTextMissing):
        run(edition.study, less, plan(), Wish(50, 1), TODAY)
    assert not Frame.objects.exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        pytest.param({"study": "nothing"}, "no study", id="unknown study"),
        pytest.param({"people": 10**6}, "1 to 6000 people", id="more than there are"),
        pytest.param({"lowest": "group"}, "column:category", id="no stratum"),
    ],
)
def test_the_command_refuses_in_words(options: dict[str, Any], words: str, tmp_path: Path) -> None:
    small_study()
    named = {"study": "mini", "plan": planned(tmp_path), **options}
    with pytest.raises(CommandError, match=words):
        call_command("simulate_fieldwork", named.pop("study"), **named)
