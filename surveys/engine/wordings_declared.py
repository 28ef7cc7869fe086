"""The Dutch of what is said about declarations for analysis: weights, cleaning, code frames, tables, what may leave."""

from collections.abc import Mapping

FRAMES: Mapping[str, str] = {
    "A frame must be a mapping with the key “question”.": "Een codeboek heeft sleutels, en daarbij “question”.",
    "Name the question of each frame.": "Noem de vraag van elk codeboek.",
    "Answers are coded as {code}.": "Er zijn antwoorden gecodeerd als {code}.",
    "Keep that code in the frame.": "Houd die code in het codeboek.",
    "Answers have several codes.": "Er zijn antwoorden met meer dan een code.",
    "Keep “several: true”.": "Laat “several: true” staan.",
    "{option} → {code} is not from an option to a code of the frame.": (
        "{option} → {code} gaat niet van een antwoord naar een code van het codeboek."
    ),
    "Check both.": "Kijk beide na.",
    "This name is taken.": "Deze naam is al bezet.",
    "Choose another: every frame has {special}, and “other” is what is coded.": (
        "Kies een andere: elk codeboek heeft {special}, en “other” is wat wordt gecodeerd."
    ),
    "It has no label in nl and en.": "Er is geen label in nl en en.",
    "Give both.": "Geef ze allebei.",
    "It has no codes.": "Er zijn geen codes.",
    "Give codes, or the lexicon country or municipality.": "Geef codes, of het lexicon country of municipality.",
    "The value is not a whole number from 1 to {highest}.": "De waarde is geen heel getal van 1 tot {highest}.",
    "Give it one that is free.": "Geef een waarde die vrij is.",
    "The value {value} stands for two codes.": "De waarde {value} staat voor twee codes.",
    "Give one of them another.": "Geef een van de twee een andere.",
    "It does not say which code the option {option} has.": "Er staat niet welke code het antwoord {option} heeft.",
    "Write {option}: CODE.": "Schrijf {option}: CODE.",
    "It has two frames.": "Er zijn twee codeboeken voor.",
    "Keep one.": "Houd er een.",
    "It is an option of the question, which gives its value and label.": (
        "Dit is een antwoord van de vraag, en die geeft de waarde en het label."
    ),
    "Leave both out.": "Laat ze allebei weg.",
    "It is an option of the question.": "Dit is een antwoord van de vraag.",
    "Say under “options” which place it is.": "Zeg onder “options” welke plaats het is.",
    "“{match}” of the lexicon is matched by two codes.": "“{match}” van het lexicon hoort bij twee codes.",
    "Leave it at one.": "Laat het bij een van de twee staan.",
    "No edition has an open answer of this name.": "Geen editie heeft een open antwoord met deze naam.",
    "The study has a variable {name} already.": "Het onderzoek heeft al een variabele {name}.",
    "Rename the code or the question.": "Geef de code of de vraag een andere naam.",
    "The variable {name} has more than {longest} characters.": "De variabele {name} is langer dan {longest} tekens.",
    "Shorten the code.": "Maak de code korter.",
    "The code {code} stands in it twice.": "De code {code} staat er twee keer in.",
    "The lexicon is not known.": "Dit lexicon is niet bekend.",
    "There is no list under the key “coding”.": "Onder de sleutel “coding” staat geen lijst.",
    "Write coding: and a list of frames.": "Schrijf coding: en een lijst met codeboeken.",
    "This is no code.": "Dit is geen code.",
    "Use at most 24 lower-case letters, digits and _, beginning with a letter.": (
        "Gebruik hoogstens 24 kleine letters, cijfers en _, en begin met een letter."
    ),
    "“second_share” is not a number from 0 to 1.": "“second_share” is geen getal van 0 tot 1.",
    "Write a share, such as 0.2.": "Schrijf een deel, zoals 0.2.",
    "“seed” is not a whole number.": "“seed” is geen heel getal.",
    "Write one, such as 2024.": "Schrijf er een, zoals 2024.",
    "“several” is not true or false.": "“several” is niet true of false.",
    "Write one of the two.": "Schrijf een van de twee.",
    "“codes” is not a list.": "“codes” is geen lijst.",
    "Write a list of codes.": "Schrijf een lijst met codes.",
    "“options” is not a mapping.": "“options” bestaat niet uit sleutels met waarden.",
    "Write option: code, for each.": "Schrijf voor elk antwoord antwoord: code.",
    "“{key}” is not a list.": "“{key}” is geen lijst.",
    "Write [a, b].": "Schrijf [a, b].",
    "The lexicon {lexicon} has no code “{code}”.": "Het lexicon {lexicon} heeft geen code “{code}”.",
}

