"""Two questionnaires beside each other: waves of a series, editions, a draft; every difference in words."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from staff.roles import requires
from surveys.design.change_words import EFFECT_WORDS, TREND_WORDS, counts, grouped
from surveys.design.questionnaires import Questionnaire, changes_between, chosen, documents_of
from surveys.design.trends import counted, texts_with_years, trends
from surveys.engine.changes import EFFECTS, Change
from surveys.engine.definition import Definition
from surveys.engine.folding import fold
from surveys.engine.problems import DefinitionError
from surveys.wave_items import declared_by


@require_safe
@requires("researcher")
def compare_questionnaires(request: HttpRequest) -> HttpResponse:
    """The form, and below it what differs. `q` filters by name and words, `effect` by what it does to answers."""
    first, second = request.GET.get("a", ""), request.GET.get("b", "")
    context = {
        "sources": documents_of(request.user),
        "a": first,
        "b": second,
        "q": request.GET.get("q", "")[:100],
        "effect": request.GET.get("effect", ""),
        "effects": [(effect, EFFECT_WORDS[effect]) for effect in reversed(EFFECTS)],
    }
    if first and second:
        context |= _compared(chosen(request.user, first), chosen(request.user, second), context)
    return render(request, "surveys/compare.html", context)


def _compared(one: Questionnaire, other: Questionnaire, asked: dict[str, object]) -> dict[str, object]:
    try:
        every = changes_between(one, other)
        old, new = one.definition(), other.definition()
    except DefinitionError as error:
        language = get_language() or "nl"
        return {"unread": [problem.in_language(language) for problem in error.problems]}
    effect = asked["effect"]
    shown = [change for change in every if effect not in EFFECTS or change.effect == effect]
    things = grouped(shown, old, new)
    words = fold(str(asked["q"]))
    found = [thing for thing in things if words in fold(f"{thing.name} {thing.label} {_texts(thing.changes)}")]
    same = sum(name in old.questions for name in new.questions)
    told = {"counts": counts(every), "things": found, "compared": True, "same": same}
    return told | (_waves(one, old, new, every) if one.study != other.study else {})


def _waves(earlier: Questionnaire, old: Definition, new: Definition, every: Sequence[Change]) -> dict[str, object]:
    """What can be compared over two waves, by how it stands, and texts of the later one that name a year."""
    declared = declared_by(earlier.study.slug) if old.series and old.series == new.series else None
    found = trends(old, new, every, {one.name: one.standing for one in declared.items} if declared else None)
    standings = [
        (standing, TREND_WORDS[standing], number, [one for one in found if one.standing == standing])
        for standing, number in counted(found).items()
        if number
    ]
    return {"standings": standings, "dated": texts_with_years(new.document), "reconstructed": old.reconstruction}


def _texts(changes: tuple[object, ...]) -> str:
    found: list[Change] = [one.change for one in changes]
    return " ".join(f"{change.before} {change.after}" for change in found)
