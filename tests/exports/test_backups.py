"""A backup that is put back is what it was; one that cannot be put back leaves nothing."""

import json
import resource
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.core.management import CommandError
from django.test import Client
from django.utils import timezone

from exports.backups import kept_files
from exports.backups.newest import NAME, age_of_newest, backups_in
from respondents.models import AnswerEvent, Interview
from staff.models import AuditEntry
from tests.commands import run
from tests.exports.places import ALIASES, empty_places, nothing_there, rows_of
from tests.respondents.conftest import make_unit  # noqa: F401 - a fixture
from tests.respondents.people import Phone

pytestmark = pytest.mark.django_db(transaction=True, databases=ALIASES)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[str, Path]:
    """A public key, and the file with its secret one."""
    identity = pyrage.x25519.Identity.generate()
    file = tmp_path / "identity.txt"
    file.write_text(f"# created for a test\n{identity}\n")
    return str(identity.to_public()), file


@pytest.fixture
def places(settings: Any, tmp_path: Path, pair: tuple[str, Path]) -> tuple[Path, Path]:
    settings.BACKUP_DIR, settings.BACKUP_CONTACTS_DIR = tmp_path / "main", tmp_path / "apart"
    settings.BACKUP_RECIPIENT = settings.BACKUP_CONTACTS_RECIPIENT = pair[0]
    return settings.BACKUP_DIR, settings.BACKUP_CONTACTS_DIR


@pytest.fixture
def folders(places: tuple[Path, Path], interviews: list[Interview], own_var_dir: Path) -> list[Path]:
    """A backup of a site where eight people answered, and letters were deleted."""
    (own_var_dir / "statements").mkdir()
    (own_var_dir / "statements" / "mini.txt").write_text("deleted")
    (own_var_dir / "keys.json").write_text('{"SECRET_KEY": "planted"}')
    run("backup")
    return [backups_in(place)[0][1] for place in places]


NOTED = ("backup.restored", "withdrawals.replay")
"""What the audit trail holds of a restore."""


@pytest.fixture
def elsewhere(tmp_path: Path, settings: Any, folders: list[Path]) -> Iterator[None]:
    """Another machine: empty databases, an empty VAR_DIR."""
    settings.VAR_DIR = tmp_path / "elsewhere"
    settings.VAR_DIR.mkdir()
    with empty_places(tmp_path):
        yield


