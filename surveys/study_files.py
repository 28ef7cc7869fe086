"""Texts back into a study's YAML files: comments, anchors and the order of keys stay as they are.

Reads the files as `load.py` does, so that a place in the document is a place in one of the files.
"""

from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from surveys.draft_rows import is_text
from surveys.draft_texts import nodes, read
from surveys.engine.problems import DefinitionError, Problem
from surveys.languages import LANGUAGES
from surveys.load import Loaded, files_of, merged, place_of

NULL = "tag:yaml.org,2002:null"
SHORT = 2
"""Texts in so many languages may stand on one line."""
WIDE = 4096
"""Texts are not broken over lines: a line break in a plain scalar says nothing, and a reader of a diff less."""


class PlaceGone(LookupError):
    """The files hold no text at this place."""

    def __init__(self, place: str) -> None:
        super().__init__(f"The files hold no text at {place}. Load the study again, and save then.")


class StudyFiles:
    """The files of a study's folder, open for changes of texts. `save` writes those that changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._yaml = _round_trip()
        self._before = {name: (folder / name).read_text(encoding="utf-8") for name in files_of(folder)}
        self._data = {name: self._yaml.load(text) for name, text in self._before.items()}
        problems: list[Problem] = []
        self.document = merged(self._loaded(), problems)
        if problems:
            raise DefinitionError(problems)

    def put(self, place: str, texts: Mapping[str, str]) -> None:
        """The texts at this place, by language; '' takes one out. A list may grow by one. Raises PlaceGone."""
        target = self._on_top(place) or self._added(place) or self._find(place)
        if not isinstance(target, CommentedMap) or not (is_text(target) or not target):
            raise PlaceGone(place)
        for language in LANGUAGES:
            if language in texts:
                _set(target, language, texts[language])

    def cut(self, place: str) -> None:
        """Takes a text out where it is the last of a list; other texts stay, and lose nothing."""
        *way, last = read(place)
        parent = self._find("/".join(way)) if way else None
        if isinstance(parent, CommentedSeq) and last == str(len(parent) - 1) and len(parent) > 1:
            del parent[-1]

    def changed(self) -> dict[str, str]:
        """The new contents of every file that differs, by its name."""
        written = {name: self._written(data) for name, data in self._data.items()}
        return {name: text for name, text in written.items() if self._loads(text) != self._loads(self._before[name])}

    def save(self) -> tuple[str, ...]:
        """Write what changed, each file whole or not at all; the names of those files."""
        found = self.changed()
        for name, text in found.items():
            fresh = self.folder / f"{name}.new"
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(self.folder / name)
        return tuple(found)

    def _loaded(self) -> Loaded:
        return list(self._data.items())

    def _on_top(self, place: str) -> Any:
        """A text that is a top-level key, such as the title: the merged document holds a copy of it."""
        return next((data[place] for data in self._data.values() if isinstance(data, dict) and place in data), None)

    def _added(self, place: str) -> Any:
        """A new last text of a list of texts; None where the place is no such."""
        *way, last = read(place)
        try:
            parent = self._find("/".join(way)) if way else None
        except PlaceGone:
            return None
        if not isinstance(parent, CommentedSeq) or last != str(len(parent)) or not all(map(is_text, parent)):
            return None
        parent.append(CommentedMap())
        return parent[-1]

    def _find(self, place: str) -> Any:
        try:
            *_, found = nodes(self.document, read(place))
        except (LookupError, TypeError, ValueError):
            raise PlaceGone(place) from None
        return found

    def _written(self, data: Any) -> str:
        _open_up(data)
        out = StringIO()
        self._yaml.dump(data, out)
        return out.getvalue()

    def _loads(self, text: str) -> Any:
        return YAML(typ="safe", pure=True).load(text)


def _round_trip() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = WIDE
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.representer.add_representer(type(None), lambda writer, _: writer.represent_scalar(NULL, "null"))
    return yaml


def _set(target: CommentedMap, language: str, text: str) -> None:
    if not text:
        target.pop(language, None)
    elif target.get(language) != text:
        target[language] = text


def _open_up(node: Any) -> bool:
    """Whether there is a text of more than two languages below; mappings around it are then written over lines."""
    if not isinstance(node, CommentedMap | CommentedSeq):
        return False
    children = node.values() if isinstance(node, CommentedMap) else node
    below = [_open_up(child) for child in children]
    long = any(below) or (len(node) > SHORT and is_text(node))
    if long:
        node.fa.set_block_style()
    return long


def folder_of(slug_or_path: str | Path) -> Path:
    """The folder that is meant. Raises CannotRead, NotADirectoryError for a study in one file."""
    place = place_of(slug_or_path)
    if not place.is_dir():
        raise NotADirectoryError(f"{place} is one file. Texts are saved into a study's folder.")
    return place
