"""The part of an address after the question mark ↔ a wish for tables. Pure: names and codes, nothing personal.

An address to share says `where=name=code,code` for each filter. The form, which works without a script, sends a box of
its own per code (`only=name=code`) and the question of a filter to add (`filter=name`). `tag=kind:code` narrows the
list of questions to choose from.
"""

from collections.abc import Mapping, Sequence
from math import isfinite
from urllib.parse import parse_qs, urlencode

from django.utils.translation import gettext as _

from exports.breakdowns import CannotTabulate
from exports.tables import POINTS
from exports.tabulate import TablesWish

KNOWN = ("question", "by", "across", "where", "only", "filter", "weight", "lang", "points", "edition", "tag")
LONGEST, LONGEST_OF_FORM, MOST_PARTS = 1000, 8000, 400
"""Letters of an address to share, and of what the form sends, which is made shorter."""
MOST_FILTERS = 6
Lists = Mapping[str, Sequence[str]]


def read(study: str, query: str) -> TablesWish:
    """The wish that an address tells of. Raises CannotTabulate for what cannot be read; names are checked later."""
    lists = _lists(query)
    unknown = sorted(set(lists) - set(KNOWN))
    if unknown:
        told = _("The address has a part “%(asked)s” that means nothing here. Known are: %(known)s.")
        raise CannotTabulate(told % {"asked": unknown[0], "known": ", ".join(KNOWN)})
    crossed = "+".join(part for part in (_last(lists, "by"), _last(lists, "across")) if part)
    question, where = _last(lists, "question"), tuple(dict.fromkeys((*lists.get("where", ()), *_ticked(lists))))
    if len(where) > MOST_FILTERS:
        raise CannotTabulate(_("An address holds at most %(most)s filters.") % {"most": MOST_FILTERS})
    return TablesWish(
        study=study,
        by=(crossed,) if crossed else (),
        questions=(question,) if question else (),
        where=where,
        edition=_whole(_last(lists, "edition")),
        weight=_last(lists, "weight"),
        language=_last(lists, "lang") or "nl",
        points=_points(_last(lists, "points")),
        means=True,
    )


def _lists(query: str) -> Lists:
    try:
        if len(query) > (LONGEST_OF_FORM if "only=" in query else LONGEST):
            raise ValueError
        return parse_qs(query, keep_blank_values=False, max_num_fields=MOST_PARTS)
    except ValueError as problem:
        raise CannotTabulate(_("The address is too long. Make the table anew from the form.")) from problem


def _ticked(lists: Lists) -> list[str]:
    """The boxes of the form as filters: codes of one question together, in the order of the form."""
    codes: dict[str, dict[str, None]] = {}
    for one in lists.get("only", ()):
        name, _equals, code = one.partition("=")
        codes.setdefault(name, {})[code] = None
    return [f"{name}={','.join(ticked)}" for name, ticked in codes.items()]


def is_of_form(query: str) -> bool:
    """Whether it is the long address of a form with filters, which has a shorter one to share."""
    return "only" in _lists(query)


def added(query: str) -> str:
    """The question of a filter that somebody wants to add, '' for none."""
    return _last(_lists(query), "filter")


def tag_of(query: str) -> str:
    """The tag whose questions somebody wants to choose from, '' for all."""
    return _last(_lists(query), "tag")


def _last(lists: Lists, name: str) -> str:
    return lists[name][-1].strip() if lists.get(name) else ""


def _whole(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise CannotTabulate(_("“%(asked)s” is no number of an edition.") % {"asked": text})
    return int(text)


def _points(text: str) -> float:
    try:
        points = float(text.replace(",", ".")) if text else float(POINTS)
    except ValueError:
        points = float("nan")
    if not isfinite(points):
        raise CannotTabulate(_("“%(asked)s” is no number of points.") % {"asked": text})
    return points


def written(wish: TablesWish) -> str:
    """The address of a wish, always in one order and without what goes by itself."""
    parts = [("question", name) for name in wish.questions] + [("by", name) for name in wish.by]
    parts += [("where", one) for one in wish.where]
    parts += [("weight", wish.weight)] if wish.weight else []
    parts += [("lang", wish.language)] if wish.language != "nl" else []
    parts += [("points", f"{wish.points:g}")] if wish.points != POINTS else []
    parts += [("edition", str(wish.edition))] if wish.edition is not None else []
    return urlencode(parts)
