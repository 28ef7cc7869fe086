"""Each rule about a letter's structure: it holds for our letters, and a file broken in that one way is caught."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.management import CommandError, call_command

from invitations import letters, mailings, pdf_structure
from invitations.address import Address
from invitations.letter_text import letter_text
from invitations.pdf_structure import RULES, NotReadable
from tests.invitations.factory import LETTER, document, make_letters, published, with_people

Break = Callable[[pikepdf.Pdf], None]
LANGUAGES = ("en", "ar", "ti")
TIGRINYA = {"subject": {**LETTER["subject"], "ti": "መጽናዕቲ"}, "short": {**LETTER["short"], "ti": "ኮድ {code} ጽሓፉ።"}}
ADDRESS = Address(("De heer A. Voorbeeld", "Voorbeeldstraat 12", "1234 AB  ONS DORP"))


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two letters of two pages, with an address and PostNL's bars."""
    out = tmp_path_factory.mktemp("structure") / "letters.pdf"
    written = document(
        materials={"letters": {"invitation": {**LETTER, **TIGRINYA}}, "landing": {"phone": "1", "minutes": 2}}
    )
    text = letter_text(written, "invitation", ["nl", *LANGUAGES])
    shared = letters.look(text, written["materials"], written["dates"], "left", date(2026, 12, 1))
    two = [letters.Letter(f"1-001-00{n}", f"MU-{n}", "1234567890123452", ADDRESS) for n in (1, 2)]
    mailings.typeset_letters(letters.chunk_data(shared, two, "Brieven"), out)
    return out


def check(pdf: Path, **asked: Any) -> list[pdf_structure.Fault]:
    return pdf_structure.check(pdf, **{"pages_each": 2, "languages": LANGUAGES, **asked})


def tree(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Structure elements."""
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and "/S" in one and "/P" in one:
            yield one


def of_kind(pdf: pikepdf.Pdf, kind: str) -> pikepdf.Dictionary:
    return next(one for one in tree(pdf) if str(one.S)[1:] == kind)


def in_tree(kind: str, **change: Any) -> Break:
    """Changes the first element of a kind."""

    def spoil(pdf: pikepdf.Pdf) -> None:
        for key, value in change.items():
            of_kind(pdf, kind)[f"/{key}"] = value

    return spoil


def without(*path: str) -> Break:
    """Takes something out of the file's root."""

    def spoil(pdf: pikepdf.Pdf) -> None:
        place = pdf.Root
        for name in path[:-1]:
            place = place[name]
        del place[path[-1]]

    return spoil


def without_alt(pdf: pikepdf.Pdf) -> None:
    del of_kind(pdf, "Figure")["/Alt"]


def suspect(pdf: pikepdf.Pdf) -> None:
    pdf.Root.MarkInfo.Suspects = True


def said(name: str, value: str | None) -> Break:
    """Changes the metadata."""

    def spoil(pdf: pikepdf.Pdf) -> None:
        with pdf.open_metadata() as metadata:
            if value is None:
                del metadata[name]
            else:
                metadata[name] = value

    return spoil


def spoken(before: str, after: str) -> Break:
    """Blocks of one language say another."""

    def spoil(pdf: pikepdf.Pdf) -> None:
        for one in list(tree(pdf)):
            if one.get("/Lang") == before:
                one["/Lang"] = pikepdf.String(after)

    return spoil


def painted(before: bytes, after: bytes = b"", page: int = 0) -> Break:
    """Content around that of a page."""

    def spoil(pdf: pikepdf.Pdf) -> None:
        pdf.pages[page].contents_add(before, prepend=True)
        pdf.pages[page].contents_add(after)

    return spoil


def lose_element(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot.K[0].K[0]


def own_twice(pdf: pikepdf.Pdf) -> None:
    inside = pdf.Root.StructTreeRoot.K[0].K
    inside.append(pdf.make_indirect(pikepdf.Dictionary(inside[0])))


def nest(pdf: pikepdf.Pdf) -> None:
    """A heading becomes part of a paragraph, as it was in our letters once."""
    inside = pdf.Root.StructTreeRoot.K[0].K
    place = next(at for at, one in enumerate(inside) if one.S == "/H1")
    around = pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.P, K=pikepdf.Array([inside[place]]))
    inside[place] = pdf.make_indirect(around)


def no_heading(pdf: pikepdf.Pdf) -> None:
    in_tree("H1", S=pikepdf.Name.P)(pdf)


def fonts(pdf: pikepdf.Pdf, key: str) -> pikepdf.Dictionary:
    return next(one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and key in one)


def not_embedded(pdf: pikepdf.Pdf) -> None:
    descriptor = fonts(pdf, "/FontName")
    for key in ("/FontFile2", "/FontFile3"):
        if key in descriptor:
            del descriptor[key]


def mute_font(pdf: pikepdf.Pdf) -> None:
    del fonts(pdf, "/ToUnicode")["/ToUnicode"]


def meaningless(pdf: pikepdf.Pdf) -> None:
    fonts(pdf, "/ToUnicode").ToUnicode.write(b"1 beginbfchar <0001> <0000> endbfchar")


def state(**drawn: Any) -> Break:
    """A graphics state on page 1."""

    def spoil(pdf: pikepdf.Pdf) -> None:
        entry = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, **drawn))
        pdf.pages[0].Resources["/ExtGState"] = pikepdf.Dictionary(gs=entry)

    return spoil


