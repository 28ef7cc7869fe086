"""Flyers, really typeset and read back: words, QR, size, one or all languages; what cannot be made is refused."""

import json
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import typst
from django.core.management import CommandError, call_command

from invitations import flyers, scan
from invitations.flyer_text import LINES, FlyerTextMissing, flyer_texts
from invitations.letters import TextNotDrawable, fonts_folder
from invitations.models import Channel
from surveys import typeset
from surveys.load import read_folder
from surveys.models import Edition, Study
from tests.glyphs import notdef, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pdf_programs")]
DAY = date(2026, 11, 25)
OFFERED = ("nl", "en", "ar", "tr", "ti")
A4, A5, A6 = (210, 297), (148, 210), (105, 148)
POINTS_PER_MM = 72 / 25.4


@pytest.fixture(scope="module")
def shipped() -> dict[str, Any]:
    return read_folder("perspectief-2024")


@pytest.fixture
def edition(shipped: dict[str, Any]) -> Edition:
    """The shipped study as published, with its flyer texts in five languages."""
    study = Study.objects.create(slug="perspectief-2024", title="Perspectief")
    document = {key: shipped[key] for key in ("study", "materials", "languages")}
    document["dates"] = {"close": "2027-01-31"}
    text = json.dumps(document, default=str)
    return Edition.objects.create(study=study, number=1, document=text, document_hash="0" * 64, offered=list(OFFERED))


def with_flyer(edition: Edition, **changes: Any) -> Edition:
    """A further edition whose flyer differs."""
    document = json.loads(edition.document)
    document["materials"]["flyers"].update(changes)
    return Edition.objects.create(
        study=edition.study, number=2, document=json.dumps(document), document_hash="1" * 64, offered=["nl"]
    )


def size_mm(path: Path) -> tuple[int, int]:
    with pikepdf.open(path) as pdf:
        (page,) = pdf.pages
        return tuple(round(float(length) / POINTS_PER_MM) for length in page.mediabox[2:])


@pytest.mark.parametrize(("size", "sheet"), [("a4", A4), ("a5", A5), ("a6", A6)])
def test_one_language_a_sheet(edition: Edition, tmp_path: Path, settings: Any, size: str, sheet: tuple[int, int]):
    settings.PUBLIC_URL = "https://meedoen.example.org"
    made = flyers.make(edition, flyers.Wish(tmp_path / "out", size=size, channel="wijk-west"), DAY)
    assert [path.name.removesuffix(".pdf").rpartition("-")[2] for path in made] == list(OFFERED)
    assert sorted((tmp_path / "out").iterdir()) == sorted(made)
    for path in made:
        (page,) = scan.pages(path)
        assert page.qr_codes == ("HTTPS://MEEDOEN.EXAMPLE.ORG/K/WIJK-WEST",)
        assert "meedoen.example.org/k/wijk-west" in page.text
        assert "0800 0000" in page.text
        assert size_mm(path) == sheet
        assert notdef(path) == 0
        assert shown(path) > 250


@pytest.mark.parametrize(("beside", "path"), [(False, ""), (True, "/perspectief-2024/")], ids=["alone", "of two"])
def test_without_a_channel_the_studys_own_first_page(
    edition: Edition, tmp_path: Path, settings: Any, beside: bool, path: str
) -> None:
    settings.PUBLIC_URL = "https://meedoen.example.org"
    if beside:
        other = Study.objects.create(slug="other", title="Other")
        Edition.objects.create(study=other, number=1, document="{}", document_hash="2" * 64, offered=["nl"])
    (made,) = flyers.make(edition, flyers.Wish(tmp_path, languages=("nl",)), DAY)
    (page,) = scan.pages(made)
    assert [code.lower() for code in page.qr_codes] == [f"https://meedoen.example.org{path}"]
    assert f"meedoen.example.org{path}" in page.text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ("Hoe gaat uw inburgering?", "Meedoen kan tot en met 31 januari 2027.", "ongeveer 20 minuten")),
        ("tr", ("Uyum programınız", "31 Ocak 2027")),
        ("ti", ("መጽናዕቲ", "31 ጥሪ 2027")),
    ],
)
def test_words_are_filled_in(edition: Edition, tmp_path: Path, language: str, words: tuple[str, ...]):
    (path,) = flyers.make(edition, flyers.Wish(tmp_path, languages=(language,)), DAY)
    (page,) = scan.pages(path)
    assert [part for part in words if part not in page.text] == []
    assert "{" not in page.text


def test_all_languages_on_one_sheet(edition: Edition, tmp_path: Path):
    (path,) = flyers.make(edition, flyers.Wish(tmp_path, size="a4", together=True), DAY)
    (page,) = scan.pages(path)
    assert len(page.qr_codes) == 1
    for text in flyer_texts(json.loads(edition.document), [tag for tag in OFFERED if tag != "ar"]):
        assert text.lines["title"] in page.text
    assert path.name == "perspectief-2024-flyer-a4-nl-en-ar-tr-ti.pdf"
    assert notdef(path) == 0


