"""The form of a page as a browser without a script sends it: every field as it stands, but for what somebody types."""

from collections.abc import Mapping
from html.parser import HTMLParser

Fields = dict[str, list[str]]


class _Reader(HTMLParser):
    """Collects the fields of the first form with this class."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted, self.fields = wanted, Fields()
        self.inside = False
        self.open: tuple[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.inside = self.wanted in str(found.get("class", "")).split() and not self.fields
        elif self.inside and tag == "input":
            self._input(found)
        elif self.inside and tag in ("textarea", "select"):
            self.open = (tag, str(found["name"]))
            if tag == "textarea":
                self.fields[self.open[1]] = [""]
        elif self.open and tag == "option" and ("selected" in found or self.open[1] not in self.fields):
            self.fields[self.open[1]] = [str(found.get("value", ""))]

    def _input(self, found: dict[str, str | None]) -> None:
        if found.get("type") not in ("checkbox", "radio") or "checked" in found:
            self.fields.setdefault(str(found["name"]), []).append(str(found.get("value") or ""))

    def handle_data(self, data: str) -> None:
        if self.open and self.open[0] == "textarea":
            self.fields[self.open[1]][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        if self.open and tag == self.open[0]:
            if tag == "textarea":
                text = self.fields[self.open[1]][0].removeprefix("\n")
                self.fields[self.open[1]] = [text.replace("\n", "\r\n")]
            self.open = None


def fields_of(page: str, form: str = "editor") -> Fields:
    """By name, every value that would be sent. Raises AssertionError where there is no such form."""
    reader = _Reader(form)
    reader.feed(page)
    assert reader.fields, f"no form of class {form}"
    return reader.fields


def typed(page: str, changes: Mapping[str, str | list[str]]) -> Fields:
    """The form of the editor with these fields filled in otherwise. Raises AssertionError for one that is not there."""
    fields = fields_of(page)
    for name, value in changes.items():
        assert f"was-{name}" in fields, name
        fields[name] = value if isinstance(value, list) else [value]
    return fields
