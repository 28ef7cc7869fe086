"""Document → rows of the choices sheet. A list is written once per set of reasons that is added to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from babel import Locale, UnknownLocaleError

from surveys.engine.countries import COUNTRIES
from surveys.xlsform.cells_out import no_text, text_cells, written_rule

Option = Mapping[str, Any]
ALWAYS = "all"
TOLD = frozenset({"code", "label", "exclusive"})


@dataclass
class Choices:
    """Lists as they are asked for by questions, with their rows and what goes to the extra sheets."""

    document: Mapping[str, Any]
    multis: frozenset[str]
    rows: list[dict[str, str]] = field(default_factory=list)
    extras: dict[str, dict[str, Any]] = field(default_factory=dict)
    lists: dict[str, dict[str, Any]] = field(default_factory=dict)
    filters: dict[str, str] = field(default_factory=dict)

    @property
    def languages(self) -> Sequence[str]:
        return list(self.document["languages"])

    def options_of(self, question: Mapping[str, Any]) -> Sequence[Option]:
        given = question.get("options", [])
        return list(self.document["option_lists"][given] if isinstance(given, str) else given)

    def list_of(self, question: Mapping[str, Any]) -> tuple[str, str]:
        """Name and choice filter of the list for this question; written on first use."""
        given = question.get("options", [])
        shared = given if isinstance(given, str) else ""
        reasons = list(question.get("reasons", []))
        name = "-and-".join([shared or self._own_name(question["name"]), *reasons])
        if name not in self.lists:
            self.lists[name] = {"option_list": shared} if shared else {}
            self.lists[name] |= {"reasons": reasons} if reasons else {}
            self._write(name, self.options_of(question), reasons)
        return name, self.filters[name]

    def _own_name(self, question: str) -> str:
        return f"{question}-options" if question in self.document.get("option_lists", {}) else question

    def countries(self) -> str:
        """The list of countries with CLDR's names."""
        name = "iso_3166_countries"
        if name not in self.lists:
            self.lists[name] = {"standard": "countries"}
            names = {language: _territories(language) for language in self.languages}
            for code in sorted(COUNTRIES):
                label = {language: words.get(code, code) for language, words in names.items()}
                self._add(name, code, label)
        return name

    def _write(self, name: str, options: Sequence[Option], reasons: Sequence[str]) -> None:
        rules = [written_rule(option, self.multis) for option in options]
        keys = {rule: f"r{place}" for place, rule in enumerate(dict.fromkeys(filter(None, rules)), start=1)}
        self.filters[name] = _filter(keys, bool(reasons) or "" in rules)
        for option, rule in zip(options, rules, strict=True):
            self._option(name, option, keys.get(rule, ALWAYS) if keys else "")
        words = self.document.get("reasons", {})
        for reason in reasons:
            self._add(name, reason, words.get(reason) or {self.languages[0]: reason}, ALWAYS if keys else "")

    def _option(self, name: str, option: Option, condition: str) -> None:
        extra = {key: value for key, value in option.items() if key not in TOLD} | no_text("label", option)
        label = {self.languages[0]: option["code"]} if "label" in extra else option["label"]
        self._add(name, option["code"], label, condition)
        if extra:
            self.extras.setdefault(name, {})[option["code"]] = extra

    def _add(self, name: str, code: str, label: Mapping[str, str], condition: str = "") -> None:
        row = {"list_name": name, "name": code, **text_cells("label", label, self.languages)}
        self.rows.append({**row, **({"filter": condition} if condition else {})})


def _filter(keys: Mapping[str, str], some_always: bool) -> str:
    """The choice filter that shows each option under its own rule; '' where no option has one."""
    parts = [f"filter = '{ALWAYS}'"] if keys and some_always else []
    return " or ".join(parts + [f"(filter = '{key}' and ({rule}))" for rule, key in keys.items()])


def alone_in(question: Mapping[str, Any], options: Sequence[Option]) -> Iterator[str]:
    """Codes that go with no other: exclusive options and the reasons below the list."""
    yield from (option["code"] for option in options if option.get("exclusive"))
    yield from question.get("reasons", ())


def _territories(language: str) -> Mapping[str, str]:
    try:
        return Locale.parse(language).territories
    except UnknownLocaleError:
        return Locale.parse("en").territories
