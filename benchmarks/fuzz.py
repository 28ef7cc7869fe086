"""Feeds readers of files and texts with made-up input, guided by which lines it reaches (atheris, libFuzzer).

    .venv/bin/python benchmarks/fuzz.py TARGET… [--seconds 60] [--keep FOLDER]
    .venv/bin/python benchmarks/fuzz.py all --seconds 120

For each target: inputs tried, a second, coverage (edges that libFuzzer counts) and each fault with the input that led
to it. Exit code 1 where there are faults, and 2 where a run broke off (memory, a hang). `--keep` adds a file per fault.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
OURS = ["surveys", "invitations", "exports", "yaml", "lark", "tests.fuzz"]
EXECUTED = re.compile(r"stat::number_of_executed_units:\s+(\d+)")
COVERED = re.compile(r"\bcov: (\d+)")
LONGEST, MEMORY, SLOWEST = 20_000, 3_000, 30
"""Bytes of an input, MB of the process, seconds for one input."""


@dataclass(frozen=True)
class Ran:
    """What a run of one target came to. `broke`: how libFuzzer ended it; "" for in order."""

    target: str
    inputs: int
    edges: int
    faults: dict[str, bytes]
    broke: str = ""


def child(target: str, folder: Path, seconds: int) -> None:
    """In a process of its own: libFuzzer ends the process when it is done."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["VAR_DIR"] = str(folder / "var")
    import atheris

    with atheris.instrument_imports(include=OURS, enable_loader_override=False):
        import django

        django.setup()
        from tests.fuzz.targets import TARGETS, told

    chosen, faults = TARGETS[target], {}
    for number, seed in enumerate(chosen.seeds()):
        (folder / "corpus" / f"seed{number}").write_bytes(seed)

    def feed(data: bytes) -> None:
        before = len(faults)
        told(chosen, data, faults)
        if len(faults) > before:
            kept = {place: found.hex() for place, found in faults.items()}
            (folder / "faults.json").write_text(json.dumps(kept), encoding="utf-8")

    options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-rss_limit_mb={MEMORY}", f"-timeout={SLOWEST}"]
    options += ["-print_final_stats=1", f"-artifact_prefix={folder}/broke-", str(folder / "corpus")]
    atheris.Setup([sys.argv[0], *options], feed)
    atheris.Fuzz()


def run(target: str, seconds: int) -> Ran:
    with tempfile.TemporaryDirectory(prefix="inburgerstem-fuzz-") as name:
        folder = Path(name)
        for inside in ("corpus", "var"):
            (folder / inside).mkdir()
        command = [sys.executable, __file__, target, "--seconds", str(seconds), "--child", name]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", cwd=ROOT)
        said = done.stdout + done.stderr
        kept = folder / "faults.json"
        found = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
        faults = {place: bytes.fromhex(data) for place, data in found.items()}
        broke = ""
        if done.returncode:
            broke = next((line for line in said.splitlines() if "ERROR" in line), said[-600:])
            faults |= {f"broke off ({file.name[:30]})": file.read_bytes() for file in folder.glob("broke-*")}
        return Ran(target, _last(EXECUTED, said), _last(COVERED, said), faults, broke)


def _last(pattern: re.Pattern[str], text: str) -> int:
    return int((pattern.findall(text) or ["0"])[-1])


def show(ran: Ran, seconds: int, keep: Path | None) -> None:
    speed = ran.inputs / max(seconds, 1)
    print(f"{ran.target:16} {ran.inputs:>10,} inputs {speed:>8,.0f} a second {ran.edges:>6} edges ", end="")
    print(f"{len(ran.faults)} faults {ran.broke}".rstrip(), flush=True)
    for number, (place, data) in enumerate(ran.faults.items()):
        print(f"    {place}: {data[:120]!r}", flush=True)
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{ran.target}-{number}").write_bytes(data)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="+", metavar="TARGET", help="names in tests/fuzz/targets.py, or all")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--keep", type=Path, help="a folder for the inputs that led to faults")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        child(asked.targets[0], asked.child, asked.seconds)
        return 0
    names = all_names()
    wanted = names if asked.targets == ["all"] else asked.targets
    if unknown := set(wanted) - set(names):
        parser.error(f"no such target: {', '.join(sorted(unknown))}. There are: {', '.join(names)}.")
    ends = []
    for name in wanted:
        ran = run(name, asked.seconds)
        show(ran, asked.seconds, asked.keep)
        ends.append(2 if ran.broke else bool(ran.faults))
    return max(map(int, ends))


def all_names() -> list[str]:
    """Read from the text: importing the targets would load Django before the settings are known."""
    text = (ROOT / "tests" / "fuzz" / "targets.py").read_text(encoding="utf-8")
    return re.findall(r'^    "([a-z-]+)": Target\(', text, re.MULTILINE)


if __name__ == "__main__":
    sys.exit(main())