def edit(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    file = folder / "manifest.json"
    held = json.loads(file.read_text())
    change(held)
    file.write_text(json.dumps(held))


def test_everything_comes_back_and_goes_on(
    places: tuple[Path, Path],
    pair: tuple[str, Path],
    interviews: list[Interview],
    make_unit: Callable[..., Any],  # noqa: F811
    settings: Any,
    tmp_path: Path,
) -> None:
    """Every row of every table; and somebody with a letter from before answers afterwards."""
    _, code = make_unit(group="a")
    (settings.VAR_DIR / "statements").mkdir()
    (settings.VAR_DIR / "statements" / "mini.txt").write_text("deleted")
    before = {alias: rows_of(alias) for alias in ALIASES}
    assert len(before["default"]["respondents_answerevent"]) > 20
    run("backup")
    folders = [backups_in(place)[0][1] for place in places]
    settings.VAR_DIR = tmp_path / "elsewhere"
    settings.WITHDRAWALS_LOG = str(tmp_path / "withdrawals.jsonl")
    (tmp_path / "withdrawals.jsonl").touch()
    with empty_places(tmp_path):
        _, told, _ = run("restore", *folders, "--identity", pair[1])
        assert {alias: rows_of(alias) for alias in ALIASES} != before, "positive control: the restore is in the trail"
        assert AuditEntry.objects.filter(action__in=NOTED).count() == len(NOTED)
        now = {alias: rows_of(alias) for alias in ALIASES}
        now["default"]["staff_auditentry"] = [
            row for row in now["default"]["staff_auditentry"] if not any(action in row for action in NOTED)
        ]
        assert now == before
        assert (settings.VAR_DIR / "statements" / "mini.txt").read_text() == "deleted"
        assert "as many as there were" in told
        last = AnswerEvent.objects.order_by("-pk").values_list("pk", flat=True)[0]
        phone = Phone()
        phone.agree(code)
        phone.send({"go": "next", "side": "left"})
        assert AnswerEvent.objects.order_by("-pk").values_list("pk", flat=True)[0] > last, "sequences go on"
        assert Interview.objects.count() == len(interviews) + 1


@pytest.mark.once
def test_what_lies_in_the_folder(folders: list[Path], pair: tuple[str, Path], interviews: list[Interview]) -> None:
    main, contacts = folders
    held = json.loads((main / "manifest.json").read_text())
    assert held["stored"]["tables"]["respondents_interview"] == len(interviews)
    assert "respondents_contactwish" not in held["stored"]["tables"]
    assert "respondents_contactwish" in json.loads((contacts / "manifest.json").read_text())["stored"]["tables"]
    assert all(file.stat().st_mode & 0o777 == 0o600 for folder in folders for file in folder.glob("*.age"))
    assert str(interviews[0].pk).encode() not in b"".join(file.read_bytes() for file in main.iterdir())
    identity = pyrage.x25519.Identity.from_str(pair[1].read_text().splitlines()[1])
    opened = pyrage.decrypt((main / "files.tar.age").read_bytes(), [identity])
    assert b"statements/mini.txt" in opened
    assert b"planted" not in opened
    assert {entry.object for entry in AuditEntry.objects.filter(action="backup.made")} == set(ALIASES)


def flip(folders: list[Path], arguments: list[Any]) -> None:
    dump = next(folders[1].glob("contacts.*"))
    data = bytearray(dump.read_bytes())
    data[len(data) // 2] ^= 1
    dump.write_bytes(data)


def cut(folders: list[Path], arguments: list[Any]) -> None:
    dump = next(folders[1].glob("contacts.*"))
    dump.write_bytes(dump.read_bytes()[:-100])


def another_key(folders: list[Path], arguments: list[Any]) -> None:
    arguments[-1].write_text(str(pyrage.x25519.Identity.generate()))


def from_tomorrow(folders: list[Path], arguments: list[Any]) -> None:
    edit(folders[1], lambda held: held["stored"]["migrations"].append("staff.9999_tomorrow"))


def a_lost_row(folders: list[Path], arguments: list[Any]) -> None:
    edit(folders[0], lambda held: held["stored"]["tables"].update(respondents_interview=9))


def a_lost_trigger(folders: list[Path], arguments: list[Any]) -> None:
    edit(folders[1], lambda held: held["stored"]["triggers"].append("nobody_no_update"))


BEFORE = {
    "is damaged: its SHA-256": (flip, cut),
    "cannot be read": (lambda f, a: next(f[1].glob("contacts.*")).unlink(),),
    "is damaged": (lambda f, a: (f[1] / "manifest.json").write_text("{"),),
    "encrypted to another one": (another_key,),
    "--identity FILE": (lambda f, a: a.__delitem__(slice(-2, None)),),
    "which is newer": (from_tomorrow,),
    "Two of the folders": (lambda f, a: a.insert(0, f[0]),),
}
"""What is found before anything is put back: what is told, and what is wrong."""
AFTER = {
    "is not what was copied: table respondents_interview: 9 rows in the backup, 8 here": (a_lost_row,),
    "trigger nobody_no_update is missing": (a_lost_trigger,),
}
"""What is found when it was put back, and then taken out again."""


@pytest.mark.parametrize(
    "faults", [pytest.param(BEFORE, id="before", marks=pytest.mark.once), pytest.param(AFTER, id="after")]
)
def test_what_cannot_be_put_back(
    folders: list[Path], elsewhere: None, pair: tuple[str, Path], tmp_path: Path, faults: dict[str, Any]
) -> None:
    """Each is refused with its reason, and both databases are as empty as before."""
    key = pair[1].read_text()
    for told, spoils in faults.items():
        for number, spoil in enumerate(spoils):
            copies = [
                Path(shutil.copytree(folder, tmp_path / f"{told}{number}" / folder.parent.name)) for folder in folders
            ]
            pair[1].write_text(key)
            arguments: list[Any] = [*copies, "--identity", pair[1]]
            spoil(copies, arguments)
            with pytest.raises(CommandError, match=told):
                run("restore", *arguments)
            assert nothing_there(), told


def test_a_database_that_is_not_empty_stays_as_it_is(
    folders: list[Path], pair: tuple[str, Path], interviews: list[Interview]
) -> None:
    before = {alias: rows_of(alias) for alias in ALIASES}
    with pytest.raises(CommandError, match="is not empty"):
        run("restore", *folders, "--identity", pair[1])
    assert {alias: rows_of(alias) for alias in ALIASES} == before


@pytest.mark.once
def test_nothing_is_put_back_through_pgbouncer(
    folders: list[Path], elsewhere: None, pair: tuple[str, Path], settings: Any
) -> None:
    settings.DATABASE_PGBOUNCER = True
    with pytest.raises(CommandError, match="past pgbouncer"):
        run("restore", *folders, "--identity", pair[1])


@pytest.mark.once
def test_looking_puts_nothing_back(folders: list[Path], elsewhere: None, pair: tuple[str, Path]) -> None:
    _, told, _ = run("restore", *folders, "--identity", pair[1], "--check")
    assert told.count("can be put back") == 2
    assert nothing_there()


def test_a_full_disk_leaves_nothing(places: tuple[Path, Path], interviews: list[Interview]) -> None:
    """The system refuses to write more than so much to a file, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, hard))
    try:
        with pytest.raises(CommandError, match="Nothing is left half"):
            run("backup")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [path for place in places if place.exists() for path in place.iterdir()] == []
    run("backup")
    assert len(backups_in(places[0])) == 1


@pytest.mark.once
def test_a_public_site_encrypts(places: tuple[Path, Path], settings: Any) -> None:
    settings.BACKUP_RECIPIENT, settings.LOCAL = "", False
    with pytest.raises(CommandError, match="must be encrypted"):
        run("backup")
    settings.BACKUP_RECIPIENT = "age1nonsense"
    with pytest.raises(CommandError, match="not whole"):
        run("backup")
    assert not places[1].exists()


@pytest.mark.once
def test_contacts_are_not_put_beside_the_rest(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="kept apart"):
        run("backup", "--out", tmp_path / "one", "--contacts-out", tmp_path / "one")


@pytest.mark.once
def test_old_ones_go_and_the_newest_stays(places: tuple[Path, Path], settings: Any) -> None:
    settings.BACKUP_DAYS = 14
    now = timezone.now()
    for days in (13, 15, 40):
        folder = places[0] / (now - timedelta(days=days)).strftime(NAME)
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text("{}")
    (places[0] / "somebody's notes").mkdir()
    run("backup", "--only", "default")
    assert [(now - moment).days for moment, _ in backups_in(places[0])][1:] == [13]
    assert (places[0] / "somebody's notes").is_dir()
    assert age_of_newest(places[0], now) < timedelta(minutes=1)


@pytest.mark.once
def test_half_uploads_and_links_stay_out(own_var_dir: Path) -> None:
    for name in ("audio/nl/a.opus", "audio/.uploads/half", "statements/b.txt", "letters/c.pdf", "keys.json"):
        (own_var_dir / name).parent.mkdir(parents=True, exist_ok=True)
        (own_var_dir / name).write_text(name)
    (own_var_dir / "statements" / "link").symlink_to(own_var_dir / "keys.json")
    chosen = [str(path.relative_to(own_var_dir)) for path in kept_files.chosen(own_var_dir)]
    assert chosen == ["statements/b.txt", "audio/nl/a.opus"]


@pytest.mark.once
def test_pages_answer_while_nothing_is_there(elsewhere: None) -> None:
    """Positive control of the places: they are other databases than the tests' own."""
    assert nothing_there()
    assert Client().get("/readyz").status_code == 503
