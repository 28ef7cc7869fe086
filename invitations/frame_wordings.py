"""The Dutch of what is said about files of fieldwork and about samples. English is what the checks write.

Sentences are looked up as those about a definition are (`surveys/engine/sentences.py`).
"""

from collections.abc import Mapping

from surveys.engine.sentences import Sentences

FILES: Mapping[str, str] = {
    "The file is over {most} MB.": "Het bestand is groter dan {most} MB.",
    "Leave out what is not a frame.": "Laat weg wat geen lijst is.",
    "The file is empty.": "Het bestand is leeg.",
    "Export the frame again.": "Maak het bestand opnieuw.",
    "Export it again.": "Maak het opnieuw.",
    "Export the frame again, or as CSV.": "Maak het bestand opnieuw, of als CSV.",
    "The file has no filled rows.": "Het bestand heeft geen gevulde rijen.",
    "The file has a header but no rows.": "Het bestand heeft alleen kolomnamen en geen rijen.",
    "The file has more than {rows} rows or {columns} columns.": (
        "Het bestand heeft meer dan {rows} rijen of {columns} kolommen."
    ),
    "The file is not a table.": "Het bestand is geen tabel.",
    "Give a CSV in UTF-8 or an XLSX file.": "Geef een CSV in UTF-8 of een XLSX-bestand.",
    "The file is UTF-16.": "Het bestand is UTF-16.",
    "Line {line} is not UTF-8.": "Regel {line} is geen UTF-8.",
    "Save the file as “CSV UTF-8”, or as XLSX.": "Bewaar het bestand als “CSV UTF-8”, of als XLSX.",
    "Line {line} holds a NUL character.": "In regel {line} staat een NUL-teken.",
    "Export the file again as “CSV UTF-8”.": "Maak het bestand opnieuw als “CSV UTF-8”.",
    "Line {line} cannot be read: {why}.": "Regel {line} is niet te lezen: {why}.",
    "Check the quotation marks on that line.": "Kijk naar de aanhalingstekens in die regel.",
    "This is an old Excel file (.xls).": "Dit is een oud Excel-bestand (.xls).",
    "The file has a password.": "Het bestand heeft een wachtwoord.",
    "Save it as XLSX without password.": "Bewaar het als XLSX zonder wachtwoord.",
    "The XLSX file cannot be read.": "Het XLSX-bestand is niet te lezen.",
    "Open it, save it again, and retry.": "Open het, bewaar het opnieuw en probeer het nog eens.",
    "The XLSX file is damaged.": "Het XLSX-bestand is beschadigd.",
    "The XLSX file is damaged or locked.": "Het XLSX-bestand is beschadigd of op slot.",
    "The XLSX file unpacks to far too much.": "Het XLSX-bestand wordt uitgepakt veel te groot.",
    "The workbook holds macros.": "In de werkmap staan macro's.",
    "Save it as XLSX without macros.": "Bewaar het als XLSX zonder macro's.",
    "The file is packed, but no XLSX.": "Het bestand is ingepakt, maar geen XLSX.",
    "A cell stands far outside the table.": "Er staat een cel ver buiten de tabel.",
    "Remove it, or export as CSV.": "Haal die weg, of maak er een CSV van.",
    "Several sheets are filled: {names}.": "Er zijn meer werkbladen gevuld: {names}.",
    "Several sheets are filled, and some of them are hidden: {names}.": (
        "Er zijn meer werkbladen gevuld, ook verborgen bladen: {names}."
    ),
    "Keep one sheet, the frame.": "Houd één blad over, de lijst.",
    "Show all sheets, and keep one, the frame.": "Maak alle bladen zichtbaar en houd er één over, de lijst.",
    "The cell holds a formula.": "In de cel staat een formule.",
    "Copy the column and paste it as values.": "Kopieer de kolom en plak die als waarden.",
    "The cell holds an error of the spreadsheet.": "In de cel staat een fout van het rekenblad.",
    "Put the value right, or empty the cell.": "Verbeter de waarde, of maak de cel leeg.",
    "Cells are merged here.": "Hier zijn cellen samengevoegd.",
    "Split them, and fill each cell.": "Splits ze en vul elke cel.",
    "The row is hidden.": "De rij is verborgen.",
    "Show all rows; delete those that do not belong to the frame.": (
        "Maak alle rijen zichtbaar; verwijder rijen die niet bij de lijst horen."
    ),
}
"""Of a file as such: `sheet.py` and `workbook.py`."""

