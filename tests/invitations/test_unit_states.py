"""Who refused, died or is left out: no more letters, a closed door, and a record."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from invitations import helpdesk, issue, unit_states
from invitations.entry_lookup import CodeBlocked, find
from invitations.frame_problems import FrameUnreadable
from invitations.models import Channel, Code, Mailing, SampleUnit
from invitations.reminders import units_to_write_to
from respondents import entry
from staff.models import AuditEntry
from surveys.models import Study
from tests.invitations.factory import published, with_people

pytestmark = pytest.mark.django_db
Issued = dict[str, str]


@pytest.fixture
def study() -> Study:
    study = published()
    with_people(study, 3)
    return study


@pytest.fixture
def letters(study: Study) -> Issued:
    """Frame id → code of an invitation."""
    channel = Channel.objects.create(study=study, slug="letter-invitation", kind="letter", label="Brief")
    mailing = Mailing.objects.create(
        study=study, kind="invitation", edition=study.editions.get(), channel=channel, text_hash="x"
    )
    return {unit.frame_id: code for unit, code in issue.issue(study, list(study.units.order_by("pk")), mailing) if unit}


def set_state(study: Study, state: str, frame_id: str = "MU-00001") -> bool:
    return unit_states.set_state(study, frame_id, state, now=timezone.now())


@pytest.mark.parametrize("state", ["refused", "excluded", "deceased"])
def test_no_more_letters_and_the_door_is_closed(state: str, study: Study, letters: Issued) -> None:
    assert entry.with_code(letters["MU-00001"]).study == "small", "control: before that it opens"
    assert set_state(study, state)
    assert [unit.frame_id for unit in units_to_write_to(study, "reminder_1")] == ["MU-00000", "MU-00002"]
    with pytest.raises(CodeBlocked):
        entry.with_code(letters["MU-00001"])
    assert entry.with_code(letters["MU-00002"]).study == "small"


@pytest.mark.parametrize(
    ("state", "opens"),
    [("refused", True), ("excluded", True), ("deceased", False)],
    ids=["refused", "excluded", "died"],
)
def test_whoever_changes_their_mind_uses_the_same_letter(
    state: str, opens: bool, study: Study, letters: Issued
) -> None:
    set_state(study, state)
    set_state(study, "active")
    if opens:
        assert entry.with_code(letters["MU-00001"]).study == "small"
    else:
        with pytest.raises(CodeBlocked):
            entry.with_code(letters["MU-00001"])
        assert [unit.frame_id for unit in units_to_write_to(study, "invitation")] == ["MU-00001"]


@pytest.mark.parametrize("state", ["refused", "excluded"])
def test_answers_can_still_be_removed_with_the_letter(state: str, study: Study, letters: Issued) -> None:
    set_state(study, state)
    assert entry.with_code_of_anybody(letters["MU-00001"]).unit.frame_id == "MU-00001"


def test_a_state_is_recorded_once_and_without_the_frame_id(study: Study) -> None:
    assert set_state(study, "refused")
    assert not set_state(study, "refused")
    recorded = AuditEntry.objects.get(action="unit.state")
    assert recorded.details == {"study": "small", "before": "active", "after": "refused"}
    assert "MU-00001" not in str(vars(recorded))


def test_undeliverable_is_not_set_by_hand(study: Study) -> None:
    with pytest.raises(unit_states.StateRefused, match="active, refused, excluded, deceased"):
        set_state(study, "undeliverable")
    with pytest.raises(unit_states.UnitUnknown):
        set_state(study, "refused", "MU-99999")


def test_the_command_sets_and_tells(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("set_unit_state", "small", "MU-00002", "deceased")
    call_command("set_unit_state", "small", "MU-00002", "deceased")
    assert capsys.readouterr().out.split("\n")[:2] == ["Set.", "It was so already."]
    with pytest.raises(CommandError, match="not on the list"):
        call_command("set_unit_state", "small", "MU-77777", "refused")


def test_a_list_of_people_is_left_out(study: Study) -> None:
    set_state(study, "deceased", "MU-00000")
    excluded = unit_states.exclude(study, b"frame_id\nMU-00000\nMU-00001")
    assert (excluded.new, excluded.known) == (1, 1)
    assert dict(study.units.values_list("frame_id", "state")) == {
        "MU-00000": "deceased",
        "MU-00001": "excluded",
        "MU-00002": "active",
    }


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"frame_id\nMU-00000\nMU-88888", "unknown", id="unknown"),
        pytest.param(b"frame_id\nMU-00000\nMU-00000", "twice", id="twice"),
        pytest.param(b"frame_id;naam\nMU-00000;x", "columns", id="another column"),
    ],
)
def test_a_list_with_a_fault_leaves_nobody_out(data: bytes, code: str, study: Study) -> None:
    with pytest.raises(FrameUnreadable) as caught:
        unit_states.exclude(study, data)
    assert [problem.code for problem in caught.value.problems] == [code]
    assert not SampleUnit.objects.exclude(state="active").exists()


def test_the_command_for_a_list(study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "out.csv"
    file.write_bytes(b"frame_id\nMU-00000")
    call_command("exclude_units", "small", str(file))
    assert "1 left out from now on, 0 were already" in capsys.readouterr().out
    file.write_bytes(b"frame_id\nMU-55555")
    with pytest.raises(CommandError, match="nobody was left out"):
        call_command("exclude_units", "small", str(file))


@pytest.mark.parametrize("form", ["digits", "base32"])
def test_a_code_of_the_help_desk_opens_and_belongs_to_nobody(form: str) -> None:
    study = published(form=form)
    code = helpdesk.issue_code(study)
    found = find(study, code)
    assert (found.unit, found.mailing, found.purpose) == (None, None, Code.Purpose.HELPDESK)
    door = entry.with_code(code)
    assert Channel.objects.get(study=study, slug=door.channel).kind == Channel.Kind.HELPDESK
    assert not units_to_write_to(study, "reminder_1").exists()


def test_giving_a_code_is_recorded_without_the_code(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("issue_code", "small")
    code = capsys.readouterr().out.strip()
    (recorded,) = AuditEntry.objects.filter(action="code.helpdesk")
    told = f"{recorded.object} {recorded.details}"
    assert find(study, code)
    assert code not in told
    assert code.replace(" ", "") not in told
    with pytest.raises(CommandError, match="no study"):
        call_command("issue_code", "nothing")
