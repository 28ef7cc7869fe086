"""Words of printed tables beside those of the study, in Dutch or English."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop

from surveys.printable_words import translated

WORDS: Mapping[str, str] = {
    "tables": gettext_noop("Tables"),
    "caption": gettext_noop("Table {number}. {title}"),
    "by": gettext_noop("by {breakdown}"),
    "total": gettext_noop("Total"),
    "n": gettext_noop("N"),
    "asked": gettext_noop("Asked"),
    "weighted_n": gettext_noop("N weighted"),
    "effective": gettext_noop("Effective N"),
    "base": gettext_noop("Base: {base}"),
    "everybody": gettext_noop("everybody."),
    "filter": gettext_noop("Only: {filter}."),
    "multi": gettext_noop(
        "Several answers were possible. Percentages are of people who answered, and add up to more than 100."
    ),
    "without_weight": gettext_noop("Interviews without this weight are left out: {left}."),
    "sure": gettext_noop(
        "A letter: at least {points} points more than the column of that letter, and the 95% interval of the "
        "difference leaves out 0 (Newcombe). The total is not compared; crossed columns are where one variable differs."
    ),
    "maybe": gettext_noop("A letter in brackets: at least {points} points more, but uncertain."),
    "few": gettext_noop("* Few answers: read with care."),
    "hidden": gettext_noop("– Not shown: too few people."),
    "little": gettext_noop("<1: somebody, but less than half a percent."),
    "internal": gettext_noop("Internal, not for release: small numbers are shown."),
    "publication": gettext_noop("For publication: small numbers are not shown."),
    "local": gettext_noop(
        "For release by place or small group: small numbers are not shown, nor those that give them away."
    ),
    "synthetic": gettext_noop("Made-up respondents, not real people."),
    "made": gettext_noop("{study}, edition {editions}, made on {day}. Weight: {weight}."),
    "no_weight": gettext_noop("none"),
    "contents": gettext_noop("Contents"),
    "answer": gettext_noop("Answer"),
    "percent": gettext_noop("Percent"),
    "count": gettext_noop("Count"),
    "differs": gettext_noop("Differs from"),
    "chart": gettext_noop("Chart"),
    "chart_of": gettext_noop("Chart of table {number}: {title}. The same numbers stand in the table."),
    "chart_total": gettext_noop("The chart shows the total only: the table has too many rows and columns for bars."),
    "empty": gettext_noop("Columns that nobody is in are left out: {columns}."),
    "comparability": gettext_noop("Over the editions this question is not the same: {flag}."),
    "left_out": gettext_noop("No tables are made of texts, dates and places: {names}."),
    "chapter": gettext_noop("{kind}: {tag}"),
    "no_chapter": gettext_noop("Without a tag"),
    "twice": gettext_noop("A table that stands in several chapters has the same number in each."),
    "untagged": gettext_noop("Left out, because they bear no tag of the kinds asked for: {number}."),
    "held_back": gettext_noop("Left out, because too few people would be told of: {names}."),
    "mean": gettext_noop("Mean"),
    "sd": gettext_noop("Standard deviation"),
    "median": gettext_noop("Median"),
    "low": gettext_noop("Lowest"),
    "high": gettext_noop("Highest"),
    "question": gettext_noop("Question"),
    "page": gettext_noop("Page"),
}


def printed_words(language: str) -> Mapping[str, str]:
    """In Dutch or English: the languages of staff."""
    return translated(WORDS, language)
