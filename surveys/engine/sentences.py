"""A catalogue of sentences in two languages, looked up by pattern as a message catalogue is by its msgid."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from string import Formatter


@dataclass(frozen=True, eq=False)
class Sentences:
    """English sentence → Dutch. {…} holds a value; braces themselves are doubled.

    `values`: fixed words that stand where values do, English → Dutch; `fixed_words_at`: the values that can be one.
    """

    dutch: Mapping[str, str]
    values: Mapping[str, str]
    fixed_words_at: Collection[str]

    def in_dutch(self, english: str) -> str | None:
        """The sentence in Dutch; None where it is not in the catalogue."""
        for pattern, dutch in self._patterns:
            found = pattern.fullmatch(english)
            if found:
                return dutch.format(**{name: self._value(name, value) for name, value in found.groupdict().items()})
        return None

    def _value(self, name: str, value: str) -> str:
        return self.values.get(value, value) if name in self.fixed_words_at else value

    @cached_property
    def _patterns(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Each sentence as a pattern, those with most fixed letters first."""
        return tuple(
            (_pattern(english), self.dutch[english]) for english in sorted(self.dutch, key=_fixed, reverse=True)
        )


def _fixed(english: str) -> int:
    return sum(len(fixed) for fixed, *_ in Formatter().parse(english))


def _pattern(english: str) -> re.Pattern[str]:
    parts = Formatter().parse(english)
    made = (re.escape(fixed) + (f"(?P<{name}>.*)" if name else "") for fixed, name, *_ in parts)
    return re.compile("".join(made), re.DOTALL)
