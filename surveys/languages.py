"""The languages of texts: their order, their own names, their direction. Language tags decide, never a guess."""

NAMES = {"nl": "Nederlands", "en": "English", "ar": "العربية", "tr": "Türkçe", "ti": "ትግርኛ"}
LANGUAGES = tuple(NAMES)
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ku-arab", "ps", "sd", "ug", "ur", "yi"})


def direction(tag: str) -> str:
    """`rtl` or `ltr`, the value of an HTML `dir` attribute."""
    lower = tag.lower().replace("_", "-")
    return "rtl" if lower in RIGHT_TO_LEFT or lower.split("-")[0] in RIGHT_TO_LEFT else "ltr"


def name(tag: str) -> str:
    """The language's name in its own script; the tag itself for a language that is not ours."""
    return NAMES.get(tag, tag)
