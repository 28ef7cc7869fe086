"""A site as the public gets it: https, files with lasting names, compressed; and beside the shipped study one with
every kind of answer. Its host name leads here, in the browser only.
"""

import base64
import hashlib
import os
import secrets
import ssl
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.browser.conftest import ROOT, START_SECONDS, Site, drop, free_port, own_database
from tests.conftest import BROWSER_ARGUMENTS
from tests.programs import need_browser, serving

HOST = "inburgerstem.test"
SHIPPED, KINDS = "perspectief-2024", "kinds"
KINDS_FILE = ROOT / "tests" / "browser" / "kinds.yaml"


def certificate(folder: Path) -> str:
    """Writes key.pem and certificate.pem for HOST, good for a day. Returns the pin by which a browser trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(private)
    (folder / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(public).digest()).decode()


def browser_arguments(pin: str) -> list[str]:
    """Trust this certificate alone (a browser that ignores its faults keeps nothing in its cache)."""
    return [f"--host-resolver-rules=MAP {HOST} 127.0.0.1", f"--ignore-certificate-errors-spki-list={pin}"]


@contextmanager
def public_site(folder: Path) -> Iterator[tuple[Site, str]]:
    """The running site and the pin of its certificate."""
    database, to_drop = own_database(folder)
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "CONTACTS_DATABASE_URL": "",
        "VAR_DIR": str(folder),
        "STATIC_ROOT": str(folder / "static"),
        "PUBLIC_URL": f"https://{HOST}:{port}",
        "DEBUG": "false",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "CODE_KEY": secrets.token_urlsafe(48),
        "CONTACTS_KEY": secrets.token_urlsafe(48),
        "SHOW_INCOMPLETE_LANGUAGES": "true",
    }
    made = Site(environment["PUBLIC_URL"], folder, environment)
    made.manage("migrate", "--verbosity", "0")
    made.manage("collectstatic", "--no-input", "--verbosity", "0")
    for study in (SHIPPED, str(KINDS_FILE)):
        made.manage("load_study", study, "--publish", "--open-days", "100")
    made = replace(made, group=made.open_group(KINDS, kiosk=False))
    pin = certificate(folder)
    server = _serve(made, port)
    try:
        _wait_for(port, server)
        yield made, pin
    finally:
        server.terminate()
        server.wait(10)
        if to_drop:
            drop(to_drop)


@contextmanager
def browser_on_site() -> Iterator[tuple[Any, Site]]:
    """For measuring by hand: a site in a folder of its own, and a browser that trusts it."""
    from playwright.sync_api import sync_playwright

    with (
        tempfile.TemporaryDirectory() as folder,
        public_site(Path(folder)) as (site, pin),
        sync_playwright() as programs,
    ):
        arguments = [*BROWSER_ARGUMENTS, *browser_arguments(pin)]
        yield programs.chromium.launch(executable_path=need_browser(), args=arguments), site


def _serve(site: Site, port: int) -> subprocess.Popen[bytes]:
    tls = ["--ssl-certificate", str(site.folder / "certificate.pem"), "--ssl-keyfile", str(site.folder / "key.pem")]
    return subprocess.Popen(
        serving(port, *tls),
        cwd=ROOT,
        env=site.environment,
        stdout=(site.folder / "server.log").open("w"),
        stderr=subprocess.STDOUT,
    )


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    trusting = ssl._create_unverified_context()
    asked = urllib.request.Request(f"https://127.0.0.1:{port}/healthz", headers={"Host": f"{HOST}:{port}"})
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, "the server stopped"
        try:
            with urllib.request.urlopen(asked, timeout=2, context=trusting):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the site did not answer in {START_SECONDS} s")