WEIGHTS: Mapping[str, str] = {
    "No variables are named.": "Er zijn geen variabelen genoemd.",
    "Write a list, such as [group, gender].": "Schrijf een lijst, zoals [group, gender].",
    "“{name}” has no counts under margins.": "“{name}” heeft onder margins geen aantallen.",
    "Add them, or take it out of the list.": "Voeg ze toe, of haal de naam uit de lijst.",
    "{shown} is not a number of {least} or more.": "{shown} is geen getal van {least} of meer.",
    "Write such a number.": "Schrijf zo'n getal.",
    "{found} is no upper limit.": "{found} is geen bovengrens.",
    "In times the mean weight it is above 1.": "In keren het gemiddelde gewicht is die boven 1.",
    "{found} is no lower limit.": "{found} is geen ondergrens.",
    "In times the mean weight it is between 0 and 1.": "In keren het gemiddelde gewicht ligt die tussen 0 en 1.",
    "This is not a mapping.": "Dit bestaat niet uit sleutels met waarden.",
    "Write NAME: and the counts by code.": "Schrijf NAAM: met de aantallen per code.",
    "“{name}” is no question with one answer, no derived value and no column of the list.": (
        "“{name}” is geen vraag met één antwoord, geen afgeleide waarde en geen kolom van de lijst."
    ),
    "“{name}” is not among the margins.": "“{name}” staat niet bij de randtotalen.",
    "“{name}” has no code “{code}”.": "“{name}” heeft geen code “{code}”.",
    "Check the spelling.": "Kijk na of de naam goed is gespeld.",
}

CLEANING: Mapping[str, str] = {
    "These are not two bounds in per cent.": "Dit zijn geen twee grenzen in procenten.",
    "Give partial < complete ≤ 100.": "Geef partial < complete ≤ 100.",
    "{found} is no share.": "{found} is geen deel.",
    "Give a number above 0, at most 1.": "Geef een getal boven 0, en hoogstens 1.",
    "{found} is too small.": "{found} is te klein.",
    "Give a whole number from {least}.": "Geef een heel getal vanaf {least}.",
    "No edition has “{name}”, so it is not looked at.": "Geen editie heeft “{name}”, dus daar wordt niet naar gekeken.",
}

DISCLOSURE: Mapping[str, str] = {
    "See docs/disclosure.md.": "Kijk in docs/disclosure.md.",
    "Check the name, or write {{name: …, editions: […]}} where other editions have it.": (
        "Kijk de naam na, of schrijf {{name: …, editions: […]}} als andere edities die hebben."
    ),
    "This edition has no question or derived value “{name}”.": (
        "Deze editie heeft geen vraag of afgeleide waarde “{name}”."
    ),
    "This must be a list of lists of two codes or more.": "Hier hoort een lijst van lijsten van twee codes of meer.",
    "This must be a list of names of questions or derived values.": (
        "Hier hoort een lijst van namen van vragen of afgeleide waarden."
    ),
    "This must be a mapping with keys among {keys}.": "Hier horen sleutels uit {keys}.",
    "This must be a mapping: name: [[code, code], …].": "Hier hoort naam: [[code, code], …].",
    "Choose from {steps}, {{bands: [21, 30]}}, {{together: [[a, b]]}}.": (
        "Kies uit {steps}, {{bands: [21, 30]}}, {{together: [[a, b]]}}."
    ),
    "Regions are a step of countries only.": "Regio's zijn alleen een stap van landen.",
    "The data have no question or variable “{name}”.": "De gegevens hebben geen vraag of variabele “{name}”.",
    "This must be a list of {{name: …, steps: […]}}.": "Hier hoort een lijst van {{name: …, steps: […]}}.",
    "This must have a name and a list of steps.": "Hier horen een naam en een lijst van stappen.",
    "{shown} is no step.": "{shown} is geen stap.",
    "“bands” is a step of numbers only.": "“bands” is alleen een stap van getallen.",
    "“together” takes codes among {codes}.": "Bij “together” horen codes uit {codes}.",
    "“year” is a step of dates only.": "“year” is alleen een stap van datums.",
    "No edition has “{name}” with the code “{code}”.": "Geen editie heeft “{name}” met de code “{code}”.",
}

TABLES: Mapping[str, str] = {
    "Choose from: {codes}.": "Kies uit: {codes}.",
    "It does not cross {most} different names at most.": "Dit kruist geen {most} verschillende namen of minder.",
    "Take some out.": "Haal er een paar weg.",
    "Name a question with one answer.": "Noem een vraag met één antwoord.",
    "No edition has a question or derived value “{name}” with options.": (
        "Geen editie heeft een vraag of afgeleide waarde “{name}” met antwoorden om te kiezen."
    ),
    "“{name}” has no option “{code}”.": "“{name}” heeft geen antwoord “{code}”.",
    "“{name}” has several answers per person, who would stand in two columns.": (
        "“{name}” heeft meer antwoorden per persoon, en die zou in twee kolommen staan."
    ),
    "The file cannot be read.": "Het bestand is niet te lezen.",
    "Look at its size and who may read it.": "Kijk hoe groot het is en wie het mag lezen.",
}

DECLARED: Mapping[str, str] = {**FRAMES, **WEIGHTS, **CLEANING, **DISCLOSURE, **TABLES}
