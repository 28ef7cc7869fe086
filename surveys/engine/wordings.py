"""The sentences of problems in Dutch. English is what the checks write; here stands the Dutch of each sentence.

A sentence with values in it is known by its pattern, as a message catalogue knows it by its msgid: “There is no edition
{number}.” Values stay as they are, but for the fixed words in VALUES. Where two patterns fit, the one with more fixed
letters counts. A test finds every sentence in the checks and asks for its Dutch.
"""

from collections.abc import Mapping

from surveys.engine.sentences import Sentences
from surveys.engine.wordings_declared import DECLARED
from surveys.engine.wordings_editions import EDITIONS
from surveys.engine.wordings_files import FILES
from surveys.engine.wordings_proof import PROOF
from surveys.engine.wordings_sense import SENSE

FORM: Mapping[str, str] = {
    "The document is nested more than {most} deep.": "Het document is meer dan {most} niveaus diep.",
    "The document holds more than {most} values.": "Het document bevat meer dan {most} waarden.",
    "The document holds a text of more than {most} characters here.": (
        "Hier staat een tekst van meer dan {most} tekens."
    ),
    "A raffle needs its terms.": "Bij een loting horen voorwaarden.",
    "Add “terms” beside “raffle”.": "Zet “terms” naast “raffle”.",
    "A panel needs its thanks.": "Bij een panel hoort een bedankje.",
    "Add “kept” to “panel”: what is said to who joins.": "Zet “kept” bij “panel”: wat u zegt tegen wie meedoet.",
    "The document holds a number of more than 15 digits here.": "Hier staat een getal van meer dan 15 cijfers.",
    "Split the study, or take out what repeats.": "Splits het onderzoek, of haal weg wat dubbel is.",
    "The key {key} is not text.": "De sleutel {key} is geen tekst.",
    "Put quotes around it: yes, no, on, off, numbers and dates are not text in YAML.": (
        "Zet er aanhalingstekens omheen: yes, no, on, off, getallen en datums zijn in YAML geen tekst."
    ),
    "A value of type {kind} has no place here.": "Een waarde van het type {kind} hoort hier niet.",
    "Use text, numbers, days (2026-01-31), lists and mappings only.": (
        "Gebruik alleen tekst, getallen, dagen (2026-01-31), lijsten en sleutels met waarden."
    ),
    "The text holds characters that cannot be shown.": "In de tekst staan tekens die niet te zien zijn.",
    "Type the text again; it may come from a broken copy.": "Typ de tekst opnieuw; er ging iets mis bij het kopiëren.",
    "YAML reads this as {shown}, not as text.": "YAML leest dit als {shown}, niet als tekst.",
    "Put quotes around it.": "Zet er aanhalingstekens omheen.",
    "Expected {wanted}, found {shown}.": "Hier hoort {wanted}; er staat {shown}.",
    "Write {wanted} here.": "Schrijf hier {wanted}.",
    "“{key}” is missing.": "“{key}” ontbreekt.",
    "Add “{key}”.": "Voeg “{key}” toe.",
    "An edition was not chosen yet.": "Er is nog geen editie gekozen.",
    "Choose one with select_edition first.": "Kies er eerst een met select_edition.",
    "“{key}” is not known here.": "“{key}” is hier niet bekend.",
    "Use one of: {known}.": "Gebruik een van deze: {known}.",
    "{shown} is not a day.": "{shown} is geen dag.",
    "Write a day that exists, as 2026-01-31.": "Schrijf een dag die bestaat, zoals 2026-01-31.",
    "The list is empty: this is for nobody.": "De lijst is leeg: dit is voor niemand.",
    "Name the groups, or leave the key out.": "Noem de groepen, of laat de sleutel weg.",
    "“{language}” is not a language of this study.": "“{language}” is geen taal van dit onderzoek.",
    "Add it on top.": "Voeg de taal bovenaan toe.",
    "No language is given.": "Er is geen taal genoemd.",
    "Name the source language first.": "Noem de brontaal als eerste.",
    "“{language}” is not a language tag.": "“{language}” is geen taalcode.",
    "Use tags such as nl, en, ar.": "Gebruik codes zoals nl, en, ar.",
    "An outcome leads to a group or refuses.": "Een uitkomst leidt naar een groep of wijst af.",
    "Give it either group or refuse: true.": "Geef `group` of `refuse: true`, een van de twee.",
    "The name “{name}” is given {times} times.": "De naam “{name}” is {times} keer gegeven.",
    "Give each its own name.": "Geef elk een eigen naam.",
    "“{key}” means nothing for type {kind}.": "“{key}” zegt niets bij het type {kind}.",
    "Take it out, or use one of the types {types}.": "Haal het weg, of kies een van de typen {types}.",
    "{number} options have no score: {codes}.": "{number} antwoorden hebben geen score: {codes}.",
    "Give each option of a scale a score; null where it has none.": (
        "Geef elk antwoord van een schaal een score; null als er geen is."
    ),
    "There is no option list “{name}”.": "Er is geen antwoordlijst “{name}”.",
    "Known lists: {known}.": "Bekende lijsten: {known}.",
    "The document is not a mapping.": "Het document bestaat niet uit sleutels met waarden.",
    "Write keys and values.": "Schrijf sleutels en waarden.",
    "There is no edition {number}.": "Er is geen editie {number}.",
    "Choose one of: {listed}.": "Kies een van deze: {listed}.",
    "{value} is not an edition before {number}.": "{value} is geen editie vóór {number}.",
    "Name an earlier edition by its number, or write `none` for another questionnaire.": (
        "Noem het nummer van een eerdere editie, of schrijf `none` voor een andere vragenlijst."
    ),
    "This is not a list of numbers.": "Dit is geen lijst van nummers.",
    "List the numbers, as [1, 2].": "Noem de nummers, zoals [1, 2].",
}

