"""The frame of the repository: what newcomers and servers start from."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from babel.messages.pofile import read_po
from django.conf import settings
from fontTools.ttLib import TTFont

from config.build_fonts import FAMILIES, FOR_LETTERS, FOR_WEB, WEB_WEIGHTS, WEIGHTS
from config.compile_catalogues import LOCALE, compile_catalogue

ROOT = Path(settings.BASE_DIR)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def test_make_help_names_every_target_that_explains_itself() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    explained = re.findall(r"^([a-z-]+):.*## (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert {"demo", "test", "setup", "system", "lint", "lock", "audit"} <= {name for name, _ in explained}
    for name, text in explained:
        assert re.search(rf"make {name} +{re.escape(text)}", shown)


@pytest.mark.parametrize("file", ["requirements.lock", "package-lock.json"])
def test_locks_name_no_host(file: str) -> None:
    assert not re.search(r"https?://|resolved", (ROOT / file).read_text(encoding="utf-8"))


def test_locks_carry_hashes() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^[a-z0-9._-]+(?:\[[a-z,]+\])?==", lines, re.MULTILINE | re.IGNORECASE)
    assert len(pins) > 50
    assert lines.count("--hash=sha256:") >= len(pins)


def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def test_compose_has_all_parts() -> None:
    services = compose()["services"]
    always = {name for name, service in services.items() if "profiles" not in service}
    assert always == {"web", "worker", "beat", "postgres", "redis", "proxy", "migrate"}
    assert set(services) - always == {"backup", "pgbouncer", "prometheus"}
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        assert set(service["networks"]) <= set(compose()["networks"])


def test_every_setting_is_explained() -> None:
    """In README.md, or on the page of who runs the site."""
    settings = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'(?:env\.\w+|secret)\(\s*"(\w+)"', settings))
    told = "".join((ROOT / page).read_text(encoding="utf-8") for page in ("README.md", "docs/operations.md"))
    assert {"CODE_KEY", "BACKUP_DAYS"} <= read
    assert [name for name in sorted(read) if f"`{name}`" not in told] == []


def test_the_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert [number for number in range(1, 16) if not re.search(rf"^{number}\. ", text, re.MULTILINE)] == []
    assert "Québec Free and Open-Source Licence" in text


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.file)
def test_fonts_are_there_with_their_licence(family) -> None:
    assert all((FOR_LETTERS / f"{family.file}_{weight}.ttf").is_file() for weight in WEIGHTS)
    assert "SIL OPEN FONT LICENSE" in (FOR_LETTERS / f"{family.file}-OFL.txt").read_text(encoding="utf-8").upper()


@pytest.mark.parametrize(
    ("file", "text"), [("NotoSansEthiopic", "እንቋዕ ብደሓን መጻእኩም።"), ("Vazirmatn", "مرحبا بكم، كيف حالكم؟")]
)
@pytest.mark.parametrize("weight", WEB_WEIGHTS)
def test_web_fonts_have_the_letters(file: str, text: str, weight: str) -> None:
    letters = TTFont(FOR_WEB / f"{file}_{weight}.woff2").getBestCmap()
    assert [letter for letter in text if ord(letter) not in letters] == []


def dutch():
    with (LOCALE / "nl" / "LC_MESSAGES" / "django.po").open("rb") as po:
        return [message for message in read_po(po) if message.id]


def test_dutch_is_complete() -> None:
    assert [message.id for message in dutch() if message.fuzzy or not all(_texts(message.string))] == []


def test_dutch_keeps_the_placeholders() -> None:
    for message in dutch():
        ids, strings = _texts(message.id), _texts(message.string)
        assert {frozenset(PLACEHOLDER.findall(text)) for text in strings} <= {
            frozenset(PLACEHOLDER.findall(text)) for text in ids
        }, message.id


def _texts(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def test_catalogues_are_compiled_without_gettext(tmp_path: Path) -> None:
    source = tmp_path / "django.po"
    source.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Yes"\nmsgstr "Ja"\n')
    assert compile_catalogue(source) == 1
    assert b"Ja" in source.with_suffix(".mo").read_bytes()


TRANSLATES = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}


def hidden_texts(source: str) -> list[str]:
    """Texts to translate that stand inside an f-string: xgettext does not see them, so they lose their translation."""
    strings = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr)]
    calls = [node for string in strings for node in ast.walk(string) if isinstance(node, ast.Call)]
    found = [call.args[0] for call in calls if getattr(call.func, "id", "") in TRANSLATES and call.args]
    return [str(text.value) for text in found if isinstance(text, ast.Constant)]


def test_no_text_to_translate_hides_in_an_f_string() -> None:
    rooms = ("config", "staff", "surveys", "invitations", "respondents", "exports")
    files = [file for room in rooms for file in (ROOT / room).rglob("*.py")]
    assert len(files) > 300
    assert {file.name: found for file in files if (found := hidden_texts(file.read_text(encoding="utf-8")))} == {}
    assert hidden_texts("f\"{_('Hidden')}: {name}\"") == ["Hidden"]