FRAME: Mapping[str, str] = {
    "Only one column was found.": "Er is maar één kolom gevonden.",
    "Separate the columns with “;”, “,” or tab.": "Scheid de kolommen met “;”, “,” of een tab.",
    "This column is missing.": "Deze kolom ontbreekt.",
    "Add it to the file.": "Zet die in het bestand.",
    "The column has no name.": "De kolom heeft geen naam.",
    "Name it or remove it.": "Geef een naam of haal de kolom weg.",
    "The column's name holds characters that cannot be seen ({marks}).": (
        "In de naam van de kolom staan onzichtbare tekens ({marks})."
    ),
    "Type the name again.": "Typ de naam opnieuw.",
    "Such a column points at people.": "Zo'n kolom wijst personen aan.",
    "Remove it: it may not be kept here.": "Haal die weg: die mag hier niet bewaard worden.",
    "The study does not declare it.": "Deze kolom hoort niet bij het onderzoek.",
    "Remove it. Known: {known}.": "Haal die weg. Bekend zijn: {known}.",
    "The column stands there twice.": "De kolom staat er twee keer.",
    "Keep one of them.": "Houd er één.",
    "The names of the columns stand here, not in row 1.": "De kolomnamen staan hier en niet in rij 1.",
    "Remove the rows above it.": "Verwijder de rijen erboven.",
    "The names of the columns stand here again.": "Hier staan de kolomnamen nog een keer.",
    "The values look like names of people.": "De waarden lijken namen van mensen.",
    "Remove the column.": "Haal de kolom weg.",
    "The row has {cells} cells, the header {columns}.": "De rij heeft {cells} cellen, de kop {columns}.",
    "Put values that hold the separator between quotation marks.": (
        "Zet waarden waar het scheidingsteken in staat tussen aanhalingstekens."
    ),
    "Row {first} has the same frame id.": "Rij {first} heeft hetzelfde frame_id.",
    "{made_up} rows are made up (MU-…), {real} are not.": "{made_up} rijen zijn verzonnen (MU-…), {real} niet.",
    "Import made-up people into a study without real ones.": (
        "Lees verzonnen mensen in bij een onderzoek zonder echte mensen."
    ),
    "These are {kind} people; the study already has {other} ones.": (
        "Dit zijn {kind} mensen; het onderzoek heeft al {other} mensen."
    ),
    "Use another study.": "Gebruik een ander onderzoek.",
}

