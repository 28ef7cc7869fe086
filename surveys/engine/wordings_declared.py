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

MONITORING: Mapping[str, str] = {
    "The list has no column “{name}” of choices or places.": (
        "Het kader heeft geen kolom “{name}” met keuzes of gemeenten."
    ),
    "{names} together would tell of small municipalities.": "{names} samen zouden kleine gemeenten verraden.",
    "Keep one of them.": "Houd er een van.",
    "“{name}” is no question with one answer.": "“{name}” is geen vraag met één antwoord.",
    "{found} is no limit in per cent.": "{found} is geen grens in procenten.",
    "Give a whole number from 1 to 100.": "Geef een heel getal van 1 tot en met 100.",
}

TAGS: Mapping[str, str] = {
    "“{name}” stands here twice.": "“{name}” staat hier twee keer.",
    "Keep it once.": "Laat het er één keer staan.",
    "“{word}” cannot be the word for a tag.": "“{word}” kan geen trefwoord zijn.",
    "Use at most 40 lower-case letters, digits and _, beginning with a letter.": (
        "Gebruik hoogstens 40 kleine letters, cijfers en _, en begin met een letter."
    ),
    "The label has no text in {language}.": "Het opschrift heeft geen tekst in het {language}.",
    "Write it.": "Schrijf die.",
    "“{word}” is the name of a question or value too.": "“{word}” is ook de naam van een vraag of waarde.",
    "Choose another word for the tag.": "Kies een ander trefwoord.",
    "No edition has a question, derived value or scale “{name}”.": (
        "Geen editie heeft een vraag, afgeleide waarde of schaal “{name}”."
    ),
}

WAVES: Mapping[str, str] = {
    "Nothing shows it.": "Niets laat dat zien.",
    "Give figures, or words on where it is told.": "Geef cijfers (figures), of in woorden waar het staat (words).",
    "“{name}” is no study of the same series that ships.": "“{name}” is geen meegeleverd onderzoek uit dezelfde reeks.",
    "“{name}” cannot be read.": "“{name}” is niet te lezen.",
    "Check that study first.": "Kijk eerst dat onderzoek na.",
    "“{name}” announces no such edition.": "“{name}” kondigt die editie niet aan.",
    "Name one that it announces.": "Noem er een die er wel is.",
    "“{name}” of the later wave is not named.": "“{name}” van de latere meting staat er niet bij.",
    "Say whether it was asked; unknown where nobody knows.": (
        "Zeg of die vraag is gesteld; unknown als niemand het weet."
    ),
    "The later wave asks no “{name}”.": "De latere meting heeft geen vraag “{name}”.",
    "The later wave asks this too.": "De latere meting heeft deze vraag ook.",
    "Name it under items.": "Noem die onder items.",
    "This wave asks no “{name}”.": "Deze meting heeft geen vraag “{name}”.",
    "Add the question, or take its figures out.": "Voeg de vraag toe, of haal de cijfers weg.",
    "Nothing says why “{name}” is asked here.": "Nergens staat waarom “{name}” hier wordt gevraagd.",
    "Name its figures, or put it under routing.": "Noem de cijfers, of zet de vraag onder routing.",
    "No table of figures is called “{name}”.": "Geen tabel met cijfers heet “{name}”.",
}

NAMES: Mapping[str, str] = {
    "“{question}” makes the column {name}, which datasets have of their own.": (
        "“{question}” geeft de kolom {name}, die een dataset zelf al heeft."
    ),
}

AREAS: Mapping[str, str] = {
    "The file is too large for a list of municipalities.": "Het bestand is te groot voor een lijst van gemeenten.",
    "Leave out what is no place.": "Laat weg wat geen gemeente is.",
    "The file is not UTF-8.": "Het bestand is geen UTF-8.",
    "Save it as UTF-8.": "Bewaar het als UTF-8.",
    "This cannot be read as CSV: {why}.": "Dit is niet te lezen als CSV: {why}.",
    "Save it anew from a spreadsheet.": "Bewaar het opnieuw vanuit een rekenblad.",
    "There is no column “code” with CBS codes, such as GM0363.": (
        "Er is geen kolom “code” met codes van het CBS, zoals GM0363."
    ),
    "Add it.": "Voeg die toe.",
    "“{name}” cannot be a column.": "“{name}” kan geen kolom zijn.",
    "Use small letters, digits and _, and each name once.": (
        "Gebruik kleine letters, cijfers en _, en elke naam één keer."
    ),
    "There is no column beside the code to group municipalities by.": (
        "Naast de code is er geen kolom om gemeenten naar in te delen."
    ),
    "Add one.": "Voeg er een toe.",
    "“{code}” is no municipality of today, or stands there twice.": (
        "“{code}” is nu geen gemeente, of staat er twee keer."
    ),
    "Put it right, or take the line out.": "Verbeter de code, of haal de regel weg.",
    "“{cell}” differs from “{other}” in signs only.": "“{cell}” en “{other}” verschillen alleen in leestekens.",
    "Write both the same.": "Schrijf ze allebei hetzelfde.",
    "“{cell}” is no number of inhabitants.": "“{cell}” is geen aantal inwoners.",
    "Write a whole number.": "Schrijf een heel getal.",
}

