"""The Dutch of what the checks of sense say. `wordings.py` tells how it is looked up."""

from collections.abc import Mapping

SENSE: Mapping[str, str] = {
    "“{name}” is no slug.": "“{name}” kan geen naam van een onderzoek zijn.",
    "Use lower-case letters, digits and -.": "Gebruik kleine letters, cijfers en -.",
    "Start with a lower-case letter, then letters, digits and _.": (
        "Begin met een kleine letter; daarna letters, cijfers en _."
    ),
    "“{value}” is unknown here.": "“{value}” is hier onbekend.",
    "A list of single people for reminders would tell DUO who took part.": (
        "Een lijst met losse personen voor herinneringen zou DUO vertellen wie heeft meegedaan."
    ),
    "Write `reminders: everyone`, or let the printer put in the addresses (`merge: printer`).": (
        "Schrijf `reminders: everyone`, of laat de drukker de adressen invullen (`merge: printer`)."
    ),
    "The column {name} is made twice.": "De kolom {name} ontstaat twee keer.",
    "“{name}” is a word of SPSS, Stata or the rule language.": "“{name}” is een woord van SPSS, Stata of de regeltaal.",
    "“{code}” is not a code.": "“{code}” is geen code.",
    "The column {name} has {length} characters.": "De kolom {name} heeft {length} tekens.",
    "Keep it to {most}: shorten the name, or give the option a `short`.": (
        "Houd het op {most}: maak de naam korter, of geef het antwoord een `short`."
    ),
    "The column {name} is also made at {place}.": "De kolom {name} ontstaat ook bij {place}.",
    "Every dataset has a column {name} of its own, beside the questions.": (
        "Elke dataset heeft zelf een kolom {name}, naast de vragen."
    ),
    "Datasets keep columns that begin with {prefix} for something else: {name}.": (
        "Kolommen die beginnen met {prefix} bewaart een dataset voor iets anders: {name}."
    ),
    "{name} is kept for the codes of open answers to {question}.": (
        "{name} is bestemd voor de codes van open antwoorden op {question}."
    ),
    "Choose another name, or another code or `short` of the option.": (
        "Kies een andere naam, of een andere code of `short` bij het antwoord."
    ),
    "Give one of the options another `short` or code.": "Geef een van de antwoorden een andere `short` of code.",
    "Choose another name.": "Kies een andere naam.",
    "Use lower-case letters, digits and _.": "Gebruik kleine letters, cijfers en _.",
    "Rename one of the two.": "Geef een van de twee een andere naam.",
    "${{{name}}} can have several answers.": "${{{name}}} kan meer antwoorden hebben.",
    "Write selected(${{{name}}}, 'code').": "Schrijf selected(${{{name}}}, 'code').",
    "${{{name}}} holds a code, which has no order.": "${{{name}}} is een code, en codes hebben geen volgorde.",
    "Compare with = and or.": "Vergelijk met = en or.",
    "${{{name}}} cannot be compared with {other} in this way.": "${{{name}}} is zo niet te vergelijken met {other}.",
    "${{{name}}} is never “{code}”.": "${{{name}}} is nooit “{code}”.",
    "Its answers: {known}.": "De antwoorden: {known}.",
    "“{sign}” has no fixed number at its side.": "Naast “{sign}” staat geen vast getal.",
    "Multiply or divide by a number only.": "Vermenigvuldig of deel alleen met een getal.",
    "A text or date is not a number.": "Een tekst of datum is geen getal.",
    "{what} is not a number.": "{what} is geen getal.",
    "Count with numbers only.": "Reken alleen met getallen.",
    "A condition is missing here.": "Hier ontbreekt een voorwaarde.",
    "Compare, as in ${{x}} = 'yes'.": "Vergelijk, zoals in ${{x}} = 'yes'.",
    "Write date('2024-12-31').": "Schrijf date('2024-12-31').",
    "Write a number without quotes.": "Schrijf een getal zonder aanhalingstekens.",
    "Write a code or text in quotes.": "Schrijf een code of tekst tussen aanhalingstekens.",
    "selected() wants a question as ${{name}}.": "selected() vraagt een vraag als ${{naam}}.",
    "Write selected(${{name}}, 'code').": "Schrijf selected(${{naam}}, 'code').",
    "Compare numbers with numbers and dates with dates.": "Vergelijk getallen met getallen en datums met datums.",
    "${{{name}}} takes one answer.": "${{{name}}} krijgt één antwoord.",
    "Write ${{{name}}} = 'code'.": "Schrijf ${{{name}}} = 'code'.",
    "The option stands for {reason} and has the code “{code}”.": (
        "Het antwoord staat voor {reason} en heeft de code “{code}”."
    ),
    "Give it the code {reason}.": "Geef het de code {reason}.",
    "Value and base do not go together.": "Waarde en basis gaan niet samen.",
    "Take one of the two out; values start at 1, and only an option with a reason is outside the base.": (
        "Haal een van de twee weg; waarden beginnen bij 1, en alleen een antwoord met een reden staat buiten de basis."
    ),
    "There is nothing to choose.": "Er is niets te kiezen.",
    "Add options.": "Voeg antwoorden toe.",
    "There is a text field for “other”, and no such option.": (
        "Er is een tekstvak voor “anders”, maar dat antwoord niet."
    ),
    "Add an option with the code other, or take `other` out.": (
        "Voeg een antwoord met de code other toe, of haal `other` weg."
    ),
    "“Other” can be chosen and not explained.": "“Anders” is te kiezen, maar niet toe te lichten.",
    "Write `other: text` so that people can say what.": "Schrijf `other: text`, dan kunnen mensen zeggen wat.",
    "Only one option can be chosen, so each is exclusive.": (
        "Er is maar één antwoord te kiezen, dus elk sluit de andere uit."
    ),
    "Take `exclusive` out.": "Haal `exclusive` weg.",
    "All options are exclusive.": "Elk antwoord sluit de andere uit.",
    "Make it a single, or leave `exclusive` to “none of these”.": (
        "Maak er een vraag met één antwoord van, of laat `exclusive` over aan “geen van deze”."
    ),
    "There are no words for {reason}.": "Er zijn geen woorden voor {reason}.",
    "Add {reason} to `reasons` on top.": "Voeg {reason} bovenaan toe bij `reasons`.",
    "{times} options have the value {value}.": "{times} antwoorden hebben de waarde {value}.",
    "Give each option its own value.": "Geef elk antwoord een eigen waarde.",
    "“{code}” stands {times} times.": "“{code}” staat er {times} keer.",
    "Give each option its own code.": "Geef elk antwoord een eigen code.",
    "“{reason}” is an option and a reason below the list.": (
        "“{reason}” is een antwoord en ook een reden onder de lijst."
    ),
    "Keep one of the two.": "Houd een van de twee.",
    "`pivot` and before/after do not go together.": "`pivot` en before/after gaan niet samen.",
    "Give `pivot` with before and after, and only then.": "Geef `pivot` bij before en after, en alleen dan.",
    "The dates are not in order.": "De datums staan niet in volgorde.",
    "First open, then close, then withdraw_until.": "Eerst open, dan close, dan withdraw_until.",
    "min {low} is above max {high}.": "min {low} is hoger dan max {high}.",
    "The answer may be below zero, where datasets keep the reasons of empty cells (-9 to -1).": (
        "Het antwoord mag onder nul zijn. Daar staan in de bestanden de redenen van lege cellen (-9 tot -1)."
    ),
    "Swap them.": "Wissel ze om.",
    "A duration is never below zero.": "Een duur is nooit minder dan nul.",
    "Set min to 0 or more.": "Zet min op 0 of meer.",
    "decimals is {number}.": "decimals is {number}.",
    "Choose 0 to 6.": "Kies 0 tot en met 6.",
    "max_length is {number}.": "max_length is {number}.",
    "Choose 1 to 10000.": "Kies 1 tot en met 10000.",
    "The pivot {pivot} is outside min and max.": "De pivot {pivot} ligt buiten min en max.",
    "Move one of them.": "Verschuif een van de twee.",
    "There is no term “{name}”.": "Er is geen begrip “{name}”.",
    "Add it to `terms`, or take it out here.": "Voeg het toe bij `terms`, of haal het hier weg.",
    "The page has no question.": "De pagina heeft geen vraag.",
    "Add one, or take the page out.": "Voeg er een toe, of haal de pagina weg.",
    "The section has no page.": "Het onderdeel heeft geen pagina.",
    "Add one, or take the section out.": "Voeg er een toe, of haal het onderdeel weg.",
    "Nothing explains this term.": "Nergens wordt dit begrip uitgelegd.",
    "Name it where it is used.": "Noem het waar het wordt gebruikt.",
    "There is no group “{name}”.": "Er is geen groep “{name}”.",
    "Groups: {known}.": "Groepen: {known}.",
    "${{{name}}} is no question, derived value or built-in name.": (
        "${{{name}}} is geen vraag, geen afgeleide waarde en geen vaste naam."
    ),
    "${{{name}}} is not known before screening ends.": "${{{name}}} is pas na de screening bekend.",
    "This is for core pages, which come first; ${{{name}}} is asked after them.": (
        "Dit gaat over kernpagina’s, en die komen eerst; ${{{name}}} wordt pas daarna gevraagd."
    ),
    "Mark the question that gives ${{{name}}} core too, or take the mark off these pages.": (
        "Maak de vraag die ${{{name}}} geeft ook een kernvraag, of haal het kenmerk van deze pagina’s."
    ),
    "Only a question of the questionnaire itself can be core.": (
        "Alleen een vraag van de vragenlijst zelf kan een kernvraag zijn."
    ),
    "Take the mark off.": "Haal het kenmerk weg.",
    "${{{name}}} is known only after this page.": "${{{name}}} is pas na deze pagina bekend.",
    "Check the spelling, or add the question.": "Kijk de spelling na, of voeg de vraag toe.",
    "Use screening answers, ${{channel}} or ${{known_group}}.": (
        "Gebruik antwoorden uit de screening, ${{channel}} of ${{known_group}}."
    ),
    "Rules look back: ask it on an earlier page.": "Regels kijken terug: vraag het op een eerdere pagina.",
    "${{{name}}} is worked out after this one.": "${{{name}}} komt pas na deze waarde.",
    "Put that one first.": "Zet die eerst.",
    "min_items is {least} of {items} items.": "min_items is {least} van {items} items.",
    "“{name}” has no scores.": "“{name}” heeft geen scores.",
    "Name each item once; ask for 1 up to all of them.": (
        "Noem elk item één keer; vraag er minstens 1 en hoogstens alle."
    ),
    "There is no question “{name}”.": "Er is geen vraag “{name}”.",
    "Check the spelling.": "Kijk de spelling na.",
    "Give its options scores, or take it out.": "Geef de antwoorden scores, of haal het item weg.",
    "Some people would leave the screening without an outcome.": (
        "Sommige mensen eindigen de screening zonder uitkomst."
    ),
    "End with an outcome that has no rule.": "Eindig met een uitkomst zonder regel.",
    "This outcome has no rule, so those below it are never reached.": (
        "Deze uitkomst heeft geen regel, dus de uitkomsten eronder bereikt niemand."
    ),
    "Give it a rule, or put it last.": "Geef er een regel bij, of zet de uitkomst als laatste.",
    "No outcome of the screening leads to this group.": "Geen uitkomst van de screening leidt naar deze groep.",
    "Add an outcome, or take the group out.": "Voeg een uitkomst toe, of haal de groep weg.",
    "The rule also holds for people who skipped ${{{name}}}.": "De regel geldt ook voor wie ${{{name}}} oversloeg.",
    "Add ${{{name}}} != '' and, or accept it with a note.": (
        "Zet er ${{{name}}} != '' and voor, of aanvaard het met een opmerking."
    ),
    "{number} of {total} texts are missing in {language}: {places} …": (
        "{number} van de {total} teksten ontbreken in {language}: {places} …"
    ),
    "Until they are there, this language is not offered.": "Tot ze er zijn, wordt deze taal niet aangeboden.",
    "The text in {language}, the source language, is missing.": "De tekst in {language}, de brontaal, ontbreekt.",
    "Write it.": "Schrijf de tekst.",
    "“{{{name}}}” is not known.": "“{{{name}}}” is niet bekend.",
    "Known: {known}.": "Bekend: {known}.",
    "The longest sentence has {longest} words; at level A2 it has {most} at most.": (
        "De langste zin heeft {longest} woorden; op niveau A2 zijn dat er hoogstens {most}."
    ),
    "Cut it in two, or leave words out.": "Maak er twee zinnen van, of laat woorden weg.",
    "The sentences have {mean} words on average; at level A2 they have {most} at most.": (
        "De zinnen hebben gemiddeld {mean} woorden; op niveau A2 zijn dat er hoogstens {most}."
    ),
    "Make some of them shorter.": "Maak er een paar korter.",
    "This looks like passive voice: “{sentence}”.": "Dit lijkt de lijdende vorm: “{sentence}”.",
    "Say who does it: “We bellen u”, not “U wordt gebeld”.": "Zeg wie het doet: “We bellen u”, niet “U wordt gebeld”.",
    "Long or rare words: {words}.": "Lange of zeldzame woorden: {words}.",
    "Use everyday words, or explain the word in `terms` and name it at the question.": (
        "Gebruik gewone woorden, of leg het woord uit in `terms` en noem het bij de vraag."
    ),
    "“{word}” is a policy word, and this question does not explain it.": (
        "“{word}” is een beleidswoord, en deze vraag legt het niet uit."
    ),
    "Name {name} under `terms` of this question, or use other words.": (
        "Noem {name} bij `terms` van deze vraag, of gebruik andere woorden."
    ),
    "Explain it in `terms` and name it at this question.": "Leg het uit in `terms` en noem het bij deze vraag.",
    "The {source} text was changed after the translation into {language} was made.": (
        "De tekst in {source} is veranderd nadat de vertaling in {language} was gemaakt."
    ),
    "Translate it again, or confirm that it still fits.": (
        "Vertaal de tekst opnieuw, of bevestig dat de vertaling nog past."
    ),
    "“{source}” is not translated into {language} with the glossary's word.": (
        "“{source}” is in {language} niet vertaald met het woord uit de woordenlijst."
    ),
    "Use “{wanted}”, or widen the glossary.": "Gebruik “{wanted}”, of verruim de woordenlijst.",
    "The steps of this scale read differently in {language} than at {place}.": (
        "De stappen van deze schaal zijn in {language} anders dan bij {place}."
    ),
    "Use one shared option list, or translate them the same.": (
        "Gebruik één gedeelde antwoordlijst, of vertaal ze gelijk."
    ),
}