CELLS: Mapping[str, str] = {
    "The cell is empty.": "De cel is leeg.",
    "Fill it in; it is required.": "Vul die in; dat moet.",
    "The cell holds characters that cannot be seen ({marks}).": "In de cel staan onzichtbare tekens ({marks}).",
    "Type the value again.": "Typ de waarde opnieuw.",
    "The value looks like {kind}.": "De waarde lijkt {kind}.",
    "Remove it.": "Haal dat weg.",
    "Ask for random frame ids with a letter, such as P-000123.": (
        "Vraag om willekeurige frame_id's met een letter, zoals P-000123."
    ),
    "The value begins as a formula does.": "De waarde begint als een formule.",
    "Write it without =, + or @ in front.": "Schrijf die zonder =, + of @ ervoor.",
    "The frame id has an unusual form.": "Het frame_id heeft een ongewone vorm.",
    "Use 2 to 40 letters, digits, - or _.": "Gebruik 2 tot 40 letters, cijfers, - of _.",
    "{shown} is not in the list.": "{shown} staat niet in de lijst.",
    "Use one of: {known}.": "Gebruik een van deze: {known}.",
    "Use one of the list.": "Gebruik er een uit de lijst.",
    "{shown} is no whole number.": "{shown} is geen heel getal.",
    "Use a whole number of at most 6 digits.": "Gebruik een heel getal van hoogstens 6 cijfers.",
    "{shown} is outside of what can be.": "{shown} kan niet.",
    "Use a number from {least} to {most}.": "Gebruik een getal van {least} tot en met {most}.",
    "Use a number of at least {least}.": "Gebruik een getal vanaf {least}.",
    "Use a number of at most {most}.": "Gebruik een getal tot en met {most}.",
    "{shown} is no tag of a language.": "{shown} is geen taalcode.",
    "Use a language tag, such as nl or ar.": "Gebruik een taalcode, zoals nl of ar.",
    "{shown} is no code of a municipality.": "{shown} is geen code van een gemeente.",
    "Use the CBS code, such as GM0363.": "Gebruik de CBS-code, zoals GM0363.",
    "{shown} is no municipality of today.": "{shown} is nu geen gemeente.",
    "Use the CBS code of the municipality it is part of now.": (
        "Gebruik de CBS-code van de gemeente waar het nu bij hoort."
    ),
    "The value is too long.": "De waarde is te lang.",
    "Use at most {most} characters.": "Gebruik hoogstens {most} tekens.",
    "{shown} is a day as Excel counts days.": "{shown} is een dag zoals Excel dagen telt.",
    "Format the column as text and write it as {form}.": "Maak van de kolom tekst en schrijf {form}.",
    "{shown} is still to come.": "{shown} moet nog komen.",
    "Put it right.": "Verbeter het.",
    "{shown} is no year from {first} on.": "{shown} is geen jaar vanaf {first}.",
    "{shown} is no month of a year.": "{shown} is geen maand van een jaar.",
    "Write it as {form}.": "Schrijf zoals {form}.",
}

LETTERS: Mapping[str, str] = {
    "This is no list of frame ids.": "Dit is geen lijst van frame_id's.",
    "Use one column, frame_id, and no others.": "Gebruik één kolom, frame_id, en geen andere.",
    "This frame id is not on the list of the study.": "Dit frame_id staat niet op de lijst van het onderzoek.",
    "Take the row out, or put it right.": "Haal de rij weg, of verbeter die.",
    "These are not the columns of addresses.": "Dit zijn niet de kolommen van adressen.",
    "Use the columns frame_id, line_1 to line_6 and no others.": (
        "Gebruik de kolommen frame_id, line_1 tot en met line_6 en geen andere."
    ),
    "{name} has no address.": "{name} heeft geen adres.",
    "Add a row for it.": "Voeg er een rij voor toe.",
    "{name}: the fonts cannot draw {letters}.": "{name}: de lettertypen hebben geen {letters}.",
    "Write the address with other letters.": "Schrijf het adres met andere letters.",
    "The frame id is empty or twice there.": "Het frame_id is leeg of staat er twee keer.",
    "{name}: the address has {n} lines.": "{name}: het adres heeft {n} regels.",
    "Give {fewest} to {most}.": "Geef er {fewest} tot en met {most}.",
    "{name}: a line is over {most} characters.": "{name}: een regel is langer dan {most} tekens.",
    "Shorten it.": "Maak die korter.",
    "{name}: the address has {scripts} letters or digits.": (
        "{name}: in het adres staan letters of cijfers van een ander schrift ({scripts})."
    ),
    "Write it in Latin script: sorting machines read no other.": (
        "Schrijf het met Latijnse letters: sorteermachines lezen geen andere."
    ),
    "{name}: a country stands below a Dutch postcode.": "{name}: onder een Nederlandse postcode staat een land.",
    "Leave out the country, or the Dutch postcode.": "Laat het land weg, of de Nederlandse postcode.",
    "{name}: a line stands below postcode and town.": "{name}: onder postcode en plaats staat nog een regel.",
    "Let postcode and town be the last line.": "Zet postcode en plaats op de laatste regel.",
    "{name}: the last line is neither postcode and town nor a country.": (
        "{name}: de laatste regel is geen postcode met plaats en ook geen land."
    ),
    "Write 1234 AB  PLAATS, or the country's name in Dutch, English or French.": (
        "Schrijf 1234 AB  PLAATS, of de naam van het land in het Nederlands, Engels of Frans."
    ),
}
"""Of lists of people and of addresses: `unit_states.py` and `address.py`."""

