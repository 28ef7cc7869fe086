"""The draw, taking out and throwing away, by command."""

import json
import stat
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.management.base import CommandError
from django.db import connections

from respondents import wishes
from respondents.contact import read_contact
from respondents.draw import draw
from respondents.models import ContactWish
from respondents.wish_pass import WishPass
from staff.models import AuditEntry, User
from surveys.models import Edition, Study
from tests.commands import run
from tests.respondents.wishers import BOTH, kept, materials, opened
from tests.sqlite_files import contents

pytestmark = pytest.mark.django_db(databases=BOTH)

SEED = "2027-05-01 12-31-44"
PEOPLE = tuple(f"person{number:02}@example.org" for number in range(12))


def enter(contact: str, kind: str = "raffle", token: str = "", trial: bool = False, name: str = "") -> None:
    asked = wishes.Asked(kind, read_contact(contact), "nl", name)
    wishes.enter(WishPass("mini", 1, token or contact), asked, Random(1), trial=trial)


@pytest.fixture
def study(make_edition: Callable[..., Edition]) -> Study:
    return make_edition(materials=materials()).study


@pytest.fixture
def raffle(study: Study) -> Study:
    """Twelve people, one of them with two places, a try-out, and somebody who wants an interview only."""
    for contact in PEOPLE:
        enter(contact, name=contact[:8])
    enter(PEOPLE[0].upper(), token="second place")
    enter("trial@example.org", trial=True)
    enter("talk@example.org", kind="interview", name="Talker")
    return study


@pytest.fixture
def fieldwork(make_staff: Callable[..., User]) -> str:
    return make_staff("fieldwork", study="mini").email


@pytest.fixture
def drawn(raffle: Study, fieldwork: str, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    def make(name: str = "first.json", *more: str) -> dict[str, Any]:
        out = tmp_path / name
        run("draw_winners", "mini", "--n", 2, "--reserves", 3, "--seed", SEED, "--out", out, "--by", fieldwork, *more)
        return json.loads(out.read_text())

    return make


def test_everybody_has_one_place_whatever_the_order() -> None:
    one = draw([*PEOPLE, PEOPLE[3], PEOPLE[3]], SEED, 2, 3)
    assert (one.entries, one.doubles, len(set(one.winners + one.reserves))) == (14, 2, 5)
    assert draw(reversed([*PEOPLE, PEOPLE[3], PEOPLE[3]]), SEED, 2, 3) == one
    assert draw(PEOPLE, SEED, 2, 3).winners == one.winners


def test_the_seed_decides_and_nobody_is_favoured() -> None:
    won = [draw(PEOPLE, str(seed), 1, 0).winners[0] for seed in range(2400)]
    assert {150 < won.count(person) < 250 for person in PEOPLE} == {True}
    assert draw(PEOPLE[1:], SEED, 1, 0).digest != draw(PEOPLE, SEED, 1, 0).digest


def test_fewer_people_than_prizes() -> None:
    assert len(draw(PEOPLE, SEED, 50, 50).winners) == 12
    assert draw(PEOPLE, SEED, 50, 50).reserves == ()


def test_the_protocol_says_all_and_can_be_done_again(drawn: Callable[..., dict[str, Any]]) -> None:
    protocol = drawn()
    again = draw([*PEOPLE, PEOPLE[0]], SEED, 2, 3)
    assert [one["contact"] for one in protocol["winners"]] == list(again.winners)
    assert [one["contact"] for one in protocol["reserves"]] == list(again.reserves)
    assert protocol["winners"][0]["name"] == again.winners[0][:8]
    facts = [protocol[key] for key in ("seed", "entries", "doubles_removed", "list_sha256")]
    assert facts == [SEED, 13, 1, again.digest]


def test_states_after_the_draw(drawn: Callable[..., dict[str, Any]]) -> None:
    protocol = drawn()
    states = {contact: state for kind, _, contact, state in kept() if kind == "raffle"}
    assert {contact for contact, state in states.items() if state == "won"} == {
        one["contact"] for one in protocol["winners"]
    }
    assert list(states.values()).count("reserve") == 3
    assert states["trial@example.org"] == "trial"
    assert ContactWish.objects.get(kind="interview").state == "new"
    assert ContactWish.objects.count() == 15


def test_the_protocol_is_private_and_nothing_is_overwritten(
    drawn: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    (tmp_path / "taken.json").write_text("older")
    with pytest.raises(CommandError, match="Nothing was drawn"):
        drawn("taken.json")
    assert (tmp_path / "taken.json").read_text() == "older"
    assert not AuditEntry.objects.filter(action="wishes.draw").exists()
    assert {state for *_, state in kept()} == {"new", "trial"}
    drawn()
    assert stat.S_IMODE((tmp_path / "first.json").stat().st_mode) == 0o600


def test_a_second_draw_needs_a_reason(drawn: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="leave out --again"):
        drawn("early.json", "--again", "why not")
    first = drawn()
    with pytest.raises(CommandError, match="--again REASON"):
        drawn("second.json")
    assert not (tmp_path / "second.json").exists()
    second = drawn("third.json", "--again", "two prizes came back")
    assert second == {**first, "again": "two prizes came back"}
    reasons = AuditEntry.objects.filter(action="wishes.draw").order_by("id").values_list("details__reason", flat=True)
    assert list(reasons) == ["", "two prizes came back"]


def test_the_audit_trail_says_who_and_no_contact(drawn: Callable[..., dict[str, Any]], fieldwork: str) -> None:
    drawn()
    entry = AuditEntry.objects.get(action="wishes.draw")
    assert (entry.user.email, entry.object, entry.details["seed"]) == (fieldwork, "mini", SEED)
    assert "@" not in json.dumps(entry.details)


def test_after_the_draw_nobody_enters(drawn: Callable[..., dict[str, Any]]) -> None:
    drawn()
    with pytest.raises(wishes.DrawIsOver):
        enter("late@example.org")
    enter("late@example.org", kind="interview")
    enter(PEOPLE[1])  # sent again: already in
    assert [kind for kind, _, contact, _ in kept() if contact == "late@example.org"] == ["interview"]


@pytest.mark.parametrize("role", ["researcher", "analyst", "municipality", "translator", "fg"])
@pytest.mark.parametrize("command", ["draw_winners", "purge_wishes", "take_out_wishes"])
def test_not_everybody_may(
    raffle: Study, make_staff: Callable[..., User], tmp_path: Path, role: str, command: str
) -> None:
    more = {
        "draw_winners": ["--n", 1, "--seed", "1", "--out", tmp_path / "out.json"],
        "purge_wishes": ["--kind", "interview"],
        "take_out_wishes": ["--out", tmp_path / "out.json"],
    }
    elsewhere = make_staff("fieldwork", study="another").email
    for email in (make_staff(role).email, elsewhere, "nobody@example.org"):
        with pytest.raises(CommandError, match="fieldwork or privacy"):
            run(command, "mini", *more[command], "--by", email)
    assert ContactWish.objects.count() == 15
    assert list(tmp_path.glob("*.json")) == []
    assert not AuditEntry.objects.filter(action__startswith="wishes.").exists()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        pytest.param(["--n", 0, "--seed", "1"], "at least 1", id="no winners"),
        pytest.param(["--n", 1, "--seed", " "], "seed is empty", id="no seed"),
        pytest.param(["--n", 1, "--seed", "1"], "Nobody takes part", id="nobody"),
    ],
)
def test_what_cannot_be_drawn(study: Study, fieldwork: str, tmp_path: Path, more: list[Any], told: str) -> None:
    with pytest.raises(CommandError, match=told):
        run("draw_winners", "mini", *more, "--out", tmp_path / "out.json", "--by", fieldwork)
    with pytest.raises(CommandError, match="no study nowhere"):
        run("draw_winners", "nowhere", "--n", 1, "--seed", "1", "--out", tmp_path / "out.json", "--by", fieldwork)


