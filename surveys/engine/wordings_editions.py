"""The Dutch of what is said about a new edition beside the earlier ones. `wordings.py` tells how it is looked up."""

from collections.abc import Mapping

_OTHER = " Is it another questionnaire altogether? Then say so: `basis: none` at this edition."
_ANDERE = " Is het een heel andere vragenlijst? Zeg dat dan: `basis: none` bij deze editie."

_ADVICE: Mapping[str, str] = {
    "Put it back. To offer other answers, ask a new question with a new name (such as {name}_2) and "
    "take {variable} out.": (
        "Zet het terug. Wilt u andere antwoorden aanbieden, stel dan een nieuwe vraag met een nieuwe naam "
        "(zoals {name}_2) en haal {variable} weg."
    ),
    "Give each option the `value` and `short` it had (a new option gets a new one), or ask a new question with a new "
    "name.": (
        "Geef elk antwoord de `value` en `short` die het had (een nieuw antwoord krijgt een nieuwe), of stel een "
        "nieuwe vraag met een nieuwe naam."
    ),
    "Keep the type, or give the new question a new name.": "Houd het type, of geef de nieuwe vraag een nieuwe naam.",
    "Keep the pivot, or ask for the new day under a new name.": (
        "Houd de pivot, of vraag de nieuwe dag onder een nieuwe naam."
    ),
    "Choose a name, code or `short` that no earlier edition used.": (
        "Kies een naam, code of `short` die geen eerdere editie gebruikte."
    ),
    "Put it back; let no outcome lead to it when nobody new should come in.": (
        "Zet de groep terug; laat er geen uitkomst naar leiden als er niemand meer bij mag komen."
    ),
    "Give it the value it had; a new group gets a new one.": (
        "Geef de waarde die de groep had; een nieuwe groep krijgt een nieuwe."
    ),
    "Answers outside it stay as they are: clean them on purpose, or leave the limit.": (
        "Antwoorden erbuiten blijven zoals ze zijn: schoon ze met opzet op, of laat de grens staan."
    ),
    "Scale means of earlier answers keep the old score. Use a new name when both must not be mixed.": (
        "Schaalgemiddelden van eerdere antwoorden houden de oude score. Gebruik een nieuwe naam als de twee niet door "
        "elkaar mogen."
    ),
}

EDITIONS: Mapping[str, str] = {
    "“{option}” of {variable} is gone, and people have chosen it.": (
        "“{option}” van {variable} is weg, en mensen hebben het gekozen."
    ),
    "“{option}” of {variable} meant {before} and would mean {after}.": (
        "“{option}” van {variable} betekende {before} en zou {after} betekenen."
    ),
    "{variable} was {before} and would be {after}: answers of both do not fit one column.": (
        "{variable} was {before} en zou {after} worden: de antwoorden van beide passen niet in één kolom."
    ),
    "Before and after of {variable} meant {before} and would mean {after}.": (
        "Voor en na van {variable} betekenden {before} en zouden {after} betekenen."
    ),
    "The column held {before} and would hold {after}.": "De kolom bevatte {before} en zou {after} bevatten.",
    "The group “{before}” is gone, and people are in it.": "De groep “{before}” is weg, en er zitten mensen in.",
    "The group's value was {before} and would be {after}.": (
        "De waarde van de groep was {before} en zou {after} worden."
    ),
    "Fewer answers are allowed than before ({before}, now {after}).": (
        "Er mogen minder antwoorden dan eerst ({before}, nu {after})."
    ),
    "“{option}” of {variable} had score {before} and now has {after}.": (
        "“{option}” van {variable} had score {before} en heeft nu {after}."
    ),
    **_ADVICE,
    **{f"{english}{_OTHER}": f"{dutch}{_ANDERE}" for english, dutch in _ADVICE.items()},
}
