"""What docs/privacy.md claims is tested: each test that it names is there, and each setting and role that it names."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from exports import database_roles
from exports.closing.purge_plan import Kept, plan

ROOT = Path(__file__).resolve().parents[2]
DOC = ROOT / "docs" / "privacy.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def missing(text: str) -> list[str]:
    """Tests that the text names and that are not there."""
    return [f"{file}::{name}" for file, name in NAMED.findall(text) if name not in _tests_in(ROOT / file)]


def _tests_in(file: Path) -> set[str]:
    if not file.exists():
        return set()
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_test_that_is_named_is_there() -> None:
    text = DOC.read_text(encoding="utf-8")
    assert len(set(NAMED.findall(text))) > 25, "control: they were read"
    assert missing(text) == []


@pytest.mark.parametrize("claim", ["`tests/privacy/nothing.py::test_x`", "`tests/privacy/test_purge.py::test_gone`"])
def test_a_test_that_is_gone_is_seen(claim: str) -> None:
    assert len(missing(claim)) == 1


def test_settings_and_roles_are_what_they_are_called() -> None:
    text = DOC.read_text(encoding="utf-8")
    names = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", text)) - {"CODE_KEY", "CONTACTS_KEY"}
    assert [name for name in names if not hasattr(settings, name)] == []
    for role in (database_roles.WEB, database_roles.READER, database_roles.OWNER, database_roles.CONTACTS):
        assert f"`{role}`" in text


def test_days_are_the_settings_own() -> None:
    text = DOC.read_text(encoding="utf-8")
    assert f"| {settings.BACKUP_DAYS} days |" in text
    assert f"| {settings.EXPORT_DAYS_KEPT} days |" in text


def test_nothing_in_the_plan_waits_for_somebody_to_write_a_command() -> None:
    assert {line.how for line in plan(Kept(slug="mini"))} == {"itself", "command", "stays"}
