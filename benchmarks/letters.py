"""How fast letters are made, in how much memory, and whether a killed run leaves a letter out or makes one twice.

.venv/bin/python benchmarks/letters.py [--n 2000] [--batch-size 125] [--parts half,whole,killed,verify,weasyprint]

Letters of the shipped study with made-up addresses, KIX and DataMatrix, in a temporary folder with SQLite. Each size is
made by `make_letters` in a process of its own, whose memory and that of its children is read from the kernel; `verify`
reads every letter of the killed run back.
"""

import argparse
import csv
import importlib.util
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from family import PAGE_KB, family_kb

ROOT = Path(__file__).resolve().parents[1]
STUDY = "perspectief-2024"
KILL_AT_SHARE = 0.4
"""Part of the batches that lie there when the run is killed."""
PARTS = ("half", "whole", "killed", "verify", "weasyprint")
STREETS = ("Havendijk", "Voorbeeldstraat", "Lange Denkbeeldige Laan", "Kade")


class Place:
    """A folder with a database of its own, and commands in it."""

    def __init__(self, folder: Path, n: int) -> None:
        self.folder, self.n = folder, n
        self.out = folder / "out"
        self.addresses = folder / "addresses.csv"
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "CONTACTS_DATABASE_URL"},
            "VAR_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "PUBLIC_URL": "http://127.0.0.1:8000",
        }

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, str(ROOT / "manage.py"), *arguments]

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            self.command(*arguments), env=self.environment, cwd=ROOT, check=True, capture_output=True, text=True
        )
        return done.stdout

    def prepare(self) -> None:
        """The study, `n` made-up people and an address for each."""
        self.run("migrate", "--verbosity", "0")
        self.run("load_study", STUDY, "--publish")
        frame = self.folder / "frame.csv"
        self.run("make_frame", STUDY, "--n", str(self.n), "--seed", "1", "--out", str(frame))
        self.run("import_frame", STUDY, str(frame))
        random = Random(1)
        with frame.open(encoding="utf-8", newline="") as people, self.addresses.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("frame_id", "line_1", "line_2", "line_3"))
            for number, person in enumerate(csv.DictReader(people)):
                street = f"{random.choice(STREETS)} {random.randint(1, 400)}-{random.randint(1, 9)}"
                town = f"{random.randint(1000, 9999)} {random.choice('ABCEGHKLNPRT')}{random.choice('ABEGHK')} POSTDAM"
                writer.writerow((person["frame_id"], f"Persoon Verzonnen {number}", street, town))

    def letters(self, batch_size: int) -> list[str]:
        options = ("--out", str(self.out), "--addresses", str(self.addresses), "--batch-size", str(batch_size))
        return self.command("make_letters", STUDY, "--mailing", "invitation", *options, "--json")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=2000, help="letters of the larger run")
    parser.add_argument("--batch-size", type=int, default=125)
    parser.add_argument("--parts", default=",".join(PARTS), help="what to do; verify needs killed")
    wish = parser.parse_args()
    parts = wish.parts.split(",")
    print(f"{time.strftime('%Y-%m-%d %H:%M')}, {machine()}", flush=True)
    with tempfile.TemporaryDirectory(prefix="inburgerstem-letters-") as name:
        sizes = {"half": max(wish.n // 2, 1), "whole": wish.n}
        taken = [measured(Path(name), n, wish.batch_size) for part, n in sizes.items() if part in parts]
        if len(taken) == len(sizes):
            wall, core = (after / before for before, after in zip(*taken, strict=True))
            print(
                f"twice the letters took {wall:.2f} times as long, {core:.2f} times the work of cores (2.00 is linear)"
            )
        if "killed" in parts:
            place = killed(Path(name), wish.n, wish.batch_size)
            if "verify" in parts:
                verified(place)
    if "weasyprint" in parts:
        weasyprint()


def machine() -> str:
    memory = os.sysconf("SC_PHYS_PAGES") * PAGE_KB / 1024**2
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"
    )


def fresh(parent: Path, name: str, n: int) -> Place:
    folder = parent / name
    folder.mkdir()
    place = Place(folder, n)
    place.prepare()
    return place


def measured(parent: Path, n: int, batch_size: int) -> tuple[float, float]:
    """Seconds that `n` letters took by the clock and of cores, after printing them."""
    place = fresh(parent, f"size-{n}", n)
    started, used = time.perf_counter(), children_seconds()
    process = subprocess.Popen(place.letters(batch_size), env=place.environment, cwd=ROOT, stdout=subprocess.PIPE)
    peak = watch(process)
    seconds, used = time.perf_counter() - started, children_seconds() - used
    assert process.stdout is not None
    made = json.loads(process.stdout.read())
    size = sum(path.stat().st_size for path in place.out.glob("*.pdf")) / 1e6
    print(
        f"{made['letters']:>7} letters in {made['batches']} files: {seconds:.1f} s, {n / seconds:.0f} a second; "
        f"{n / used:.0f} for each second of a core; peak {peak / 1024:.0f} MB with children; {size:.0f} MB of PDF"
    )
    return seconds, used


def children_seconds() -> float:
    """Seconds that cores spent on finished children, and on theirs."""
    times = os.times()
    return times.children_user + times.children_system


def watch(process: "subprocess.Popen[bytes]") -> int:
    """Largest memory of a process and its descendants together, in kB, looked at 20 times a second until it ends."""
    peak = 0
    while process.poll() is None:
        peak = max(peak, family_kb(process.pid))
        time.sleep(0.05)
    if process.returncode:
        raise SystemExit(f"make_letters ended with {process.returncode}")
    return peak


def killed(parent: Path, n: int, batch_size: int) -> Place:
    """A run killed half-way and started again: how many people have no letter, and how many have two."""
    place = fresh(parent, "killed", n)
    process = subprocess.Popen(
        place.letters(batch_size), env=place.environment, cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True
    )
    enough = max(1, int(n / batch_size * KILL_AT_SHARE))
    while process.poll() is None and len(list(place.out.glob("*.pdf"))) < enough:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    how = process.wait()
    lying = len(list(place.out.glob("*.pdf")))
    subprocess.run(place.letters(batch_size), env=place.environment, cwd=ROOT, check=True, capture_output=True)
    (manifest,) = place.out.glob("*-manifest.csv")
    with manifest.open(encoding="utf-8", newline="") as file:
        rows = Counter(row["frame_id"] for row in csv.DictReader(file))
    with place.addresses.open(encoding="utf-8", newline="") as file:
        people = {row["frame_id"] for row in csv.DictReader(file)}
    twice = sum(count > 1 for count in rows.values())
    missing = len(people - rows.keys())
    print(f"killed (exit {how}) with {lying} files there, started again: {missing} missing, {twice} double")
    if how != -signal.SIGKILL:
        print("  (it had ended before: take more letters)")
    return place


def verified(place: Place) -> None:
    """Every letter read back and compared; counts and speed."""
    started, used = time.perf_counter(), children_seconds()
    process = subprocess.run(
        place.command("verify_letters", str(place.out), "--json"), env=place.environment, cwd=ROOT, capture_output=True
    )
    seconds, used = time.perf_counter() - started, children_seconds() - used
    found = json.loads(process.stdout)
    print(
        f"read back: {found['letters']} letters on {found['pages']} pages, {len(found['faults'])} faults, exit "
        f"{process.returncode}; {seconds:.0f} s, {place.n / seconds:.1f} letters a second; "
        f"{place.n / used:.1f} for each second of a core"
    )


def weasyprint() -> None:
    """The same words, page by page, through WeasyPrint: to compare only."""
    if importlib.util.find_spec("weasyprint") is None:
        print("WeasyPrint: not installed")
        return
    with tempfile.TemporaryDirectory(prefix="inburgerstem-letters-") as name:
        place = fresh(Path(name), "weasyprint", 20)
        script = [sys.executable, __file__, "--as-html", str(place.folder)]
        done = subprocess.run(script, env=place.environment, cwd=ROOT, capture_output=True, text=True, check=False)
        print(done.stdout.strip() or f"WeasyPrint: {(done.stderr.strip().splitlines() or ['failed'])[-1]}")


def as_html(folder: Path, n: int = 20) -> None:
    """In a process with the study's database: `n` letters with the same texts, QR, bars and matrix as HTML."""
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    import weasyprint as engine

    from invitations import letters, studies
    from invitations.address import Address
    from invitations.letter_text import letter_text

    document = studies.document_of(studies.study_by_slug(STUDY))
    edition = studies.newest_edition(studies.study_by_slug(STUDY))
    text = letter_text(document, "invitation", edition.offered)
    day = date(2026, 11, 29)
    shared = letters.look(text, document["materials"], document.get("dates") or {}, "left", day)
    address = Address(("Persoon Verzonnen", "Havendijk 156-2", "1231 GF  POSTDAM"))
    made = [letters.Letter(f"1-001-{place:03d}", "MU-1", f"{place:016d}", address) for place in range(n)]
    data = letters.chunk_data(shared, made, "Letters")
    fonts = "".join(
        f"@font-face{{font-family:{file.name.split('_')[0]};src:url('{file.as_uri()}')}}"
        for file in letters.fonts_folder().glob("*400Regular.ttf")
    )
    style = f"{fonts}@page{{size:A4;margin:15mm 25mm 22mm 33mm}}body{{font:10.5pt NotoSans,Vazirmatn,NotoSansEthiopic}}"
    pages = "".join(html_of(letter, data) for letter in data["letters"])
    started = time.process_time()
    engine.HTML(string=f"<style>{style}section{{break-after:page}}</style>{pages}").write_pdf(folder / "w.pdf")
    seconds = time.process_time() - started
    print(f"WeasyPrint {engine.__version__}: {n} letters in one file, {n / seconds:.1f} for each second of a core")


def html_of(letter: dict[str, Any], data: dict[str, Any]) -> str:
    import base64

    def image(svg: str, mm: float) -> str:
        return f"<img style='width:{mm}mm' src='data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}'>"

    others = "".join(
        f"<div lang={one['lang']} dir={'rtl' if one['rtl'] else 'ltr'}><h2>{one['subject']}</h2>"
        + "".join(f"<p>{''.join(piece['text'] for piece in parts)}</p>" for parts in one["short"])
        + "</div>"
        for one in letter["others"]
    )
    body = "".join(f"<p>{paragraph}</p>" for paragraph in (*letter["before"], *letter["after"]))
    bars = image(letter["kix"]["svg"], letter["kix"]["width"]) if letter["kix"] else ""
    return (
        f"<section>{'<br>'.join(letter['address'])}<br>{bars}{image(letter['matrix'], letter['matrix_mm'])}"
        f"<h1>{data['subject']}</h1>{body}{image(letter['qr'], letter['qr_mm'])}<b>{letter['code']}</b></section>"
        f"<section>{others}</section>"
    )


if sys.argv[1:2] == ["--as-html"]:
    as_html(Path(sys.argv[2]))
else:
    main()