def test_a_flyer_is_tagged_and_names_its_language(edition: Edition, tmp_path: Path):
    (path,) = flyers.make(edition, flyers.Wish(tmp_path, languages=("ar",)), DAY)
    with pikepdf.open(path) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "ar"


def test_a_demo_says_so(edition: Edition, tmp_path: Path):
    Edition.objects.create(
        study=edition.study, number=3, document=edition.document, document_hash="2" * 64, offered=["nl"], demo=True
    )
    (path,) = flyers.make(edition.study.editions.get(number=3), flyers.Wish(tmp_path), DAY)
    (page,) = scan.pages(path)
    assert "Proefdruk. Niet versturen." in page.text


@pytest.mark.parametrize(
    ("changes", "fault", "words"),
    [
        pytest.param({"title": {"en": "x"}}, FlyerTextMissing, "title in nl", id="no title"),
        pytest.param({"points": []}, FlyerTextMissing, "points in nl", id="no points"),
        pytest.param({"link": {"nl": "Ga naar {adres}"}}, FlyerTextMissing, "{adres} in nl", id="no such place"),
        pytest.param({"lead": {"nl": "王"}}, TextNotDrawable, "王", id="no glyph"),
        pytest.param(
            {"lead": {"nl": "heel lang " * 900}}, flyers.typeset.TypesetError, "FLYER-TOO-LONG", id="too long"
        ),
    ],
)
def test_what_cannot_be_made(edition: Edition, tmp_path: Path, changes: Any, fault: type[Exception], words: str):
    broken = with_flyer(edition, **changes)
    with pytest.raises(fault) as told:
        flyers.make(broken, flyers.Wish(tmp_path / "out", size="a6"), DAY)
    assert words in str(told.value)
    assert list(tmp_path.glob("out/*")) == []


@pytest.mark.parametrize("line", LINES)
def test_every_line_is_needed(shipped: dict[str, Any], line: str):
    flyer = {name: text for name, text in shipped["materials"]["flyers"].items() if name != line}
    with pytest.raises(FlyerTextMissing) as told:
        flyer_texts({"materials": {"flyers": flyer}}, ("ti",))
    assert told.value.missing == (f"{line} in ti",)


def test_the_command_makes_the_channel_once(edition: Edition, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    for _ in range(2):
        call_command("make_flyers", "perspectief-2024", out=tmp_path, language=["nl"], channel="west", label="West")
    channel = Channel.objects.get(slug="west")
    assert (channel.kind, channel.label) == (Channel.Kind.FLYER, "West")
    assert capsys.readouterr().out.count("flyer-west-a5-nl.pdf") == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param({"channel": "west"}, "Give --label", id="no such channel"),
        pytest.param(
            {"channel": "Wijk_West", "label": "W"}, "a-z, 0-9 and hyphens", id="channel that makes a large QR"
        ),
        pytest.param({"channel": "brief", "label": "W"}, "belongs to letters", id="channel of letters"),
        pytest.param({"language": ["ti"]}, "does not offer ti", id="language not offered"),
    ],
)
def test_the_command_refuses(edition: Edition, tmp_path: Path, arguments: dict[str, Any], words: str):
    Channel.objects.create(study=edition.study, slug="brief", kind=Channel.Kind.LETTER, label="Brief")
    with_flyer(edition)
    before = Channel.objects.count()
    with pytest.raises(CommandError, match=words):
        call_command("make_flyers", "perspectief-2024", out=tmp_path / "flyers", **arguments)
    assert Channel.objects.count() == before
    assert not (tmp_path / "flyers").exists()


def test_a_box_in_a_pdf_is_counted(tmp_path: Path):
    """Positive control: Typst without our refusals draws .notdef for a character that the font lacks."""
    source = tmp_path / "box.typ"
    source.write_text('#set text(font: "Noto Sans", fallback: false)\nab王王', encoding="utf-8")
    out = tmp_path / "box.pdf"
    typst.compile(source, output=out, font_paths=[fonts_folder()], ignore_system_fonts=True)
    assert notdef(out) == 2
    assert shown(out) == 4


def test_a_picture_of_two_pages_is_refused(tmp_path: Path):
    source, out = tmp_path / "two.typ", tmp_path / "two.png"
    document = typeset.Document(source, {}, fonts_folder())
    source.write_text("#pagebreak()", encoding="utf-8")
    with pytest.raises(typeset.TypesetError, match="more"):
        typeset.write_png(document, out, 72)
    assert not out.exists()
    source.write_text("one page", encoding="utf-8")
    typeset.write_png(document, out, 72)
    assert out.read_bytes()[:4] == b"\x89PNG"


def test_another_program_draws_it(edition: Edition, tmp_path: Path):
    """poppler draws it without a complaint about fonts."""
    (path,) = flyers.make(edition, flyers.Wish(tmp_path, languages=("ti",)), DAY)
    done = subprocess.run(["pdftoppm", "-r", "40", "-png", path, tmp_path / "flyer"], capture_output=True, check=True)
    assert b"font" not in done.stderr.lower()
    assert (tmp_path / "flyer-1.png").stat().st_size > 2000
