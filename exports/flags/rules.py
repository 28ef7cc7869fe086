"""All flags, in the order in which they are shown. Pure."""

from exports.flags import completeness, control, doubles, impossible, speeding, straight
from exports.flags.rule import Each, Rule, Watch
from exports.flags.settings import Settings
from surveys.engine.text import Text

RULES: tuple[Rule, ...] = (
    Rule(
        speeding.NAME,
        Text({"nl": "Te snel", "en": "Too fast"}),
        Text(
            {
                "nl": "Wie veel sneller is dan anderen in dezelfde taal, heeft misschien niet gelezen.",
                "en": "Who is much faster than others in the same language may not have read.",
            }
        ),
    ),
    Rule(
        straight.NAME,
        Text({"nl": "Steeds hetzelfde antwoord", "en": "The same answer throughout"}),
        Text(
            {
                "nl": "Een rij vragen met steeds hetzelfde antwoord kan onoplettendheid zijn, of één mening.",
                "en": "One answer to a whole battery can be inattention, or one opinion.",
            }
        ),
    ),
    Rule(
        doubles.NAME,
        Text({"nl": "Dubbel ingevuld", "en": "Filled in twice"}),
        Text(
            {
                "nl": "Twee vragenlijsten met bijna alle antwoorden gelijk kunnen van één mens zijn.",
                "en": "Two questionnaires with nearly all answers equal can be one person's.",
            }
        ),
    ),
    Rule(
        control.NAME,
        Text({"nl": "Groep en controlevraag verschillen", "en": "Group and control question differ"}),
        Text(
            {
                "nl": "De vragen waren die van een andere groep dan de vergunning zegt; beide blijven staan.",
                "en": "The questions were those of another group than the permit says; both stay.",
            }
        ),
    ),
    Rule(
        impossible.NAME,
        Text({"nl": "Onmogelijke waarden", "en": "Impossible values"}),
        Text(
            {
                "nl": "Een waarde buiten de grenzen, of antwoorden die elkaar uitsluiten.",
                "en": "A value out of bounds, or answers that exclude each other.",
            }
        ),
    ),
    Rule(
        completeness.NAME,
        Text({"nl": "Afgebroken", "en": "Broken off"}),
        Text(
            {
                "nl": "Minder dan de grens van wat gold is beantwoord; verzonden of niet is een andere variabele.",
                "en": "Less than the limit of what applied was answered; sent or not is another variable.",
            }
        ),
    ),
)
BY_NAME = {rule.name: rule for rule in RULES}


def watches(settings: Settings) -> tuple[Watch, ...]:
    """One of each, ready to see interviews."""
    return (
        speeding.Speed(settings.speeding),
        Each(straight.NAME, lambda case: straight.straight_lined(case, settings.straight)),
        doubles.Likeness(settings.doubles),
        Each(control.NAME, lambda case: control.contradicted(case, settings.control)),
        Each(impossible.NAME, lambda case: impossible.impossible(case, settings.contradictions)),
        Each(completeness.NAME, lambda case: completeness.broken_off(case, settings.completeness)),
    )
