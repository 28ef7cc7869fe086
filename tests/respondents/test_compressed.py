"""Pages of kept pieces: what arrives is the page, and no secret is compressed with anything else."""

import gzip
import zlib
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.test import RequestFactory

from respondents import compressed
from respondents.compressed import Piece, answered, gzipped, kept, once
from tests.respondents.people import Phone

TEXT = "Wilt u meedoen? ነጻ እዩ። " * 200


def _whole(pieces: list[Piece]) -> str:
    return gzip.decompress(gzipped(pieces)).decode()


@pytest.mark.once
@pytest.mark.parametrize(
    "texts",
    [
        pytest.param([], id="nothing"),
        pytest.param([""], id="an empty piece"),
        pytest.param([TEXT], id="one"),
        pytest.param([TEXT, "geheim", TEXT, "", "1"], id="several"),
        pytest.param(["x" * 65_535, "x" * 65_536, "x" * 200_000], id="longer than a block"),
    ],
)
@pytest.mark.parametrize("make", [kept, once])
def test_pieces_make_a_whole(texts: list[str], make: Callable[[str], Piece]) -> None:
    assert _whole([make(text) for text in texts]) == "".join(texts)
    assert _whole([(kept, once)[place % 2](text) for place, text in enumerate(texts)]) == "".join(texts)


@pytest.mark.once
def test_a_wrong_piece_is_found_out_control() -> None:
    """The check sum is of the page as it should be: a piece that says two things is refused."""
    with pytest.raises((OSError, zlib.error)):
        _whole([kept(TEXT), Piece(b"one", once("two").deflated)])


@pytest.mark.once
def test_a_guess_beside_the_secret_does_not_shorten_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where both are compressed together it does: the control, and what an attacker counts on."""
    monkeypatch.setattr(compressed.secrets, "randbelow", lambda most: 0)
    secret = "".join(Random(1).choices("abcdef0123456789", k=64))
    right, wrong = secret[:32], "".join(Random(2).choices("abcdef0123456789", k=32))
    assert len(gzip.compress((right + TEXT + secret).encode())) < len(gzip.compress((wrong + TEXT + secret).encode()))
    assert len({len(gzipped([once(guess), kept(TEXT), once(secret)])) for guess in (right, wrong)}) == 1


@pytest.mark.once
def test_the_same_page_has_many_lengths() -> None:
    assert len({len(gzipped([kept(TEXT)])) for _ in range(30)}) > 5


@pytest.mark.once
@pytest.mark.parametrize(("accepts", "encoding"), [("gzip, br", "gzip"), ("br", None), ("", None), (None, None)])
def test_only_who_takes_gzip_gets_it(accepts: str | None, encoding: str | None) -> None:
    headers = {} if accepts is None else {"Accept-Encoding": accepts}
    response = answered(RequestFactory(headers=headers).get("/q/work/"), [kept(TEXT), once("1")])
    assert (response.get("Content-Encoding"), response["Vary"]) == (encoding, "Accept-Encoding")
    assert (gzip.decompress(response.content) if encoding else response.content).decode() == TEXT + "1"


def test_a_page_of_the_questionnaire(make_unit: Callable[..., Any]) -> None:
    """The same with gzip and without, but for what is new with every page; small enough for a bad line."""
    phone = Phone().begin(make_unit()[1])
    plain = _open(phone)
    packed = _open(phone, accept_encoding="gzip")
    assert (plain.get("Content-Encoding"), packed["Content-Encoding"]) == (None, "gzip")
    assert len(packed.content) == int(packed["Content-Length"]) < min(6_000, len(plain.content) * 0.6)
    texts = [plain.content.decode(), gzip.decompress(packed.content).decode()]
    assert len({len(text) for text in texts}) == 1
    assert [text[: text.index("data-key")] for text in texts] == [texts[0][: texts[0].index("data-key")]] * 2
    assert {header: plain[header] for header in ("Vary", "Cache-Control", "Content-Language")} == {
        header: packed[header] for header in ("Vary", "Cache-Control", "Content-Language")
    }


def _open(phone: Phone, **headers: str) -> Any:
    return phone.client.get(phone.address, headers=headers)
