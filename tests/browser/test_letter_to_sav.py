"""The main way, whole: a letter's QR code, the questionnaire on two phones in two languages, an SPSS file."""

import csv
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from surveys.load import read_folder
from tests.browser.conftest import Site
from tests.browser.phone import PHONE, Told, answer_until, language_of, page_name, press, switch_to
from tests.programs import need

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("site")]
HALF_WAY = 25
WAITING_UNIT = """
from invitations.models import SampleUnit
waiting = SampleUnit.objects.filter(group='wi2021_asiel', state='active', interviewlink__isnull=True)
units = waiting.filter(codes__mailing__kind='reminder_2')
print(units.order_by('-pk').first().frame_id)
"""


RESPNR = """
from respondents.models import InterviewLink
print(InterviewLink.objects.get(unit__frame_id='{frame_id}').interview.respnr)
"""


def asked(site: Site, code: str) -> str:
    """What the code says last, run on the site."""
    return site.manage("shell", "-v", "0", "-c", code).strip().splitlines()[-1]


def letter_of(site: Site, frame_id: str) -> tuple[Path, int]:
    """The PDF and the first page of the unit's letter."""
    folder = site.folder / "demo" / "letters"
    (manifest,) = folder.glob("*-manifest.csv")
    with manifest.open(encoding="utf-8") as file:
        line = next(line for line in csv.DictReader(file) if line["frame_id"] == frame_id)
    (pdf,) = folder.glob(f"*-batch-{int(line['batch']):04d}.pdf")
    return pdf, int(line["first_page"])


def scan(pdf: Path, page: int, folder: Path) -> str:
    """What a phone's camera reads from the paper."""
    image = folder / "letter"
    where = ["-f", str(page), "-l", str(page), "-r", "150"]
    subprocess.run([need("pdftoppm"), "-png", *where, "-singlefile", str(pdf), str(image)], check=True)
    said = subprocess.run([need("zbarimg"), "-q", "--raw", f"{image}.png"], check=True, capture_output=True, text=True)
    return said.stdout.strip().splitlines()[0]


