"""Every shipped study goes the whole way by the same commands: files, publication, answers, letters, data, tables."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError

from surveys import load
from surveys.editions import definition_of
from surveys.engine.editions import edition_numbers
from surveys.engine.problems import errors
from surveys.management.commands.check_study import problems_of
from surveys.models import Edition
from tests.commands import run

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("pdf_programs")]
STUDIES = sorted(folder.name for folder in load.STUDIES.iterdir() if (folder / "study.yaml").exists())
PEOPLE, LISTED, LETTERS = 12, 6, 2
SEED = 3


@pytest.mark.parametrize("slug", STUDIES)
def test_the_whole_way(slug: str, tmp_path: Path) -> None:
    assert {number: errors(found) for number, found in problems_of(slug).items() if errors(found)} == {}
    assert succeeds("load_study", slug, "--publish").count("is published") == len(numbers(slug))
    edition = Edition.objects.filter(study__slug=slug).latest("number")
    assert edition.offered == list(definition_of(edition).languages)
    (sent_letters if has_letters(edition) else refused_letters)(slug, tmp_path)
    assert f"{PEOPLE} made-up respondents" in succeeds("simulate", slug, "--n", PEOPLE, "--seed", SEED)
    dataset(slug, tmp_path / "data")
    tables(slug, tmp_path / "tables")


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        pytest.param("study.yaml", ", ar: هل لديك رغبة في المشاركة؟}", "}", id="a language that is not complete"),
        pytest.param("study.yaml", "breakdowns: [years_here", "breakdowns: [years_her", id="a declaration by no name"),
        pytest.param("study.yaml", "${adult} = 'no'", "${adult} = 'nee'", id="a rule on no answer"),
        pytest.param("materials.yaml", "  done:\n", "  letters: {invitation: {}}\n  done:\n", id="half a letter"),
    ],
)
def test_what_is_broken_does_not_get_through(
    file: str, before: str, after: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control, on the smallest study that ships."""
    slug = "gemeente-voorbeeld"
    copy = tmp_path / "studies" / slug
    shutil.copytree(load.STUDIES / slug, copy)
    text = (copy / file).read_text(encoding="utf-8")
    assert before in text
    (copy / file).write_text(text.replace(before, after), encoding="utf-8")
    monkeypatch.setattr(load, "STUDIES", copy.parent)
    with pytest.raises((AssertionError, CommandError)):
        test_the_whole_way(slug, tmp_path)


def succeeds(*arguments: object) -> str:
    code, out, err = run(*arguments)
    assert (code, err) == (0, "")
    return out


def numbers(slug: str) -> tuple[int, ...]:
    """Editions that the files announce."""
    return edition_numbers(load.read_folder(slug))


def has_letters(edition: Edition) -> bool:
    return bool(definition_of(edition).materials.get("letters"))


def sent_letters(slug: str, folder: Path) -> None:
    """A few are made for a made-up list, and read back: codes, tags, fonts, and every language on its page."""
    listed = folder / "list.csv"
    succeeds("make_frame", slug, "--n", LISTED, "--seed", SEED, "--even", "--out", listed)
    succeeds("import_frame", slug, listed)
    where = ("--out", folder / "letters", "--limit", LETTERS, "--presses", 1)
    succeeds("make_letters", slug, "--mailing", "invitation", *where)
    read = json.loads(succeeds("verify_letters", folder / "letters", "--structure", "--json"))
    assert (read["ok"], read["letters"], read["faults"]) == (True, LETTERS, [])


def refused_letters(slug: str, folder: Path) -> None:
    """Without letters the study says so, and nothing is made."""
    with pytest.raises(CommandError, match="sends no letters: nothing stands under `materials: letters:`"):
        run("make_letters", slug, "--mailing", "invitation", "--out", folder / "letters")
    with pytest.raises(CommandError, match="has no list"):
        run("make_frame", slug, "--n", LISTED, "--seed", SEED, "--even", "--out", folder / "list.csv")
    assert not (folder / "list.csv").exists()
    assert not list((folder / "letters").glob("*.pdf"))


def dataset(slug: str, folder: Path) -> None:
    succeeds("export_dataset", slug, "--out", folder, "--formats", "csv", "--codebook", "")
    rows = list(read_csv(folder / f"{slug}.csv"))
    assert len(rows) == PEOPLE
    assert {row["synthetic"] for row in rows} == {"1"}


def tables(slug: str, folder: Path) -> None:
    """Each question that somebody answered has a table, in numbers that fit the people there are."""
    succeeds("make_tables", slug, "--out", folder, "--formats", "csv", "--by", "")
    rows = list(read_csv(folder / f"{slug}-tables.csv"))
    assert {row["study"] for row in rows} == {slug}
    assert len({row["variable"] for row in rows}) > 5
    assert max(int(row["n"]) for row in rows if row["n"]) <= PEOPLE


def read_csv(path: Path) -> csv.DictReader:
    return csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())


def test_some_send_letters_and_some_do_not() -> None:
    """So that neither way above is passed by looking at nothing."""
    letters = [bool(load.read_folder(slug)["materials"].get("letters")) for slug in STUDIES]
    assert len(STUDIES) >= 5
    assert sum(letters) >= 3
    assert not all(letters)
