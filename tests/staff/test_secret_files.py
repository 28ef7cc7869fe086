"""Secrets in files, as containers hand them out: found, or refused with what to do. No value is ever repeated."""

import os
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.secret_files import LARGEST, secret, with_password
from staff.jobs import child_environment
from tests.staff.test_settings import PUBLIC, manage

SECRET = "planted-secret"


def written(tmp_path: Path, content: bytes) -> Path:
    file = tmp_path / "secret"
    file.write_bytes(content)
    return file


@pytest.mark.parametrize("content", [b"planted-secret", b"planted-secret\n", b" planted-secret \r\n"])
def test_a_secret_comes_from_its_file(tmp_path: Path, content: bytes) -> None:
    assert secret("CODE_KEY", environment={"CODE_KEY_FILE": str(written(tmp_path, content))}) == SECRET


def test_without_a_file_it_is_the_value_or_the_default() -> None:
    assert secret("CODE_KEY", environment={"CODE_KEY": SECRET}) == SECRET
    assert secret("CODE_KEY", "none", environment={}) == "none"
    assert secret("CODE_KEY", environment={"CODE_KEY_FILE": ""}) == ""


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b" \n", "is empty", id="blank"),
        pytest.param(b"\xff\xfe\x00", "holds no text", id="binary"),
        pytest.param(b"x" * (LARGEST + 1), "larger than", id="large"),
        pytest.param(None, "cannot be read", id="missing"),
    ],
)
def test_a_file_that_is_no_secret_is_refused(tmp_path: Path, content: bytes | None, told: str) -> None:
    file = tmp_path / "missing" if content is None else written(tmp_path, content)
    with pytest.raises(ImproperlyConfigured, match=f"CODE_KEY_FILE: .*{told}"):
        secret("CODE_KEY", environment={"CODE_KEY_FILE": str(file)})


@pytest.mark.skipif(os.getuid() == 0, reason="root reads everything")
def test_a_file_of_somebody_else_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, b"x")
    file.chmod(0)
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        secret("CODE_KEY", environment={"CODE_KEY_FILE": str(file)})


def test_both_is_refused_and_neither_is_repeated(tmp_path: Path) -> None:
    file = written(tmp_path, b"another")
    with pytest.raises(ImproperlyConfigured, match="CODE_KEY and CODE_KEY_FILE are both set") as refused:
        secret("CODE_KEY", environment={"CODE_KEY": SECRET, "CODE_KEY_FILE": str(file)})
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "password", "expected"),
    [
        (
            "postgres://me@db:5432/stem?sslmode=require",
            "p@ss/w",
            "postgres://me:p%40ss%2Fw@db:5432/stem?sslmode=require",
        ),
        ("postgres://me%40x@db/stem", "p", "postgres://me%40x:p@db/stem"),
        ("postgres://me:old@db/stem", "", "postgres://me:old@db/stem"),
        ("sqlite:////tmp/a", "p", "sqlite:////tmp/a"),
        ("", "", ""),
    ],
)
def test_a_password_beside_the_address(url: str, password: str, expected: str) -> None:
    assert with_password(url, password, "DATABASE_PASSWORD") == expected


def test_two_passwords_are_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="has a password already, and DATABASE_PASSWORD is set"):
        with_password("postgres://me:old@db/stem", "new", "DATABASE_PASSWORD")


def test_a_public_site_starts_on_files_alone(tmp_path: Path) -> None:
    files = {}
    for name in ("SECRET_KEY", "CODE_KEY", "CONTACTS_KEY"):
        file = tmp_path / name
        file.write_text(f"{PUBLIC[name]}\n")
        files[f"{name}_FILE"] = str(file)
    done = manage(tmp_path, "check", PUBLIC_URL=PUBLIC["PUBLIC_URL"], **files)
    assert done.returncode == 0, done.stderr
    (tmp_path / "CODE_KEY").write_text("")
    done = manage(tmp_path, "check", PUBLIC_URL=PUBLIC["PUBLIC_URL"], **files)
    assert done.returncode != 0
    assert "CODE_KEY_FILE" in done.stderr
    assert "is empty" in done.stderr


def test_a_job_gets_addresses_whole_and_no_file_beside_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child would refuse both; the files of keys stay, for it reads them itself."""
    for name in ("DATABASE_URL_FILE", "DATABASE_PASSWORD", "CONTACTS_DATABASE_PASSWORD_FILE", "CODE_KEY_FILE"):
        monkeypatch.setenv(name, "/run/secrets/x")
    given = child_environment()
    assert given["CODE_KEY_FILE"] == "/run/secrets/x"
    assert {"DATABASE_URL", "CONTACTS_DATABASE_URL"} <= set(given)
    assert not {"DATABASE_URL_FILE", "DATABASE_PASSWORD", "CONTACTS_DATABASE_PASSWORD_FILE"} & set(given)