def printed_code(pdf: Path, page: int) -> str:
    """The code in figures, as somebody types it over."""
    where = ["-f", str(page), "-l", str(page)]
    text = subprocess.run([need("pdftotext"), *where, str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    found = re.search(r"\d{4} \d{4} \d{4} \d{4}", text)
    assert found, text
    return found[0]


@pytest.fixture(scope="module")
def frame_id(site: Site) -> str:
    """A Wi2021 asylum unit that has not answered."""
    return asked(site, WAITING_UNIT)


@pytest.fixture(scope="module")
def letter(site: Site, frame_id: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The address in the QR code and the printed code of one letter."""
    pdf, page = letter_of(site, frame_id)
    return scan(pdf, page, tmp_path_factory.mktemp("scan")), printed_code(pdf, page)


@pytest.fixture(scope="module")
def told(site: Site, browser: Any, letter: tuple[str, str]) -> Told:
    """One person answers everything, half in Dutch on one phone, half in English on another."""
    told = Told()
    first = browser.new_context(**PHONE, java_script_enabled=False)
    begin_with_letter(first, letter[0], told)
    first.close()
    second = browser.new_context(**PHONE, java_script_enabled=False)
    finish_elsewhere(second, site, letter[1], told)
    second.close()
    return told


def begin_with_letter(context: Any, address: str, told: Told) -> None:
    page = context.new_page()
    page.goto(address)
    assert "/I/" not in page.url.upper(), "the code must not stay in the address"
    switch_to_start(page, "nl")
    press(page, "yes")
    answer_until(page, told, lambda page: len(told.pages) >= HALF_WAY)
    assert language_of(page) == "nl"
    switch_to(page, "en")
    assert language_of(page) == "en"
    assert page_name(page), "the language changed and the question stayed"


def switch_to_start(page: Any, language: str) -> None:
    """From the landing page, by its language button, to consent."""
    switch_to(page, language)
    press(page, "scanned")


def finish_elsewhere(context: Any, site: Site, code: str, told: Told) -> None:
    page = context.new_page()
    page.goto(f"{site.url}/start/")
    if language_of(page) != "en":
        switch_to(page, "en")
    page.fill('input[name="code"]', code.replace(" ", "-"))
    press(page, "start")
    name = page_name(page)
    assert name not in told.pages, "what was answered on the other phone is not asked again"
    assert language_of(page) == "en"
    answer_until(page, told, lambda page: False)
    press(page, "send")
    assert page.url.endswith("/done/")


@dataclass(frozen=True)
class Exported:
    """What PSPP reads in a .sav: one respondent, with value labels instead of numbers; the variables' labels."""

    rows: list[dict[str, str]]
    labels: dict[str, str]


def export_and_read_back(site: Site, respnr: str, language: str) -> Exported:
    out = site.folder / f"export-{language}"
    only = ("--formats", "sav", "--codebook", "")
    site.manage("export_dataset", "perspectief-2024", "--out", str(out), "--labels", language, "--open-text", *only)
    syntax = out / "read.sps"
    syntax.write_text(
        f"GET FILE='{out / 'perspectief-2024.sav'}'.\nDISPLAY DICTIONARY.\nSELECT IF respnr = {respnr}.\n"
        f"SAVE TRANSLATE /OUTFILE='{out / 'back.csv'}' /TYPE=CSV /FIELDNAMES /CELLS=LABELS /REPLACE.\n",
        encoding="utf-8",
    )
    said = subprocess.run(
        [need("pspp"), "-O", "format=csv", str(syntax)], check=True, capture_output=True, text=True
    ).stdout
    with (out / "back.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [{name: value.strip() for name, value in row.items()} for row in csv.DictReader(file)]
    return Exported(rows, variable_labels(said))


def variable_labels(dictionary: str) -> dict[str, str]:
    """Name → label, out of PSPP's DISPLAY DICTIONARY."""
    lines = csv.reader(dictionary.splitlines())
    return {line[0]: line[2] for line in lines if len(line) > 4 and line[1].isdigit()}


@pytest.fixture(scope="module")
def exported(site: Site, frame_id: str, told: Told) -> dict[str, Exported]:
    """By language of the labels."""
    respnr = asked(site, RESPNR.format(frame_id=frame_id))
    return {language: export_and_read_back(site, respnr, language) for language in ("nl", "en")}


@pytest.fixture(scope="module")
def rows(exported: dict[str, Exported]) -> dict[str, dict[str, str]]:
    """The one row of the one respondent, by language of the labels."""
    assert {language: len(found.rows) for language, found in exported.items()} == {"nl": 1, "en": 1}
    return {language: found.rows[0] for language, found in exported.items()}


def words_in_sav(question: str, found: Exported) -> list[str]:
    """The words of the answer: a value label, or the ends of the labels of the columns that say yes."""
    (row,) = found.rows
    if question in row:
        return [row[question]]
    columns = [name for name in row if name.startswith(f"{question}_") and row[name] in ("Ja", "Yes")]
    return [found.labels[name] for name in columns]


def is_said(words: str, found: str) -> bool:
    """Whether the label says these words: all of them, at its end, or as far as SPSS has room."""
    return found.endswith(words) or (found.endswith("…") and found[:-1].endswith(words[: len(found) - 1]))


def test_the_whole_questionnaire_was_walked_in_two_languages(told):
    assert len(told.pages) == len(set(told.pages))
    assert len(told.pages) > 2 * HALF_WAY
    assert set(told.language.values()) == {"nl", "en"}


def test_what_was_chosen_is_what_the_sav_says(told, rows, exported):
    wrong = {}
    for question, words in told.chosen.items():
        found = words_in_sav(question, exported[told.language[question]])
        if len(found) != len(words) or not all(map(is_said, words, found)):
            wrong[question] = (words, found)
    assert not wrong


def test_what_was_typed_is_what_the_sav_says(told, rows):
    row = rows["nl"]
    assert row["age"] == "34"
    assert (row["pip_date_y"], row["pip_date_m"]) == ("2023", "5")
    assert rows[told.language["country"]]["country"] == told.typed["country"]["value"]
    assert row["remarks"] == told.typed["remarks"]["value"]


def test_nothing_else_was_answered(told, rows):
    """Every other cell of a question says that it was not asked."""
    document = read_folder("perspectief-2024")
    worked_out = {item["name"] for item in (*document["derived"], *document["scales"])}
    not_asked = {"Not asked: does not apply, by earlier answers", "Not in this edition or questionnaire", ""}
    about_case = list(rows["en"]).index("obliged")
    cells = list(rows["en"].items())[about_case:]
    strange = {
        name: value
        for name, value in cells
        if value not in not_asked and name not in worked_out and not answered(name, told)
    }
    assert strange == {}


def answered(column: str, told: Told) -> bool:
    return any(column == name or column.startswith(f"{name}_") for name in (*told.chosen, *told.typed))


def test_the_case_is_described_and_not_identified(rows, letter):
    row = rows["en"]
    assert row["group"] == "2021 act, asylum"
    assert row["sent"] == "Yes"
    assert row["coded"] == "Yes"
    assert row["disposition"].startswith("Complete")
    assert letter[1].replace(" ", "") not in "".join(row.values()).replace(" ", "")


def test_a_changed_answer_would_be_noticed(told, exported):
    """Positive control: the comparison is not content with another option's words."""
    question, (words,) = next((name, words) for name, words in told.chosen.items() if len(words) == 1)
    assert is_said(words, words_in_sav(question, exported[told.language[question]])[0])
    assert not is_said(words, "Iets anders / something else")
