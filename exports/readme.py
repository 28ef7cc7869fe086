"""README.txt of a package, in Dutch or English: what an outsider needs to read the files. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import fill


@dataclass(frozen=True)
class Facts:
    """What is said of a package. `files` are the names in it, `cut` the number of labels and texts shortened.

    `typed`: texts that people typed are in the data. `told`: paragraphs on whom it is for and what was made coarser.
    `coded`: codes of open answers are in the data. `left`: interviews after cleaning. `judged`: when the flags were
    worked out and with which limits, '' where they never were.
    """

    study: str
    title: str
    now: datetime
    rows: int
    variables: int
    language: str
    synthetic: bool
    rules: Sequence[str]
    files: Sequence[str]
    cut: int
    weight: str
    typed: bool
    told: Sequence[str] = ()
    coded: bool = False
    left: int = 0
    judged: str = ""


WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "made": "Made {now} UTC. {rows} interviews, {variables} variables, labels in {language}.",
        "synthetic": "THESE ARE MADE-UP RESPONDENTS, NOT REAL PEOPLE.",
        "typed": "Texts that people typed are in these data, with [telefoon], [naam] and the like where something "
        "personal was found. Not everything is found. They can tell who somebody is: do not pass them on.",
        "rows": "One row is one interview; withdrawn ones are left out. All formats hold the same rows, names "
        "and codes.",
        "missing": "An empty answer has a reason:\n"
        "  -1 don't know, -2 would rather not say, -3 not applicable, -4 not asked (answers given decide that it does\n"
        "  not apply), -5 shown and skipped, -6 not reached, -7 not in this edition or questionnaire,\n"
        "  -8 unknown whether it applied, -9 removed in cleaning.\n"
        "In SPSS -9 to -1 are missing values. In Stata they are .a (-1) to .i (-9). In the other "
        "files they are numbers: "
        "leave them out before you calculate.",
        "sets": "A question with several answers is one 0/1 variable per option; in SPSS also a "
        "multiple-response set, in "
        "Stata a characteristic _dta[mrset_...].",
        "coded": "Variables with _coded in their name are codes of what people typed. With a question that has options "
        "they hold the whole answer, and “other” as the code of its text. _coded_by: 0 not coded yet (the code is then "
        "-8, or “other”), 1 by the program, 2 by one coder, 3 by two coders who agreed, 4 decided after two differed; "
        "-4 where there was no text. The answers themselves stand beside them, unchanged.",
        "country": "Country is the ISO 3166-1 numeric code. A date is year, month, day and how precise it was given.",
        "csv": "In the .csv file, a text that a spreadsheet would take for a formula has a ' before it. "
        "Words that are not "
        "translated stand in the study's own language.",
        "raw": "Cleaning: no rule is in force. There is one set of data, as people answered; the log has no lines.",
        "clean": "Cleaning: {study}.* are the data as people answered, {study}-clean.* those after {rules} "
        "({left} interviews are left); each changed value, and each value of an interview that was removed, is a line "
        "of the log.",
        "judged": "Flags (flag_*) take nobody out. They were worked out {judged}.",
        "not_judged": "Flags (flag_*) were not worked out yet: these columns are empty.",
        "weight": "Weight: {weight}.",
        "no_weight": "Weight: none. Percentages of these data speak for who answered.",
        "cut": "{cut} labels or texts are longer than a file can hold and were shortened; "
        "{study}-shortened.csv lists them.",
        "files": "Files:",
        "data": "data, format {ending}",
        "clean_data": "data after cleaning, format {ending}",
        "codebook": "codebook: questions, who was asked, options, codes and counts",
        "short_codebook": "variables, values and labels, for programs",
        "log": "what cleaning changed",
        "syntax": "SPSS: makes the same data from the .csv file, with derived values and selections",
        "shortened": "labels and texts that were shortened",
        "coarsened": "what was made coarser or left out, and why",
        "sums": "checksums of all files (sha256sum -c)",
    },
    "nl": {
        "made": "Gemaakt op {now} UTC. {rows} interviews, {variables} variabelen, labels in het {language}.",
        "synthetic": "DIT ZIJN VERZONNEN RESPONDENTEN, GEEN ECHTE MENSEN.",
        "typed": "Teksten die mensen typten, staan in deze data, met [telefoon], [naam] en dergelijke waar iets "
        "persoonlijks is gevonden. Niet alles wordt gevonden. Ze kunnen verraden wie iemand is: geef ze niet door.",
        "rows": "Een rij is een interview; ingetrokken interviews ontbreken. Elk bestand heeft dezelfde rijen, "
        "namen en codes.",
        "missing": "Een leeg antwoord heeft een reden:\n"
        "  -1 weet het niet, -2 zegt het liever niet, -3 niet van toepassing, -4 niet gevraagd "
        "(gold niet, door gegeven\n"
        "  antwoorden), -5 gezien en overgeslagen, -6 niet bereikt, -7 niet in deze editie of vragenlijst,\n"
        "  -8 onbekend of de vraag gold, -9 verwijderd bij opschonen.\n"
        "In SPSS zijn -9 tot en met -1 missende waarden. In Stata zijn het .a (-1) tot en met .i (-9). In de andere "
        "bestanden zijn het getallen: laat ze weg voor u rekent.",
        "sets": "Een vraag met meer antwoorden is een 0/1-variabele per optie; in SPSS ook een "
        "multiple-responseset, in Stata "
        "een characteristic _dta[mrset_...].",
        "coded": "Variabelen met _coded in de naam zijn codes van wat mensen typten. Bij een vraag met opties staat er "
        "het hele antwoord, met bij “anders” de code van de tekst. _coded_by: 0 nog niet gecodeerd (de code is dan -8, "
        "of “anders”), 1 door het programma, 2 door één codeur, 3 door twee codeurs die gelijk waren, 4 na besluit "
        "waar twee verschilden; -4 waar geen tekst was. De antwoorden zelf staan ernaast, onveranderd.",
        "country": "Een land is de numerieke code van ISO 3166-1. Een datum is jaar, maand, dag en hoe precies die "
        "is gegeven.",
        "csv": "In het .csv-bestand staat een ' voor een tekst die een rekenblad voor een formule zou "
        "houden. Woorden die "
        "niet vertaald zijn, staan in de taal van de studie zelf.",
        "raw": "Opschonen: geen regel is van kracht. Er is een set data, zoals mensen antwoordden; het log "
        "heeft geen regels.",
        "clean": "Opschonen: {study}.* zijn de data zoals mensen antwoordden, {study}-clean.* die na {rules} "
        "(er blijven {left} interviews over); elke veranderde waarde, en elke waarde van een verwijderd "
        "interview, is een regel van het log.",
        "judged": "Vlaggen (flag_*) halen niemand weg. Ze zijn bepaald {judged}.",
        "not_judged": "Vlaggen (flag_*) zijn nog niet bepaald: die kolommen zijn leeg.",
        "weight": "Weging: {weight}.",
        "no_weight": "Weging: geen. Percentages van deze data gaan over wie antwoordde.",
        "cut": "{cut} labels of teksten zijn langer dan een bestand aankan en zijn ingekort; zie "
        "{study}-shortened.csv.",
        "files": "Bestanden:",
        "data": "data, formaat {ending}",
        "clean_data": "data na opschonen, formaat {ending}",
        "codebook": "codeboek: vragen, wie ze kreeg, opties, codes en aantallen",
        "short_codebook": "variabelen, waarden en labels, voor programma's",
        "log": "wat opschonen veranderde",
        "syntax": "SPSS: maakt dezelfde data van het .csv-bestand, met afgeleide waarden en selecties",
        "shortened": "labels en teksten die zijn ingekort",
        "coarsened": "wat grover is gemaakt of weggelaten, en waarom",
        "sums": "controlegetallen van alle bestanden (sha256sum -c)",
    },
}
WIDTH = 110
LANGUAGES = {
    "en": {"nl": "Dutch", "en": "English", "ar": "Arabic", "tr": "Turkish", "ti": "Tigrinya"},
    "nl": {"nl": "Nederlands", "en": "Engels", "ar": "Arabisch", "tr": "Turks", "ti": "Tigrinya"},
}
BY_END = {
    "-codebook.csv": "short_codebook",
    "-log.csv": "log",
    "-shortened.csv": "shortened",
    "-coarsened.csv": "coarsened",
    "syntax.sps": "syntax",
    "SHA256SUMS": "sums",
}


def readme(facts: Facts) -> str:
    """The text, in Dutch with Dutch labels, else in English."""
    tongue = "nl" if facts.language == "nl" else "en"
    words = WORDS[tongue]
    told = {
        "now": f"{facts.now:%Y-%m-%d %H:%M}",
        "language": LANGUAGES[tongue].get(facts.language, facts.language),
        "rules": ", ".join(facts.rules),
        **{name: getattr(facts, name) for name in ("rows", "variables", "study", "cut", "weight", "left", "judged")},
    }
    keys = [
        "made",
        *(["synthetic"] if facts.synthetic else []),
        *(["typed"] if facts.typed else []),
        *("rows", "missing", "sets"),
        *(["coded"] if facts.coded else []),
        *("country", "csv"),
        "clean" if facts.rules else "raw",
        "judged" if facts.judged else "not_judged",
        "weight" if facts.weight else "no_weight",
        *(["cut"] if facts.cut else []),
    ]
    about = (_wrapped(paragraph) for paragraph in facts.told)
    parts = [f"{facts.study}: {facts.title}", *about, *(_wrapped(words[key].format(**told)) for key in keys)]
    files = [f"  {name:<40} {_about(name, facts.study, words)}" for name in facts.files]
    return "\n\n".join([*parts, "\n".join([words["files"], *files])]) + "\n"


def _wrapped(text: str) -> str:
    return "\n".join(line if line.startswith(" ") else fill(line, WIDTH) for line in text.split("\n"))


def _about(name: str, study: str, words: Mapping[str, str]) -> str:
    """What a file is, by how its name ends."""
    for end, key in BY_END.items():
        if name.endswith(end):
            return words[key]
    if name.startswith(f"{study}-codebook."):
        return words["codebook"]
    key = "clean_data" if name.startswith(f"{study}-clean.") else "data"
    return words[key].format(ending=name.rpartition(".")[2])