def test_purging(drawn: Callable[..., dict[str, Any]], fieldwork: str) -> None:
    with pytest.raises(CommandError, match="not drawn yet"):
        run("purge_wishes", "mini", "--kind", "raffle", "--by", fieldwork)
    drawn()
    _, out, _ = run("purge_wishes", "mini", "--kind", "raffle", "--by", fieldwork)
    assert "14 removed" in out
    assert kept() == [("interview", "email", "talk@example.org", "new")]
    run("purge_wishes", "mini", "--kind", "all", "--by", fieldwork)
    assert kept() == []
    assert list(AuditEntry.objects.filter(action="wishes.purge").values_list("details__people", flat=True)) == [1, 14]


def test_purging_a_raffle_that_will_not_be_drawn(raffle: Study, fieldwork: str) -> None:
    run("purge_wishes", "mini", "--kind", "raffle", "--by", fieldwork, "--undrawn", "no money")
    assert AuditEntry.objects.get(action="wishes.purge").details["reason"] == "no money"
    assert len(kept()) == 1


def test_taking_out(raffle: Study, fieldwork: str, tmp_path: Path) -> None:
    enter("TALK@example.org", kind="interview", token="another phone")
    enter("trial2@example.org", kind="interview", trial=True)
    run("take_out_wishes", "mini", "--out", tmp_path / "talks.json", "--by", fieldwork)
    people = json.loads((tmp_path / "talks.json").read_text())["people"]
    assert [one["contact"] for one in people] == ["talk@example.org"]
    assert AuditEntry.objects.get(action="wishes.take_out").details["people"] == 1


@pytest.mark.django_db(transaction=True, databases=BOTH)
def test_what_was_purged_is_not_in_the_file_any_more(raffle: Study, fieldwork: str) -> None:
    """SQLite keeps what was deleted until it is written over, in its file and in its log."""
    connection = connections["contacts"]
    if connection.vendor != "sqlite":
        assert connection.vendor == "postgresql"  # VACUUM and the archive do it there: docs/contact-wishes.md
        return
    file = Path(connection.settings_dict["NAME"])
    sealed = next(row.contact.token for row in ContactWish.objects.all() if opened(row) == PEOPLE[5])

    def on_disk() -> bool:
        return any(sealed.encode() in contents(part) for part in file.parent.glob(f"{file.name}*"))

    assert on_disk()
    run("purge_wishes", "mini", "--kind", "raffle", "--by", fieldwork, "--undrawn", "test")
    assert not on_disk()
