"""Addresses of the rule builder, below /staff/studies/<study>/design/."""

from django.urls import path, register_converter

from surveys.design import rule_views
from surveys.design.rule_places import ADDRESS


class RuleAddress:
    """What names a rule: the ref of what it belongs to, or an outcome or statement by its name."""

    regex = ADDRESS

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(RuleAddress, "rule")
urlpatterns = [
    path("rules/", rule_views.rules, name="rules"),
    path("rules/<rule:ref>/", rule_views.rule, name="rule"),
    path("rules/<rule:ref>/work/", rule_views.work, name="rule_work"),
    path("rules/<rule:ref>/live/", rule_views.live, name="rule_live"),
    path("rules/<rule:ref>/problems/", rule_views.problems, name="rule_problems"),
    path("rules/<rule:ref>/save/", rule_views.save, name="rule_save"),
]