RULES: Mapping[str, str] = {
    "The rule has {length} characters.": "De regel heeft {length} tekens.",
    "Keep it under {most}: use a derived value.": "Houd het onder {most}: gebruik een afgeleide waarde.",
    "The rule is empty.": "De regel is leeg.",
    "Write a condition, or leave the key out.": "Schrijf een voorwaarde, of laat de sleutel weg.",
    "The rule is nested too deeply.": "De regel heeft te veel haakjes in haakjes.",
    "Keep it under {most} levels.": "Houd het onder {most} niveaus.",
    "The rule stops too early.": "De regel houdt te vroeg op.",
    "Close every bracket and finish the comparison.": "Sluit elk haakje en maak de vergelijking af.",
    "“{found}” is not expected here.": "“{found}” hoort hier niet.",
    "Check the quotes: text stands between two of the same quotes.": (
        "Kijk de aanhalingstekens na: tekst staat tussen twee dezelfde."
    ),
    "Write a name as ${{name}}.": "Schrijf een naam als ${{naam}}.",
    "Compare with a single =.": "Vergelijk met één =.",
    "Compare two things at a time, and join comparisons with and/or.": (
        "Vergelijk twee dingen per keer, en verbind vergelijkingen met and/or."
    ),
    "Put text in quotes, write names as ${{name}}, and/or/div/mod in lower case.": (
        "Zet tekst tussen aanhalingstekens, schrijf namen als ${{naam}}, en and/or/div/mod met kleine letters."
    ),
    "See docs/rules.md for what a rule may hold.": "In docs/rules.md staat wat in een regel mag.",
    "There is no function “{name}”.": "Er is geen functie “{name}”.",
    "“{name}” got {given} values.": "“{name}” kreeg {given} waarden.",
    "Give it {wanted}.": "Geef {wanted}.",
    "The number is too long.": "Het getal is te lang.",
    "Use at most {most} digits.": "Gebruik hoogstens {most} cijfers.",
    "“{token}” is not a name.": "“{token}” is geen naam.",
    "A name has letters, digits and _ only.": "Een naam heeft alleen letters, cijfers en _.",
    "date() wants a day that exists.": "date() vraagt een dag die bestaat.",
    "Write it as date('2024-12-31').": "Schrijf het als date('2024-12-31').",
}
"""Of ExpressionError. As a problem, the first sentence is followed by the place in the rule."""

AT_CHARACTER = " (character {position})", " (teken {position})"
CONTINUED = " It follows from what can be answered to {names}.", " Dat volgt uit de antwoorden op {names}."

DUTCH: Mapping[str, str] = {
    **FORM,
    **FILES,
    **EDITIONS,
    **RULES,
    **{f"{english}{AT_CHARACTER[0]}": f"{dutch}{AT_CHARACTER[1]}" for english, dutch in RULES.items()},
    **SENSE,
    **DECLARED,
    **PROOF,
    **{f"{english}{CONTINUED[0]}": f"{dutch}{CONTINUED[1]}" for english, dutch in PROOF.items()},
}
"""English sentence → Dutch. {…} holds a value; braces themselves are doubled."""

VALUES: Mapping[str, str] = {
    "text": "tekst",
    "a list": "een lijst",
    "a mapping of keys to values": "sleutels met waarden",
    "texts by language, such as {nl: …, en: …}": "teksten per taal, zoals {nl: …, en: …}",
    "true or false": "true of false",
    "a whole number": "een heel getal",
    "a number": "een getal",
    "a list of options, or the name of an option list": "een lijst van antwoorden, of de naam van een antwoordlijst",
    "there are none": "er zijn er geen",
    "none": "geen",
    "something of another kind": "iets van een andere soort",
    "True": "waar (yes, on)",
    "False": "onwaar (no, off)",
}
"""Fixed words that stand where values do."""

FIXED_WORDS_AT = frozenset({"wanted", "shown", "other", "known"})
"""Values that can be such a fixed word; names and texts of the study never are."""


_SENTENCES = Sentences(DUTCH, VALUES, FIXED_WORDS_AT)


def in_dutch(english: str) -> str | None:
    """The sentence in Dutch; None where it is not in the catalogue."""
    return _SENTENCES.in_dutch(english)
