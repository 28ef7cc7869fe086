"""Every field for a file on the site, in one table: a new one that nobody thought about fails here.

What each reader does with files made to harm is told in the tests of its room, named in the last column; here every
form gets the same handful: too large, empty, another type, a path as name.
"""

import ast
import importlib
import io
import pkgutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from exports.margin_files import margins_of
from exports.refusals import Refused
from invitations import age_files, logo, sheet
from invitations.frame_problems import FrameUnreadable
from staff.uploads import LARGEST_FILE
from surveys.design.making import document_in
from surveys.engine.problems import DefinitionError
from surveys.exchange.files import read_file
from surveys.exchange.rows import Unreadable

pytestmark = pytest.mark.once
Read = Callable[[bytes], object]


READERS: dict[str, tuple[Read, tuple[type[Exception], ...]]] = {
    "table": (sheet.look, (FrameUnreadable,)),
    "margins": (margins_of, (Refused, FrameUnreadable)),
    "study": (lambda data: document_in("file", data, leave_out=False), (DefinitionError,)),
    "texts": (read_file, (Unreadable,)),
    "logo": (logo.checked, (logo.LogoRefused,)),
    "key": (lambda data: age_files.checked_key(data.decode("utf-8", "replace")), (age_files.KeyRefused,)),
}
FIELDS = {
    "exports.weights_forms.WeightsForm.table": ("margins", "tests/exports/test_weights_pages.py"),
    "invitations.channel_forms.FlyerForm.logo": ("logo", "tests/invitations/test_logo.py"),
    "invitations.forms.ExclusionForm.file": ("table", "tests/invitations/test_file_job.py"),
    "invitations.forms.LetterFileForm.file": ("table", "tests/invitations/test_return_pages.py"),
    "invitations.forms.LettersForm.addresses": ("table", "tests/invitations/test_letter_choices.py"),
    "invitations.forms.ListForm.file": ("table", "tests/invitations/test_frame_faults.py"),
    "surveys.audio_forms.RecordingForm.file": ("sound", "tests/surveys/test_sound.py"),
    "surveys.audio_forms.ZipForm.file": ("sounds", "tests/surveys/test_audio_import.py"),
    "surveys.design.making_forms.FileForm.file": ("study", "tests/surveys_files/test_hostile.py"),
    "surveys.design.making_forms.UploadForm.file": ("study", "tests/surveys_files/test_hostile.py"),
    "surveys.exchange_forms.ImportForm.file": ("texts", "tests/exchange/test_hostile.py"),
}
"""Form and field → what reads it, and the tests of what is made to harm."""
BY_HAND = {"staff/views.py": "a job that reads its sealed file once more: its check sum must be that of the first"}
"""Views that take a file without a form."""
ROOMS = ("staff", "surveys", "invitations", "respondents", "exports", "config")


def forms_here() -> Iterator[type[forms.BaseForm]]:
    """Every form class of every module of ours."""
    for room in ROOMS:
        package = importlib.import_module(room)
        for found in pkgutil.walk_packages(package.__path__, f"{room}."):
            if ".migrations" in found.name or found.name in ("config.wsgi", "config.celery"):
                continue
            module = importlib.import_module(found.name)
            for value in vars(module).values():
                if (
                    isinstance(value, type)
                    and issubclass(value, forms.BaseForm)
                    and value.__module__ == module.__name__
                ):
                    yield value


def file_fields(classes: Iterator[type[forms.BaseForm]]) -> set[str]:
    return {
        f"{one.__module__}.{one.__qualname__}.{name}"
        for one in classes
        for name, field in getattr(one, "base_fields", {}).items()
        if isinstance(field, forms.FileField)
    }


def test_every_field_for_files_is_listed() -> None:
    assert file_fields(forms_here()) == set(FIELDS)


def test_a_new_field_is_seen() -> None:
    """Control."""

    class NewForm(forms.Form):
        new = forms.FileField()

    assert {one.split(".")[-1] for one in file_fields(iter([NewForm]))} == {"new"}


def test_every_view_that_takes_files_by_hand_is_listed() -> None:
    found = set()
    for room in ROOMS:
        for file in (Path(settings.BASE_DIR) / room).rglob("*.py"):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                used = isinstance(node, ast.Subscript) or (isinstance(node, ast.Attribute) and node.attr == "get")
                inner = node.value if used else None
                if isinstance(inner, ast.Attribute) and inner.attr == "FILES":
                    found.add(str(file.relative_to(settings.BASE_DIR)))
    assert found == set(BY_HAND)


def test_the_tests_of_harmful_files_are_there() -> None:
    assert {test for _, test in FIELDS.values() if not (Path(settings.BASE_DIR) / test).is_file()} == set()


def packed(name: str, content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return target.getvalue()


WRONG = [
    pytest.param(lambda: b"", id="empty"),
    pytest.param(lambda: b"\x7fELF" + bytes(range(256)) * 40, id="a program"),
    pytest.param(lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", id="a PDF"),
    pytest.param(lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 60, id="a picture cut off"),
    pytest.param(lambda: packed("../../etc/passwd", b"x"), id="a zip that leads out"),
    pytest.param(lambda: packed("xl/workbook.xml", b"\0" * 6_000_000)[:4_000], id="a zip cut off"),
    pytest.param(lambda: packed("xl/workbook.xml", b" " * 90_000_000), id="a zip bomb"),
    pytest.param(
        lambda: b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>',
        id="an entity of another file",
    ),
    pytest.param(lambda: b"\xff\xfe" + "frame_id\n1".encode("utf-16-le"), id="UTF-16"),
    pytest.param(lambda: b"a;b\n\0;\0", id="NUL"),
]


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("made", WRONG)
def test_what_is_no_such_file_is_refused_in_words(kind: str, made: Callable[[], bytes]) -> None:
    read, refusals = READERS[kind]
    with pytest.raises(refusals) as refused:
        read(made())
    assert str(refused.value)
    assert "Traceback" not in str(refused.value)


def test_the_name_of_a_file_is_a_name() -> None:
    """Django cuts what leads elsewhere; nothing of ours puts it together again."""
    for name in ("../../etc/passwd", "/etc/passwd", "a/../../b.csv", "..\\b.csv"):
        assert "/" not in SimpleUploadedFile(name, b"x").name


def test_the_largest_file_is_no_larger_than_the_proxy_lets_through() -> None:
    proxy = (Path(settings.BASE_DIR) / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    assert f"max_size {LARGEST_FILE // 1_000_000}MB" in proxy
