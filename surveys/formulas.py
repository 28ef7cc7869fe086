"""Texts in CSV files that a spreadsheet would run as a formula, and back."""

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
QUOTE = "'"
RISKY = r"^'*[=+\-@\t\r\n]"
"""The same as `is_risky`, for who asks a whole column at once."""


def harmless(text: str) -> str:
    """A text that starts like a formula with a quote before it; every other as it is. `plain` takes it back."""
    return f"{QUOTE}{text}" if is_risky(text) else text


def plain(text: str) -> str:
    """The text that `harmless` was given."""
    return text[1:] if text.startswith(QUOTE) and is_risky(text) else text


def is_risky(text: str) -> bool:
    """Quotes before it count as nothing, so that what `harmless` did can be taken back."""
    return text.lstrip(QUOTE).startswith(STARTS)
