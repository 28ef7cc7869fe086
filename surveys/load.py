"""A study's folder of YAML files, or one YAML or JSON file, as one document. Reads; stores nothing."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from surveys.engine.problems import DefinitionError, Problem

STUDIES = Path(__file__).resolve().parent / "studies"
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
LARGEST_FILE = 5_000_000
FACTS = frozenset(
    {
        "published.yaml",
        "published_map.yaml",
        "margins_source.yaml",
        "models.yaml",
        "other_waves.yaml",
        "waves_map.yaml",
        "wave_items.yaml",
        "coding.yaml",
        "simulation.yaml",
    }
)
"""Files of a shipped study that are facts about it, not parts of its definition."""
SECTIONS = "sections"
"""The folder below it that holds a section a file."""

Loaded = list[tuple[str, Any]]
"""File name and what it holds."""


class CannotRead(Exception):
    """There is no such study or file, or it cannot be opened. The message says what to do."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Plain values only; a key that stands twice in one mapping is a fault, never silently the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if key.tag != "tag:yaml.org,2002:merge" and isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"the key “{key.value}” stands twice", key.start_mark
                    )
                seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def read_folder(slug_or_path: str | Path) -> dict[str, Any]:
    """The document of a shipped study (by its slug), of a study's folder, or of one file.

    Raises CannotRead, or DefinitionError with every problem of form (file and line).
    """
    path = place_of(slug_or_path)
    if path.is_file():
        return _single(path)
    problems: list[Problem] = []
    document = merged(_read_all(path, files_of(path), problems), problems)
    if problems:
        raise DefinitionError(problems)
    return document


def files_of(folder: Path) -> tuple[str, ...]:
    """Names of the files that make up the definition, in order; those of sections last."""
    parts = [name.name for name in sorted(folder.glob("*.y*ml")) if name.name not in FACTS]
    return (*parts, *(f"{SECTIONS}/{name.name}" for name in sorted((folder / SECTIONS).glob("*.y*ml"))))


def merged(files: Loaded, problems: list[Problem]) -> dict[str, Any]:
    """One document of what the files hold; faults of form are added to `problems`."""
    document = _merged([item for item in files if not _is_section(item[0])], problems)
    sections = _sections([item for item in files if _is_section(item[0])], problems)
    if sections:
        document["sections"] = [*document.get("sections", []), *sections]
    return document


def _is_section(name: str) -> bool:
    return name.startswith(f"{SECTIONS}/")


def place_of(slug_or_path: str | Path) -> Path:
    """The folder or file that is meant: a shipped study's slug first, then a path. Raises CannotRead."""
    text = str(slug_or_path)
    shipped = STUDIES / text
    if SLUG.fullmatch(text) and shipped.is_dir():
        return shipped
    path = Path(text)
    if not _exists(path):
        known = ", ".join(sorted(folder.name for folder in STUDIES.iterdir() if folder.is_dir())) or "none"
        raise CannotRead(f"There is no study or file “{text[:200]}”. Shipped studies: {known}.")
    if path.is_dir() and not list(path.glob("*.y*ml")):
        raise CannotRead(f"{path} holds no YAML files. Name a study's folder (with study.yaml), or one file.")
    return path