def at_opening(pdf: pikepdf.Pdf) -> None:
    pdf.Root["/OpenAction"] = pikepdf.Dictionary(S=pikepdf.Name.GoTo)


def script(pdf: pikepdf.Pdf) -> None:
    pdf.make_indirect(pdf.Root)
    pdf.Root["/Extra"] = pdf.make_indirect(
        pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    )


def on_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj["/AA"] = pikepdf.Dictionary()


def attach(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["addresses.csv"] = b"x"


def no_tabs(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[3].obj["/Tabs"]


CONTROLS = [
    ("marked", without("/MarkInfo"), "not say that it is tagged"),
    ("marked", suspect, "doubtful"),
    ("marked", without("/StructTreeRoot"), "no structure tree"),
    ("title", without("/ViewerPreferences"), "not shown"),
    ("title", said("dc:title", None), "no title"),
    ("identified", said("pdfuaid:part", None), "PDF/UA-1"),
    ("identified", said("pdfaid:conformance", "B"), "PDF/A-2a"),
    ("language", without("/Lang"), "not say its language"),
    ("language", spoken("en", "nl"), "in en"),
    ("scripts", spoken("ar", "en"), "Letters of ar"),
    ("scripts", spoken("ti", "ar"), "Letters of ti"),
    ("tagged", painted(b"0 0 9 9 re f"), "neither tagged nor"),
    ("tagged", painted(b"q BT ET (x) Tj Q"), "neither tagged nor"),
    ("tagged", painted(b"/Artifact BMC", b"EMC"), "an artifact at once"),
    ("tagged", painted(b"/P <</MCID 999>> BDC 0 0 9 9 re f EMC"), "belong to no structure"),
    ("tagged", lose_element, "belong to no structure"),
    ("tagged", own_twice, "two structure elements"),
    ("kinds", in_tree("P", S=pikepdf.Name.Paragraph), "type Paragraph is unknown"),
    ("nested", nest, "H1 stands inside"),
    ("headings", no_heading, "one heading of level 1"),
    ("headings", in_tree("P", S=pikepdf.Name.H1), "one heading of level 1"),
    ("headings", in_tree("H2", S=pikepdf.Name.H4), "jump from 1 to 4"),
    ("figures", without_alt, "no text in its place"),
    ("figures", in_tree("Figure", Alt=pikepdf.String(" ")), "no text in its place"),
    ("fonts", not_embedded, "not embedded"),
    ("fonts", mute_font, "which letters it shows"),
    ("fonts", meaningless, "has no meaning"),
    ("opaque", state(ca=0.5), "half transparent"),
    ("opaque", state(BM=pikepdf.Name.Multiply), "blend mode"),
    ("opaque", state(SMask=pikepdf.Dictionary(S=pikepdf.Name.Alpha)), "mask"),
    ("passive", at_opening, "when it is opened"),
    ("passive", script, "a script"),
    ("passive", on_page, "an action"),
    ("alone", attach, "attached"),
    ("tabbed", no_tabs, "tab order"),
    ("coloured", without("/OutputIntents"), "colour profile"),
]


def test_our_letters_hold_to_every_rule(good: Path) -> None:
    assert check(good) == []


@pytest.mark.parametrize(
    ("rule", "spoil", "told"), CONTROLS, ids=[f"{rule}: {told}"[:40] for rule, _, told in CONTROLS]
)
def test_a_letter_broken_in_one_way_is_caught(rule: str, spoil: Break, told: str, good: Path) -> None:
    with pikepdf.open(good) as pdf:
        spoil(pdf)
        file = pdf_structure.File(pdf, 2, LANGUAGES, range(1, 5))
        assert [what for _, what in RULES[rule](file) if told in what]


def test_every_rule_has_been_seen_to_fail() -> None:
    assert {rule for rule, _, _ in CONTROLS} == set(RULES)


def test_a_locked_file_is_caught(good: Path, tmp_path: Path) -> None:
    with pikepdf.open(good) as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="x", user=""))
    assert [fault.rule for fault in check(tmp_path / "locked.pdf")] == ["alone"]


