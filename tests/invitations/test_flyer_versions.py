"""The versions of a flyer, read back: boxes and marks, pairs, tents, pictures, black and white, name and logo."""

import subprocess
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from invitations import flyers, grey_logo, logo, scan
from invitations.flyer_versions import NAMES
from surveys.models import Edition
from tests.glyphs import notdef
from tests.invitations.flyer_edition import OFFERED, SVG, picture, shipped_edition
from tests.programs import need

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pdf_programs")]
DAY = date(2026, 11, 25)
ADDRESS = "HTTPS://MEEDOEN.EXAMPLE.ORG/K/WIJK-WEST"
POINTS_PER_MM = 72 / 25.4


@pytest.fixture
def edition(settings) -> Edition:
    settings.PUBLIC_URL = "https://meedoen.example.org"
    return shipped_edition()


def make(edition: Edition, out: Path, **wish: object) -> tuple[Path, ...]:
    return flyers.make(edition, flyers.Wish(out, **{"channel": "wijk-west", **wish}), DAY)


def read_qr(path: Path) -> tuple[str, ...]:
    """Every QR that zbar finds in a picture, or in a drawing of a PDF."""
    if path.suffix == ".pdf":
        (page,) = scan.pages(path)
        return page.qr_codes
    said = subprocess.run([need("zbarimg"), "-q", "--raw", path], capture_output=True, text=True, check=True).stdout
    return tuple(said.split())


def box_mm(path: Path, name: str) -> list[float]:
    with pikepdf.open(path) as pdf:
        return [round(float(length) / POINTS_PER_MM, 1) for length in pdf.pages[0].obj[name]]


@pytest.mark.parametrize("together", [False, True], ids=["apart", "together"])
@pytest.mark.parametrize("name", NAMES)
def test_the_qr_of_every_version_opens_the_channel(edition: Edition, tmp_path: Path, name: str, together: bool):
    languages = () if together else ("ti",)
    (path,) = make(edition, tmp_path, version=name, size="a4", together=together, languages=languages)
    assert set(read_qr(path)) == {ADDRESS}
    assert "-wijk-west-" in path.name
    if path.suffix == ".pdf":
        assert notdef(path) == 0


@pytest.mark.parametrize(("size", "sheet"), [("a4", (210, 297)), ("a5", (148, 210)), ("a6", (105, 148))])
def test_the_print_shop_gets_bleed_and_marks(edition: Edition, tmp_path: Path, size: str, sheet: tuple[int, int]):
    (path,) = make(edition, tmp_path, version="print", size=size, languages=("nl",))
    width, height = sheet
    assert box_mm(path, "/MediaBox") == [0, 0, width + 20, height + 20]
    assert box_mm(path, "/TrimBox") == [10, 10, width + 10, height + 10]
    assert box_mm(path, "/BleedBox") == [7, 7, width + 13, height + 13]
    with pikepdf.open(path) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "pdfaid" in str(pdf.Root.Metadata.read_bytes())


def test_colour_runs_over_the_cut_and_marks_stay_outside(edition: Edition, tmp_path: Path):
    """Drawn at ten dots a millimetre: the strip fills the bleed; marks lie between paper's edge and bleed."""
    (path,) = make(edition, tmp_path, version="print", size="a6", languages=("nl",))
    subprocess.run([need("pdftoppm"), "-r", "254", "-png", path, tmp_path / "drawn"], check=True, timeout=60)
    with Image.open(tmp_path / "drawn-1.png") as drawn:
        grey = drawn.convert("L")
        assert max(grey.crop((72, 72, 1170, 98)).getextrema()) < 120
        assert min(grey.crop((80, 60, 1170, 68)).getextrema()) > 60, "between the marks at left and right: nothing"
        assert min(grey.crop((0, 96, 70, 104)).getextrema()) < 120, "the mark beside the upper cut"
        assert min(grey.crop((0, 300, 70, 400)).getextrema()) == 255, "positive control: no mark where no cut is"


@pytest.mark.parametrize(
    ("version", "size", "sheet", "codes"),
    [("office", "a4", (210, 297), 1), ("office", "a5", (297, 210), 2), ("card", "a5", (148, 210), 2)],
)
def test_faces_on_a_sheet(edition: Edition, tmp_path: Path, version: str, size: str, sheet: tuple, codes: int):
    (path,) = make(edition, tmp_path, version=version, size=size, languages=("ar",))
    assert box_mm(path, "/MediaBox") == [0, 0, *sheet]
    assert read_qr(path) == (ADDRESS,) * codes


@pytest.mark.parametrize(("version", "grey"), [("office", True), ("plain", False)], ids=["office", "control"])
def test_black_and_white_is_that(edition: Edition, tmp_path: Path, version: str, grey: bool):
    (path,) = make(edition, tmp_path, version=version, size="a4", languages=("nl",))
    subprocess.run([need("pdftoppm"), "-r", "40", "-png", path, tmp_path / "drawn"], check=True, timeout=60)
    with Image.open(tmp_path / "drawn-1.png") as drawn:
        colours = {colour for _, colour in drawn.convert("RGB").getcolors(1_000_000)}
    assert all(len(set(colour)) == 1 for colour in colours) == grey