def _exists(path: Path) -> bool:
    """False also for what cannot be a path: too long, or with a NUL in it."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def read_file(path: Path) -> Any:
    """The plain value a YAML or JSON file holds. Raises CannotRead, or DefinitionError with the line."""
    return read_bytes(path.name, _bytes_of(path))


def read_text(path: Path) -> str:
    """The text of a file. Raises CannotRead, DefinitionError."""
    return _text_of(path.name, _bytes_of(path))


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise CannotRead(f"{path.name} has {size} bytes; the limit is {LARGEST_FILE}. Split it into sections.")
        return path.read_bytes()
    except OSError as error:
        raise CannotRead(f"{path} cannot be read: {error.strerror}.") from error


def _text_of(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"Byte {error.start} is not UTF-8."
        raise DefinitionError([_problem(name, "not_utf8", message, "Save the file as UTF-8.")]) from error


def read_bytes(name: str, data: bytes) -> Any:
    """The plain value that these bytes of YAML or JSON say. Raises DefinitionError with the line, after `name`."""
    text = _text_of(name, data)
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise DefinitionError([_yaml_problem(name, error)]) from error


def _single(path: Path) -> dict[str, Any]:
    document = read_file(path)
    if not isinstance(document, dict):
        raise DefinitionError([_no_mapping(path.name)])
    return document


def _read_all(root: Path, names: Iterable[str], problems: list[Problem]) -> Loaded:
    found: Loaded = []
    for name in names:
        try:
            found.append((name, read_file(root / name)))
        except DefinitionError as error:
            problems.extend(error.problems)
    return found


def _merged(files: Loaded, problems: list[Problem]) -> dict[str, Any]:
    """Top-level keys of all files. A mapping may be spread over files; anything else stands in one."""
    document: dict[str, Any] = {}
    source: dict[tuple[Any, ...], str] = {}
    for name, content in files:
        for place, value in _entries(name, content, problems):
            first = _taken(source, place)
            if first:
                problems.append(_twice("/".join(map(str, place)), first, name))
                continue
            source[place] = name
            _put(document, place, value)
    return document


def _entries(name: str, content: Any, problems: list[Problem]) -> list[tuple[tuple[Any, ...], Any]]:
    """What a file says, by place: one key deep, two where the key holds a mapping."""
    if not isinstance(content, dict):
        problems.append(_no_mapping(name))
        return []
    found: list[tuple[tuple[Any, ...], Any]] = []
    for key, value in content.items():
        if isinstance(value, dict) and value:
            found += [((key, inner), item) for inner, item in value.items()]
        else:
            found.append(((key,), value))
    return found


def _taken(source: Mapping[tuple[Any, ...], str], place: tuple[Any, ...]) -> str:
    """The file that already says something at this place, or in the way of it; '' where none does."""
    if len(place) == 1:
        return next((file for known, file in source.items() if known[0] == place[0]), "")
    return source.get(place) or source.get(place[:1], "")


def _put(document: dict[str, Any], place: tuple[Any, ...], value: Any) -> None:
    if len(place) == 1:
        document[place[0]] = value
    else:
        document.setdefault(place[0], {})[place[1]] = value


def _sections(files: Loaded, problems: list[Problem]) -> list[Any]:
    """One section per file, in order of file names; a file may also hold a list of them."""
    found: list[Any] = []
    for name, content in files:
        if isinstance(content, dict):
            found.append(content)
        elif isinstance(content, list) and all(isinstance(item, dict) for item in content):
            found.extend(content)
        else:
            problems.append(_no_mapping(name))
    return found


def _problem(where: str, code: str, message: str, what_to_do: str) -> Problem:
    return Problem(where, code, message, what_to_do)


def _no_mapping(name: str) -> Problem:
    return _problem(name, "wrong_type", "The file does not hold a mapping.", "Write keys and values, such as name: …")


def _twice(where: str, first: str, second: str) -> Problem:
    message = f"“{where}” stands in {first} and in {second}."
    return _problem(where, "key_twice", message, "Keep it in one of the two files.")


def _yaml_problem(name: str, error: Exception) -> Problem:
    mark = getattr(error, "problem_mark", None)
    where = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
    said = getattr(error, "problem", None) or ("nested too deep" if isinstance(error, RecursionError) else str(error))
    return _problem(where, "not_yaml", f"This is not YAML: {said}.", "Look at this line and the one before it.")


def notes_of(document: Mapping[str, Any]) -> dict[int, str]:
    """What each announced edition says about itself, in the study's source language."""
    languages = document.get("languages") or ["nl"]
    rows = document.get("editions") or []
    return {row["number"]: (row.get("note") or {}).get(languages[0], "") for row in rows if isinstance(row, dict)}
