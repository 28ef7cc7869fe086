"""Where a page leads who wants to begin."""

from django import template
from django.urls import reverse

from respondents.entry import several_open

register = template.Library()


@register.simple_tag(takes_context=True)
def first_page(context: template.Context) -> str:
    """Address of the first page of this study; the site's own where that is the same, or no study is known."""
    study, request = context.get("study"), context["request"]
    if not study or getattr(request, "preview", None) or not several_open():
        return reverse("home")
    return reverse("landing", kwargs={"study": study.slug})