@pytest.mark.parametrize(("version", "dots"), [("screen-tall", (1080, 1920)), ("screen-wide", (1920, 1080))])
def test_screens(edition: Edition, tmp_path: Path, version: str, dots: tuple[int, int]):
    made = make(edition, tmp_path, version=version)
    for path in made:
        with Image.open(path) as drawn:
            assert (drawn.format, drawn.size) == ("PNG", dots)
    assert len(made) == len(OFFERED)


@pytest.mark.parametrize("version", ["plain", "office", "card", "screen-wide"])
@pytest.mark.parametrize("content", [SVG, picture()], ids=["svg", "png"])
def test_name_and_logo_stand_on_it(edition: Edition, tmp_path: Path, version: str, content: bytes):
    plain, branded = tmp_path / "plain", tmp_path / "branded"
    wish = {"version": version, "size": "a4", "languages": ("ar",)}
    (without,) = make(edition, plain, **wish)
    (path,) = make(edition, branded, **wish, name="Gemeente Utrecht بلدية", logo=logo.checked(content))
    assert (red(path, tmp_path) > 50) == (version != "office"), "in black and white the logo is grey"
    assert red(without, tmp_path) == 0, "positive control: no red without the logo"
    if path.suffix == ".pdf":
        assert "Gemeente Utrecht" in next(scan.pages(path)).text
        assert notdef(path) == 0
    assert set(read_qr(path)) == {ADDRESS}


def shape(colour: tuple[int, int, int], ground: tuple[int, ...] = (0, 0, 0, 0)) -> Image.Image:
    drawn = Image.new("RGBA", (40, 20), ground)
    drawn.paste((*colour, 255), (10, 5, 30, 15))
    return drawn


@pytest.mark.parametrize(
    ("drawn", "tone"),
    [
        pytest.param(shape((200, 0, 0)), 60, id="dark enough: its own tone"),
        pytest.param(shape((255, 230, 0)), 80, id="yellow: darkened"),
        pytest.param(shape((255, 255, 255)), 0, id="white, for a dark ground: the shape in black"),
        pytest.param(shape((255, 255, 255), (0, 60, 160, 255)), 255, id="white on a ground of its own: stays"),
        pytest.param(shape((0, 0, 0)), 0, id="black"),
    ],
)
def test_a_grey_logo_can_be_seen(drawn: Image.Image, tone: int) -> None:
    grey = grey_logo.greyed(drawn)
    assert grey.mode == "LA"
    assert grey.getpixel((20, 10)) == (tone, 255)
    assert grey.getpixel((0, 0))[1] == drawn.getpixel((0, 0))[3], "what was clear stays clear"


def test_tones_that_differ_still_differ() -> None:
    two = shape((255, 230, 0))
    two.paste((255, 180, 90, 255), (10, 5, 20, 15))
    grey = grey_logo.greyed(two)
    assert grey.getpixel((15, 10))[0] + 20 < grey.getpixel((25, 10))[0] < 255


def red(path: Path, folder: Path) -> int:
    """Dots as red as the logo."""
    picture = path
    if path.suffix == ".pdf":
        subprocess.run([need("pdftoppm"), "-r", "60", "-png", path, folder / "red"], check=True, timeout=60)
        (picture,) = folder.glob("red-*.png")
    with Image.open(picture) as drawn:
        found = drawn.convert("RGB").getcolors(10_000_000)
    if picture != path:
        picture.unlink()
    return sum(count for count, (r, g, b) in found if r > 150 and g < 60 and b < 60)


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        pytest.param({"version": "office", "size": "a6"}, "choose a4, or a5", id="office a6"),
        pytest.param({"version": "poster"}, "Choose from plain, print", id="no such version"),
        pytest.param({"version": "print", "size": "a3"}, "Choose from a4, a5, a6", id="no such size"),
        pytest.param({"name": "x" * 81}, "at most 80 letters", id="long name"),
        pytest.param({"name": "two\nlines"}, "on one line", id="name of two lines"),
        pytest.param({"logo": logo.Logo(SVG, "svg")}, "name with its logo", id="logo without a name"),
    ],
)
def test_what_is_refused(edition: Edition, tmp_path: Path, wish: dict, words: str):
    with pytest.raises(flyers.FlyerRefused, match=words):
        make(edition, tmp_path / "out", **wish)
    assert not (tmp_path / "out").exists()


def test_the_command_takes_a_logo_and_refuses_a_bad_one(edition: Edition, tmp_path: Path, capsys):
    file = tmp_path / "logo.png"
    file.write_bytes(picture())
    options = {"out": tmp_path / "out", "language": ["nl"], "kind": "print", "name": "Utrecht", "logo": file}
    call_command("make_flyers", "perspectief-2024", **options)
    assert "flyer-print-a5-nl.pdf" in capsys.readouterr().out
    file.write_bytes(b"%PDF-1.7 no picture")
    with pytest.raises(CommandError, match="no PNG, JPEG or SVG"):
        call_command("make_flyers", "perspectief-2024", **options)