def test_a_sample_reads_first_pages_and_the_whole_tree(good: Path, tmp_path: Path) -> None:
    with pikepdf.open(good) as pdf:
        painted(b"0 0 9 9 re f", page=2)(pdf)
        pdf.pages[3].obj["/Tabs"] = pikepdf.Name.R
        pdf.save(tmp_path / "broken.pdf")
    assert [fault.rule for fault in check(tmp_path / "broken.pdf", looked_at=2)] == ["tabbed"]
    assert [(fault.page, fault.rule) for fault in check(tmp_path / "broken.pdf")] == [(3, "tagged"), (4, "tabbed")]
    assert {fault.rule for fault in check(good, pages_each=1, languages=())} == {"headings"}, "control: lengths count"


def circle(pdf: pikepdf.Pdf) -> None:
    document = pdf.Root.StructTreeRoot.K[0]
    document.K.append(document)


def odd_tree(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.K[0].K.append(pikepdf.String("odd"))


@pytest.mark.parametrize("data", [b"", b"nothing", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_told(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(data)
    with pytest.raises(NotReadable, match=r"a\.pdf"):
        check(tmp_path / "a.pdf")


@pytest.mark.parametrize("spoil", [circle, odd_tree])
def test_a_damaged_tree_is_told(spoil: Break, good: Path, tmp_path: Path) -> None:
    with pikepdf.open(good) as pdf:
        spoil(pdf)
        pdf.save(tmp_path / "a.pdf")
    with pytest.raises(NotReadable):
        check(tmp_path / "a.pdf")


@pytest.mark.django_db
@pytest.mark.usefixtures("pdf_programs")
def test_verify_letters_looks_at_the_structure_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = published()
    with_people(study, 1)
    out = tmp_path / "out"
    make_letters(study, out)
    call_command("verify_letters", str(out), "--structure", "all")
    (path,) = out.glob("*.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        without_alt(pdf)
        pdf.save()
    with pytest.raises(CommandError, match="2 faults"):
        call_command("verify_letters", str(out), "--structure")
    assert "page 1: A figure has no text in its place (Alt). (structure: figures)" in capsys.readouterr().err
    with pytest.raises(CommandError, match="1 faults"):
        call_command("verify_letters", str(out))
