"""A page that is put together from kept pieces, sent with gzip without compressing those pieces again.

A compressed stream may consist of blocks that know nothing of each other (RFC 1951, 3.2): each piece is compressed by
itself, once, and what differs from person to person stands between them as it is. So no secret is ever compressed
together with anything else (docs/decisions/0054).
"""

import secrets
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers

PADDING = GZipMiddleware.max_random_bytes
"""As Django pads what it compresses: a name of random length, so that lengths tell nothing."""
BLOCK = 65_535
"""Most bytes of a block that is not compressed."""
HEAD = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x02\xff"
"""RFC 1952: deflate, with a name, without a time, compressed as well as can be, by a system of no name."""
END = b"\x03\x00"
"""A last block with nothing in it."""


@dataclass(frozen=True)
class Piece:
    """Bytes as they are, and as blocks of a compressed stream."""

    plain: bytes
    deflated: bytes


def kept(text: str) -> Piece:
    """A piece to be sent again and again."""
    plain, packer = text.encode(), zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Piece(plain, packer.compress(plain) + packer.flush(zlib.Z_FULL_FLUSH))


def once(text: str) -> Piece:
    """A piece of one person's page."""
    plain = text.encode()
    blocks = (plain[start : start + BLOCK] for start in range(0, len(plain), BLOCK))
    return Piece(plain, b"".join([struct.pack("<BHH", 0, len(one), len(one) ^ 0xFFFF) + one for one in blocks]))


def gzipped(pieces: Iterable[Piece]) -> bytes:
    found = list(pieces)
    plain = b"".join([piece.plain for piece in found])
    name = b"a" * secrets.randbelow(PADDING) + b"\x00"
    tail = struct.pack("<II", zlib.crc32(plain), len(plain) & 0xFFFFFFFF)
    return b"".join([HEAD, name, *[piece.deflated for piece in found], END, tail])


def answered(request: HttpRequest, pieces: Iterable[Piece]) -> HttpResponse:
    """The page, with gzip where the browser takes that."""
    if re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
        response = HttpResponse(gzipped(pieces), headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(b"".join([piece.plain for piece in pieces]))
    patch_vary_headers(response, ("Accept-Encoding",))
    return response