LIST: Mapping[str, str] = {
    "The list has no column “{name}”.": "Het kader heeft geen kolom “{name}”.",
    "Add it to `columns`.": "Voeg die toe aan `columns`.",
    "This column would hold personal data.": "In deze kolom zouden persoonsgegevens staan.",
    "Take it out of the study.": "Haal die uit het onderzoek.",
    "A column of the list cannot have the type “{type}”.": (
        "Een kolom van het kader kan niet van het type “{type}” zijn."
    ),
    "`min` and `max` are whole numbers of an integer, in order.": (
        "`min` en `max` zijn hele getallen bij een integer, in volgorde."
    ),
    "Correct them, or take them out.": "Verbeter ze, of haal ze weg.",
    "This is a choice without values.": "Dit is een keuze zonder waarden.",
    "List them under `values`.": "Noem ze onder `values`.",
    "A column has no name.": "Een kolom heeft geen naam.",
    "Write {{name: …, type: …}}.": "Schrijf {{name: …, type: …}}.",
    "This is not a list.": "Dit is geen lijst.",
    "Write one, as in docs/letters.md.": "Schrijf er een, zoals in docs/letters.md.",
    "The study declares no files of a register.": "Het onderzoek noemt geen bestanden van een register.",
    "Give the list as one file.": "Geef het kader als één bestand.",
    "It names none of the files.": "Dit noemt geen van de bestanden.",
    "It says nothing.": "Hier staat niets.",
    "Write keys and values (docs/letters.md).": "Schrijf sleutels met waarden (docs/letters.md).",
    "This is no name of a column, or one that points at people.": (
        "Dit is geen naam van een kolom, of een die naar mensen wijst."
    ),
    "Write `key: person_key` or the like.": "Schrijf `key: person_key` of iets dergelijks.",
    "The key stands among the columns.": "De sleutel staat tussen de kolommen.",
    "Leave it out of them.": "Laat die daar weg.",
    "A column has no name, or one that points at people.": ("Een kolom heeft geen naam, of een die naar mensen wijst."),
    "Name it otherwise, or take it out.": "Geef een andere naam, of haal de kolom weg.",
    "Its type or limits cannot be used.": "Het type of de grenzen zijn niet te gebruiken.",
    "There is a column or fact of this name.": "Er is al een kolom of gegeven met deze naam.",
    "It does not say once what to take.": "Er staat niet één keer wat er genomen wordt.",
    "Give one of: {known}.": "Geef er een: {known}.",
    "The file {file} has no column “{column}”.": "Het bestand {file} heeft geen kolom “{column}”.",
    "An entry lacks `name` or `text`.": "Bij een regel ontbreekt `name` of `text`.",
    "Write {{name: …, text: {{nl: …, en: …}}, holds: …}}.": "Schrijf {{name: …, text: {{nl: …, en: …}}, holds: …}}.",
    "Nothing says what “{name}” is.": "Nergens staat wat “{name}” is.",
    "Give it a rule, or make it not required.": "Geef een regel, of maak de kolom niet verplicht.",
    "It lacks a rule.": "Hier ontbreekt een regel.",
    "Write it between quotation marks (docs/rules.md).": "Schrijf die tussen aanhalingstekens (docs/rules.md).",
    "The rule asks for “{name}”.": "De regel vraagt naar “{name}”.",
    "“{name}” cannot name a column of the dataset.": "“{name}” kan geen naam zijn van een kolom van de dataset.",
    "Use at most {most} lower-case letters, digits and _, a letter first, here and in `columns`.": (
        "Gebruik hoogstens {most} kleine letters, cijfers en _, een letter voorop, hier en bij `columns`."
    ),
}

DECLARED: Mapping[str, str] = {
    **FRAMES,
    **WEIGHTS,
    **CLEANING,
    **DISCLOSURE,
    **TABLES,
    **MONITORING,
    **TAGS,
    **WAVES,
    **NAMES,
    **AREAS,
    **LIST,
}
