"""What reads files and texts of strangers, each as a function of bytes, with the refusals that it may answer by.

`benchmarks/fuzz.py` feeds them for minutes, guided by coverage; `test_corpus.py` feeds them what was found before.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from exports.margin_files import margins_of
from exports.refusals import Refused
from invitations import address, age_files, code_file, codes, frame, logo, returns, sheet
from invitations.frame_problems import FrameUnreadable
from surveys.audio_names import NotMatched, Texts, is_rubbish, matched
from surveys.design.making import document_in
from surveys.engine.answers import AnswerError, from_json, read, to_json
from surveys.engine.check import check
from surveys.engine.expressions import ExpressionError, parse_expression
from surveys.engine.parse import parse
from surveys.engine.problems import DefinitionError
from surveys.engine.words import in_words
from surveys.exchange.files import read_file
from surveys.exchange.rows import Package, Row, Unreadable
from surveys.exchange.workbook import write_workbook
from surveys.exchange.xliff import write_xliff
from surveys.xlsform import read_workbook
from surveys.xlsform import write_workbook as write_form
from tests.engine.mini import option, question
from tests.fuzz.packed import with_part, workbook

ROOT = Path(__file__).resolve().parents[1]
TODAY = date(2026, 11, 30)
VALID = ROOT / "definitions" / "valid"
OPTIONS = [option("yes"), option("no"), option("other", short="else")]
QUESTIONS = [
    question("single", options=OPTIONS, other="text", reasons=["dont_know"]),
    question("multi", options=[*OPTIONS, option("none", exclusive=True)], other="text", reasons=["prefer_not"]),
    question("number", min=18, max=99, decimals=2, reasons=["prefer_not"]),
    question("duration", min=1, max=10),
    question("date", precisions=["month", "year", "before", "after", "day"], pivot="2024-01-01"),
    question("country", reasons=["prefer_not"]),
    question("municipality"),
    question("text", max_length=10),
]
SCHEMA = frame.schema_of(
    {
        "columns": [
            {"name": "group", "required": True},
            {"name": "language"},
            {"name": "municipality", "type": "municipality"},
            {"name": "cohort", "type": "month"},
            {"name": "age_band", "values": ["18-24", "25-34"]},
            {"name": "size", "type": "integer", "min": 1, "max": 9},
        ],
        "strata": ["age_band"],
    },
    ["asiel", "gezin"],
)
FRAME = (
    ("frame_id", "group", "language", "municipality", "cohort", "age_band", "size"),
    ("A1", "asiel", "ar", "0363", "2024-01", "18-24", "3"),
    ("A2", "gezin", "ti", "0344", "2023-12", "25-34", ""),
)
ADDRESSES = (("frame_id", "line_1", "line_2", "line_3"), ("A1", "De heer Çelik", "Kade 1 a", "1234 AB  UTRECHT"))
RETURNS = (("reference", "status", "date"), ("1-0001-00001-7", "posted", "2026-02-01"), ("x", "returned", "1 mei"))
CODE_FILE = (("frame_id", "code"), ("A1", "1234 5678 9012 3456"))
MARGINS = (("variable", "category", "count"), ("gender", "man", "10"), ("gender", "woman", "12"))
TEXTS = Package("mini", "nl", "ar", (Row("abc", "Hallo {naam}", "مرحبا {naam}", "translated", "sections/a"),), 3)
SHARED = Texts({"nl": frozenset({"0123456789abcdef" * 4})}, {("nl", 1): "0123456789abcdef" * 4})


@dataclass(frozen=True)
class Target:
    """`feed` may raise `refusals` and nothing else. `seeds`: inputs that are right, to start from."""

    feed: Callable[[bytes], object]
    refusals: tuple[type[Exception], ...]
    seeds: Callable[[], tuple[bytes, ...]]

    def holds(self, data: bytes) -> bool:
        """Whether the input was taken; False where it was refused by name. Raises what must never be raised."""
        try:
            self.feed(data)
        except self.refusals:
            return False
        return True


def lines(rows: tuple[tuple[str, ...], ...]) -> bytes:
    return "\n".join(";".join(row) for row in rows).encode()


def book_of(rows: tuple[tuple[str, ...], ...]) -> bytes:
    return workbook(("data", rows))


def whole_part(number: int, content: bytes = b"") -> bytes:
    """An input for `with_part` that puts `content` at the very end of a part, so that the workbook is as it was."""
    return bytes([number, 255, 255]) + content


def _definition(data: bytes) -> None:
    document, _ = document_in("file", data, leave_out=False)
    check(parse(document))


def _rule(data: bytes) -> None:
    expression = parse_expression(data.decode("utf-8", "replace"))
    for language in ("nl", "en"):
        in_words(expression, RULES, language)


def _answer(data: bytes) -> None:
    """The first byte picks a question; the rest are names and values, split by line ends and =."""
    asked = QUESTIONS[data[0] % len(QUESTIONS)] if data else QUESTIONS[0]
    raw: dict[str, list[str]] = {}
    for line in data[1:].decode("utf-8", "replace").split("\n"):
        name, _, value = line.partition("=")
        raw.setdefault(name, []).append(value)
    answer = read(asked, raw, options=asked.options)
    if answer is not None and from_json(asked, to_json(answer, asked)) != answer:
        raise AssertionError("an answer is not what was stored")


def _frame(data: bytes) -> None:
    frame.check(sheet.look(data), SCHEMA, TODAY)


def _returns(data: bytes) -> None:
    rows = sheet.look(data)
    returns.returned_rows(rows, returns.Columns(), TODAY)
    returns.printed_rows(rows, returns.Columns(), TODAY)


def _code(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    codes.normalise(text)
    for form in ("base32", "digits"):
        codes.digest(codes.check(text, form), b"k" * 32)


def _age(data: bytes) -> None:
    age_files.checked_key(data.decode("utf-8", "replace"))


def _age_file(data: bytes) -> None:
    age_files.decrypt(data, SECRET)


def _code_file(data: bytes) -> None:
    """As `verify_code_file` does before it asks the database."""
    for row in code_file.read(data):
        codes.digest(codes.normalise(row["code"]), b"k" * 32)


def _sound(data: bytes) -> None:
    path = data.decode("utf-8", "replace")
    if not is_rubbish(path):
        matched(path, SHARED)


def _form(data: bytes) -> None:
    """XLSForm workbooks raise nothing: what is wrong is listed."""
    found = read_workbook(data)
    if found.document is None and not found.problems:
        raise AssertionError("neither a document nor a problem")


def _inside(base: Callable[[], bytes], feed: Callable[[bytes], object]) -> Callable[[bytes], object]:
    return lambda data: feed(with_part(base(), data))


def _studies() -> tuple[bytes, ...]:
    return tuple(file.read_bytes() for file in sorted(VALID.glob("*.yaml")))


def _form_seed() -> bytes:
    document, _ = document_in("rules.yaml", (VALID / "rules.yaml").read_bytes(), leave_out=False)
    return write_form(document)


def _logo_seeds() -> tuple[bytes, ...]:
    made = []
    for kind in ("PNG", "JPEG"):
        target = BytesIO()
        Image.new("RGB", (120, 80), "red").save(target, kind)
        made.append(target.getvalue())
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z" fill="#123456"/></svg>'
    return (*made, svg)


def _wide(*rows: tuple[tuple[str, ...], ...]) -> Callable[[], tuple[bytes, ...]]:
    return lambda: tuple(lines(each) for each in rows)


def _parts_seeds(base: Callable[[], bytes]) -> Callable[[], tuple[bytes, ...]]:
    return lambda: (base(), *(whole_part(number, b"<x/>") for number in range(10)))


RULES = parse(document_in("rules.yaml", (VALID / "rules.yaml").read_bytes(), leave_out=False)[0])
SECRET = "AGE-SECRET-KEY-1" + "Q" * 58
FRAME_BOOK = lambda: book_of(FRAME)  # noqa: E731 - made when it is needed
TEXT_BOOK = lambda: write_workbook(TEXTS)  # noqa: E731

TARGETS: Mapping[str, Target] = {
    "definition": Target(_definition, (DefinitionError,), _studies),
    "rule": Target(
        _rule,
        (ExpressionError,),
        lambda: (
            b"${work} = 'yes' and not (${age} >= 18 or selected(${spoken}, 'ti'))",
            b"if(${a} = 1, 2 + 3 * ${b}, 4)",
        ),
    ),
    "answer": Target(_answer, (AnswerError,), lambda: (b"\x00a=yes", b"\x02a=12,5", b"\x04a-year=2024\na-month=2")),
    "frame": Target(_frame, (FrameUnreadable,), _wide(FRAME)),
    "frame-workbook": Target(_inside(FRAME_BOOK, _frame), (FrameUnreadable,), _parts_seeds(FRAME_BOOK)),
    "addresses": Target(lambda data: address.addresses(sheet.read(data)), (FrameUnreadable,), _wide(ADDRESSES)),
    "returns": Target(_returns, (FrameUnreadable, returns.NumberUnreadable), _wide(RETURNS)),
    "margins": Target(margins_of, (Refused, FrameUnreadable), _wide(MARGINS)),
    "xlsform": Target(_inside(_form_seed, _form), (), _parts_seeds(_form_seed)),
    "xliff": Target(read_file, (Unreadable,), lambda: (write_xliff(TEXTS),)),
    "texts-workbook": Target(_inside(TEXT_BOOK, read_file), (Unreadable,), _parts_seeds(TEXT_BOOK)),
    "codes": Target(_code, (codes.CodeError,), lambda: (b"1234 5678 9012 3456", "٣٤OIl-".encode())),
    "age-key": Target(_age, (age_files.KeyRefused,), lambda: (b"# x\nage1" + b"q" * 58,)),
    "age-file": Target(_age_file, (age_files.NotOpened,), lambda: (b"age-encryption.org/v1\n-> X25519 a\nb\n--- c\n",)),
    "code-file": Target(_code_file, (code_file.CodeFileRefused,), lambda: (lines(CODE_FILE).replace(b";", b","),)),
    "logo": Target(logo.checked, (logo.LogoRefused,), _logo_seeds),
    "sound-name": Target(_sound, (NotMatched,), lambda: (b"map/nl-0001.wav", b"nl-0123456789ab.mp3", b"../a.wav")),
}
"""By the name that `benchmarks/fuzz.py` takes."""


def where_of(error: BaseException) -> str:
    """The kind of an error and the last line of ours that raised it: one fault, however many inputs lead to it."""
    trace, place = error.__traceback__, "?"
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.is_relative_to(ROOT.parent) and ".venv" not in file.parts and "fuzz" not in file.parts:
            place = f"{file.relative_to(ROOT.parent)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} at {place}"


def told(target: Target, data: bytes, found: dict[str, Any]) -> None:
    """Feeds one input; a fault is kept under its place, with the first input that led to it."""
    try:
        target.holds(data)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of a Rust library is no Exception
        found.setdefault(where_of(error), data)
