"""How long a questionnaire takes, per group and language, and how that was worked out: a page, and a part of others."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from surveys.design import lengths
from surveys.design.desk import Desk
from surveys.design.pages import about, designer
from surveys.engine.length import NOT_MEASURED, TO_CHOOSE, TO_GO_ON, TO_TYPE, WORDS_PER_MINUTE
from surveys.languages import name
from surveys.models import Study


@require_safe
@designer
def length(request: HttpRequest, study: Study, desk: Desk) -> HttpResponse:
    """Minutes per group, from words and from earlier times."""
    chosen = request.GET.get("language", "")
    language = chosen if chosen in desk.languages else desk.languages[0]
    edition, times = lengths.measured_in(study)
    found = lengths.of_definition(desk.definition, language, times) if desk.definition else ()
    context = about(study, desk, "surveys:design:bank") | {
        "lengths": found,
        "language": language,
        "tongues": [(tag, name(tag)) for tag in desk.languages],
        "speed": WORDS_PER_MINUTE.get(language),
        "not_measured": language in NOT_MEASURED,
        "seconds": {"choose": TO_GO_ON + TO_CHOOSE, "type": TO_GO_ON + TO_TYPE, "read": TO_GO_ON},
        "measured_in": edition,
    }
    part = "lengths" if request.headers.get("HX-Request") else "length"
    return render(request, f"surveys/design/{part}.html", context)