RETURNS: Mapping[str, str] = {
    "Needed, each once: {names}.": "Nodig, elk één keer: {names}.",
    "Remove it from the file.": "Haal die uit het bestand.",
    "This is no return number.": "Dit is geen retournummer.",
    "Take the number above the address, such as 3-012-045.": "Neem het nummer boven het adres, zoals 3-012-045.",
    "The status is unknown.": "De status is onbekend.",
    "Use {words}.": "Gebruik {words}.",
    "This is no date.": "Dit is geen datum.",
    "Write it as 2027-01-31.": "Schrijf die als 2027-01-31.",
    "Put the date right.": "Verbeter de datum.",
    "{number} is {kind} in row {first} already.": "{number} is al {kind} in rij {first}.",
    "{number}: there is no such batch in this study.": "{number}: zo'n partij is er niet in dit onderzoek.",
    "Compare it with the control sheet.": "Vergelijk het met het controleblad.",
    "{number}: the batch is not finished, so nobody can have printed it.": (
        "{number}: de partij is niet af, dus niemand kan die gedrukt hebben."
    ),
    "Print finished batches only; destroy these letters.": "Druk alleen partijen die af zijn; vernietig deze brieven.",
    "{number} is too many: the batch has {letters} letters.": "{number} is te veel: de partij heeft {letters} brieven.",
    "Ask the printer where it comes from.": "Vraag de drukker waar die vandaan komt.",
    "{number}: {day} is before the letter was made ({made}).": (
        "{number}: {day} is voordat de brief gemaakt werd ({made})."
    ),
    "{number} cannot be {kind}: it is {other}.": "{number} kan niet {kind} zijn: die is {other}.",
    "{number} is {kind} on {day}; known is {before}.": "{number} is {kind} op {day}; bekend is {before}.",
    "{number} came back on {day}, before it was posted ({posted}).": (
        "{number} kwam terug op {day}, voordat die gepost werd ({posted})."
    ),
    "Find out what is true, and take the other away.": "Zoek uit wat waar is, en haal het andere weg.",
}

