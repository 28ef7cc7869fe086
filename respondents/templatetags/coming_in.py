"""Where a page leads who wants to begin."""

from django import template
from django.urls import reverse

from respondents.entry import OpenStudy, open_studies, several_open

register = template.Library()


@register.simple_tag(takes_context=True)
def first_page(context: template.Context) -> str:
    """Address of the first page of this study; the site's own where that is the same, or no study is known."""
    study, request = context.get("study"), context["request"]
    if not study or getattr(request, "preview", None) or not several_open():
        return reverse("home")
    return reverse("landing", kwargs={"study": study.slug})


@register.simple_tag
def reachable_studies() -> list[OpenStudy]:
    """Open studies that can be called: whom to ask where nobody knows yet which study is meant."""
    return [study for study in open_studies() if study.definition.materials.get("landing", {}).get("phone")]
