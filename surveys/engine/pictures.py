"""Small line drawings that stand beside an option or a question, never instead of its words.

Drawn by us on 24 by 24 units, as one SVG path each, so that they weigh next to nothing and take the text's colour. A
drawing shows a thing that people had in their hands or a place they were at; it says nothing that the words do not.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """`path` of the drawing; `turns`: it points somewhere, so it is mirrored where one reads from right to left."""

    path: str
    turns: bool = False


PATHS: Mapping[str, str] = {
    "arrival": "M3 20h18M4 12l16 3.5c1.6.4 2-1.8.5-2.4L15 11 10 4H8l2 6-4-1-1.5-2.5H3z",
    "calendar": "M4 6h16v14H4zM4 10h16M8 3.5V7M16 3.5V7M8 14h2M14 14h2M8 17h2",
    "calendar_before": "M4 6h16v14H4zM4 10h16M8 3.5V7M16 3.5V7M15 15H8.5M11 12.5L8.5 15l2.5 2.5",
    "calendar_after": "M4 6h16v14H4zM4 10h16M8 3.5V7M16 3.5V7M9 15h6.5M13 12.5l2.5 2.5-2.5 2.5",
    "card": "M3 5.5h18v13H3zM6 9h5v6H6zM14 9.5h4M14 12h4M14 14.5h2.5",
    "diploma": (
        "M4 4h16v11h-5M9 15H4V4M7.5 7.5h9M7.5 10.5h5"
        "M12 18a2.5 2.5 0 1 1 0-5 2.5 2.5 0 0 1 0 5zM10.5 17.5V22l1.5-1 1.5 1v-4.5"
    ),
    "family": (
        "M8 8.5a2.5 2.5 0 1 1 0-5 2.5 2.5 0 0 1 0 5zM16 8.5a2.5 2.5 0 1 1 0-5 2.5 2.5 0 0 1 0 5zM3.5 20v-5c0-6 9-6 9 0"
        "M11.5 15c0-6 9-6 9 0v5M12 15.5a1.7 1.7 0 1 1 0-3.4 1.7 1.7 0 0 1 0 3.4zM9 21c0-5 6-5 6 0"
    ),
    "family_later": (
        "M6.5 7.5a2 2 0 1 1 0-4 2 2 0 0 1 0 4zM3 19v-6c0-5 7-5 7 0v6M12.5 12h4M14.7 9.800l2.200 2.200-2.200 2.200"
        "M19.5 10a1.800 1.800 0 1 1 0-3.600 1.800 1.800 0 0 1 0 3.600zM17.5 19v-5c0-2.5 4-2.5 4 0v5"
    ),
    "house": "M3.5 11.5L12 4l8.5 7.5M6 10v10h12V10M10 20v-6h4v6",
    "letter": "M3 5.5h18v13H3zM3 6l9 7 9-7",
    "plan": (
        "M6 3.5h9l4 4v13H6zM15 3.5v4h4M9 12l1.200 1.200L12.5 11M14 12.200h2.5"
        "M9 16.5l1.200 1.200 2.300-2.200M14 16.7h2.5"
    ),
    "refugee": (
        "M13 5.5a2 2 0 1 1 0-4 2 2 0 0 1 0 4zM9 13l1.5-5.5 4 1L16 12l3 1M10.5 12l3.5 3v6"
        "M11 14l-2 3.5-3.5 2.5M4 8h4v6H4zM5 8V6.5h2V8"
    ),
    "school": "M2.5 9L12 4.5 21.5 9 12 13.5zM6.5 11v5c3.5 2.5 7.5 2.5 11 0v-5M21.5 9v6",
    "work": "M3 8h18v11.5H3zM8.5 8V5h7v3M3 13h18M12 12v2",
}
TURNING = frozenset({"arrival", "calendar_before", "calendar_after", "family_later", "refugee"})
PICTURES: Mapping[str, Picture] = {name: Picture(path, name in TURNING) for name, path in PATHS.items()}
"""By name, in the order in which docs/definition.md lists them."""
