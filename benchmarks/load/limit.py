"""What PostgreSQL itself does on this machine, by its own pgbench: the limit beside which the site is put.

One table row by its key, in durable transactions of one statement each, as many clients as give most.
"""

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from load.site import Server

SCALE = 10
"""100,000 rows each."""
SELECT = "SELECT abalance FROM pgbench_accounts WHERE aid = :aid;"
UPDATE = "UPDATE pgbench_accounts SET abalance = abalance + :delta WHERE aid = :aid;"
SCRIPTS = {"select + update": (SELECT, UPDATE), "update": (UPDATE,)}
SETTINGS = (f"\\set aid random(1, {100_000 * SCALE})", "\\set delta random(-5000, 5000)")


class NoPgbench(Exception):
    """pgbench is not on the path: it comes with PostgreSQL (Debian: postgresql-contrib or postgresql-<version>)."""


def limits(server: Server, seconds: int, clients: int) -> dict[str, float]:
    """Transactions a second of each of SCRIPTS. Raises NoPgbench, CalledProcessError."""
    _pgbench(server, "--initialize", "--quiet", f"--scale={SCALE}")
    found = {}
    for name, statements in SCRIPTS.items():
        with tempfile.TemporaryDirectory(prefix="inburgerstem-load-") as folder:
            script = Path(folder, "script.sql")
            script.write_text("\n".join([*SETTINGS, *statements]) + "\n")
            options = (f"--client={clients}", "--jobs=1", f"--time={seconds}", "--no-vacuum", f"--file={script}")
            told = _pgbench(server, *options, "--protocol=prepared")
        found[name] = _rate(told)
    return found


def _rate(told: str) -> float:
    found = re.search(r"^tps = ([0-9.]+)", told, re.MULTILINE)
    if not found:
        raise SystemExit(f"pgbench said nothing of transactions a second:\n{told}")
    return float(found.group(1))


def _pgbench(server: Server, *options: str) -> str:
    parts = urlsplit(server.address("load_pgbench"))
    where = ["--host", parts.hostname or "", "--port", str(parts.port or 5432), "--username", parts.username or ""]
    secret = {"PGPASSWORD": parts.password} if parts.password else {}
    try:
        done = subprocess.run(
            ["pgbench", *where, *options, server.name("load_pgbench")],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, **secret},
        )
    except FileNotFoundError:
        raise NoPgbench(NoPgbench.__doc__) from None
    except subprocess.CalledProcessError as error:
        raise SystemExit(f"pgbench failed: {json.dumps(error.stderr[-500:])}") from error
    return done.stdout
