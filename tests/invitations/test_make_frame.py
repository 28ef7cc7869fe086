"""Made-up people."""

from collections import Counter
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command

from invitations import frame, made_up, sheet
from invitations.made_up import MarginsMissing
from tests.invitations.factory import MARGINS, TODAY, published, schema


def test_the_same_seed_gives_the_same_people() -> None:
    first, again, other = (made_up.rows(MARGINS, schema(), 50, seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_people_are_divided_as_the_register_is_and_pass_the_import() -> None:
    people = made_up.rows(MARGINS, schema(), 2_000, 5)
    groups = Counter(person["group"] for person in people)
    assert 1_300 < groups["wi2021_asiel"] < 1_500
    genders = Counter(person["gender"] for person in people if person["group"] == "wi2021_gezin")
    assert genders["woman"] > genders["man"]
    checked = frame.check(sheet.read(made_up.as_csv(people, schema()).encode()), schema(), TODAY)
    assert checked.made_up
    assert len(checked.rows) == 2_000


@pytest.mark.parametrize(("margins", "n", "error"), [({}, 5, MarginsMissing), (MARGINS, 0, ValueError)])
def test_what_cannot_be_made_is_told(margins: dict, n: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        made_up.rows(margins, schema(), n, 1)


def test_the_shipped_margins_add_up() -> None:
    path = settings.BASE_DIR / "surveys" / "studies" / "perspectief-2024" / "margins.yaml"
    margins = yaml.safe_load(path.read_text(encoding="utf-8"))["margins"]
    assert sum(margins["group"].values()) == margins["total"] == 64_594
    for by_group in margins["within_group"].values():
        for group, shares in by_group.items():
            assert 0 <= margins["group"][group] - sum(shares.values()) <= 2


@pytest.mark.django_db
def test_the_command_writes_a_file_that_can_be_imported(tmp_path: Path) -> None:
    study = published()
    call_command("make_frame", "small", "--n", "20", "--seed", "4", "--out", str(tmp_path / "people.csv"))
    call_command("import_frame", "small", str(tmp_path / "people.csv"))
    assert study.units.count() == 20
    assert study.frames.get().made_up


@pytest.mark.django_db
def test_the_command_tells_what_is_wrong(tmp_path: Path) -> None:
    published(margins={})
    with pytest.raises(CommandError, match="margins"):
        call_command("make_frame", "small", "--n", "2", "--seed", "4", "--out", str(tmp_path / "x.csv"))
