"""What is asked of a report in sheets (models, other waves), and of whom. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wish:
    """`edition` None: all together, by the newest one's names. `weight`: name of a set, '' for none."""

    study: str
    language: str = "nl"
    edition: int | None = None
    weight: str = ""
