"""The Dutch of what the proof says. `wordings.py` tells how it is looked up."""

from collections.abc import Mapping

PROOF: Mapping[str, str] = {
    "No answers in the screening lead to the group {name}.": (
        "Geen antwoorden in de screening leiden naar de groep {name}."
    ),
    "Put right the rules of the outcomes, or take the group out.": (
        "Verbeter de regels van de uitkomsten, of haal de groep weg."
    ),
    "Nobody{among} gets this {level}: its rule never holds: {rule}.": (
        "Niemand{among} krijgt {level}: de regel geldt nooit: {rule}."
    ),
    "Correct the rule, or the rules before it; or keep this to the groups that it is for.": (
        "Verbeter de regel, of de regels ervoor; of houd dit bij de groepen waarvoor het is."
    ),
    "This rule holds for everybody who comes past it: {rule}.": (
        "Deze regel geldt voor iedereen die hier langs komt: {rule}."
    ),
    "Take the rule out, or correct it.": "Haal de regel weg, of verbeter hem.",
    "This rule holds for everybody{among}: {rule}.": "Deze regel geldt voor iedereen{among}: {rule}.",
    "Look whether what it asks for is asked in these groups; a question that is not asked counts as ''.": (
        "Kijk of deze groepen de vraag krijgen waar de regel om gaat; een vraag die niemand stelt, telt als ''."
    ),
    "Nobody ends the screening here.": "Niemand eindigt de screening hier.",
    "Correct its rule, or the rules of the outcomes before it, or take it out.": (
        "Verbeter de regel of die van de uitkomsten ervoor, of haal de uitkomst weg."
    ),
    "The derived value {name} is never {code}.": "De afgeleide waarde {name} is nooit {code}.",
    "Correct the expression, or take the code out.": "Verbeter de uitdrukking, of haal de code weg.",
    "It could not be decided who gets past this: {why}.": "Het was niet te bepalen wie hier langs komt: {why}.",
    "Write the rule in simpler terms.": "Schrijf de regel eenvoudiger.",
    "The rules of the options leave none for somebody{among} who should get the question {name}.": (
        "De regels van de antwoorden laten voor iemand{among} die de vraag {name} hoort te krijgen niets over."
    ),
    "Keep at least one option without a rule, or give the question a rule that goes with its options.": (
        "Houd minstens één antwoord zonder regel, of geef de vraag een regel die bij de antwoorden past."
    ),
    "Nobody can get past {name}: it must be answered, and no answer fits.": (
        "Niemand komt voorbij {name}: een antwoord moet, en geen antwoord past."
    ),
    "Correct min and max, give it options, or allow a reason such as dont_know.": (
        "Verbeter min en max, geef antwoorden, of sta een reden toe, zoals dont_know."
    ),
    "Somebody{among} gets no page at all.": "Iemand{among} krijgt geen enkele pagina.",
    "Keep one page without a rule, or send these people to another outcome.": (
        "Houd één pagina zonder regel, of stuur deze mensen naar een andere uitkomst."
    ),
    "Somebody ends the screening without an outcome.": "Iemand eindigt de screening zonder uitkomst.",
    "End with an outcome without a rule.": "Eindig met een uitkomst zonder regel.",
    "This does not hold for everybody{among}: {text}": "Dit geldt niet voor iedereen{among}: {text}",
    "Correct the rules of the questions it speaks of, or the statement.": (
        "Verbeter de regels van de vragen waar het over gaat, of de uitspraak."
    ),
    "Rules about {name} meet at one value, and somebody{among} falls between them.": (
        "Regels over {name} raken elkaar bij één waarde, en iemand{among} valt ertussen."
    ),
    "Let one of the two rules include the value; give who knows a date in part a place of their own.": (
        "Laat een van de twee regels de waarde meenemen; geef wie een datum deels weet een eigen plek."
    ),
}