SAMPLES: Mapping[str, str] = {
    "The size of the sample is not clear.": "Hoe groot de steekproef moet zijn, is niet duidelijk.",
    "Give one: a number, a fraction, or a table per stratum.": (
        "Geef één ding: een aantal, een fractie, of een tabel per stratum."
    ),
    "A sample of {n} people cannot be drawn.": "Een steekproef van {n} mensen kan niet.",
    "Ask for at least 1.": "Vraag er minstens 1.",
    "The seed is too large or below 0.": "De seed is te groot of kleiner dan 0.",
    "Use a whole number of at most 18 digits.": "Gebruik een heel getal van hoogstens 18 cijfers.",
    "A fraction lies between 0 and 1.": "Een fractie ligt tussen 0 en 1.",
    "Write a half as 0.5.": "Schrijf de helft als 0,5.",
    "Months are asked for twice.": "Maanden zijn twee keer gevraagd.",
    "Say them in the table, or for all strata.": "Noem ze in de tabel, of voor alle strata.",
    "It is not said which column holds the month.": "Er is niet gezegd in welke kolom de maand staat.",
    "Name the column.": "Noem de kolom.",
    "There is nobody to draw from.": "Er is niemand om uit te trekken.",
    "Import the list first.": "Lees eerst de lijst in.",
    "These columns make {n} strata; at most {most} can be drawn from.": (
        "Deze kolommen geven {n} strata; er kan uit hoogstens {most} getrokken worden."
    ),
    "Take fewer columns.": "Neem minder kolommen.",
    "The table lacks {n} strata: {names}.": "In de tabel ontbreken {n} strata: {names}.",
    "Add a row for each; write 0 where nobody is to be drawn.": (
        "Voeg voor elk een rij toe; schrijf 0 waar niemand getrokken wordt."
    ),
    "Nobody on the list is of {n} strata of the table: {names}.": (
        "Van {n} strata uit de tabel staat niemand op de lijst: {names}."
    ),
    "Take these rows out, or put them right.": "Haal deze rijen weg, of verbeter ze.",
    "{n} people have no month in the column “{column}”.": "Bij {n} mensen staat geen maand in de kolom “{column}”.",
    "Put the list right, or draw these strata from all months.": (
        "Verbeter de lijst, of trek deze strata uit alle maanden."
    ),
    "{n} people were asked for, and there are {people} to draw from.": (
        "Er zijn {n} mensen gevraagd, en er zijn er {people} om uit te trekken."
    ),
    "Ask for fewer.": "Vraag er minder.",
    "The stratum “{name}” has {people} people to draw from; {n} were asked for.": (
        "Het stratum “{name}” heeft {people} mensen om uit te trekken; er zijn er {n} gevraagd."
    ),
    "Ask for fewer, or join strata.": "Vraag er minder, of voeg strata samen.",
    "Nobody would be drawn.": "Er zou niemand getrokken worden.",
    "Ask for more people.": "Vraag meer mensen.",
    "Letters of this study were made already, so its sample is fixed.": (
        "Van dit onderzoek zijn al brieven gemaakt; de steekproef ligt dus vast."
    ),
    "Draw before the first letter; else use another study.": (
        "Trek voor de eerste brief; gebruik anders een ander onderzoek."
    ),
    "The list has no column “{name}”.": "De lijst heeft geen kolom “{name}”.",
    "The list was changed since the table was shown.": "De lijst is veranderd sinds de tabel er stond.",
    "Look at the table again.": "Kijk opnieuw naar de tabel.",
    "These are not the columns of such a table.": "Dit zijn niet de kolommen van zo'n tabel.",
    "Use the columns {names}; also allowed: fraction, months.": (
        "Gebruik de kolommen {names}; ook goed zijn: fraction, months."
    ),
    "The stratum stands there twice.": "Het stratum staat er twee keer.",
    "Keep one of the rows.": "Houd één van de rijen.",
    "The row has both n and fraction.": "De rij heeft n én fraction.",
    "This is no number of people.": "Dit is geen aantal mensen.",
    "The months are unknown.": "De maanden zijn onbekend.",
    "Use odd, even or all.": "Gebruik odd, even of all (oneven, even, alle).",
}

SOURCES: Mapping[str, str] = {
    "The file is missing.": "Het bestand ontbreekt.",
    "Give every file of the study.": "Geef alle bestanden die het onderzoek noemt.",
    "The study declares no such file.": "Het onderzoek noemt zo'n bestand niet.",
    "Use the names: {known}.": "Gebruik de namen: {known}.",
    "Row {before} has the same key.": "Rij {before} heeft dezelfde sleutel.",
    "Everybody is left out.": "Iedereen valt weg.",
    "Look at the rules of the study.": "Kijk naar de regels van het onderzoek.",
    "{shown} is no day.": "{shown} is geen dag.",
}

VALUES: Mapping[str, str] = {
    "The value": "De waarde",
    "a citizen service number (BSN)": "een burgerservicenummer (BSN)",
    "an e-mail address": "een e-mailadres",
    "a telephone number": "een telefoonnummer",
    "a date of birth": "een geboortedatum",
    "a full postcode": "een hele postcode",
    "an address": "een adres",
    "an IBAN": "een IBAN",
    "an alien's number (V-number)": "een V-nummer",
    "a client number": "een klantnummer",
    "made-up": "verzonnen",
    "real": "echte",
    "printed": "gedrukt",
    "spoiled": "misdruk",
    "posted": "gepost",
    "undeliverable": "onbestelbaar",
    "unexpected end of data": "er ontbreekt een aanhalingsteken",
}
FIXED_WORDS_AT = frozenset({"shown", "kind", "other", "why"})

DUTCH: Mapping[str, str] = {**FILES, **FRAME, **SOURCES, **CELLS, **LETTERS, **RETURNS, **SAMPLES}
_SENTENCES = Sentences(DUTCH, VALUES, FIXED_WORDS_AT)


def in_dutch(english: str) -> str | None:
    """The sentence in Dutch; None where it is not in the catalogue."""
    return _SENTENCES.in_dutch(english)
