"""Countries by region, as the United Nations list them (Standard country or area codes for statistical use, M49).

Kosovo (XK) is not in M49 and stands with its neighbours, as in CLDR. Names are CLDR's, in every language. Pure.
"""

from collections.abc import Mapping

from babel import Locale

from exports.columns import country_number
from surveys.engine.text import Text
from surveys.languages import LANGUAGES

ANTARCTICA = 10
SUBREGIONS: Mapping[int, str] = {
    15: "DZ EG EH LY MA SD TN",
    11: "BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TG",
    14: "BI DJ ER ET IO KE KM MG MU MW MZ RE RW SC SO SS TF TZ UG YT ZM ZW",
    17: "AO CD CF CG CM GA GQ ST TD",
    18: "BW LS NA SZ ZA",
    21: "BM CA GL PM US",
    13: "BZ CR GT HN MX NI PA SV",
    29: "AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI",
    5: "AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE",
    30: "CN HK JP KP KR MN MO TW",
    34: "AF BD BT IN IR LK MV NP PK",
    35: "BN ID KH LA MM MY PH SG TH TL VN",
    143: "KG KZ TJ TM UZ",
    145: "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE",
    39: "AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA XK",
    151: "BG BY CZ HU MD PL RO RU SK UA",
    154: "AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ",
    155: "AT BE CH DE FR LI LU MC NL",
    53: "AU CC CX HM NF NZ",
    54: "FJ NC PG SB VU",
    57: "FM GU KI MH MP NR PW UM",
    61: "AS CK NU PF PN TK TO TV WF WS",
    10: "AQ",
}
"""M49 code of each part of a continent → ISO 3166-1 codes in it. Antarctica (10) is a part of its own."""
REGIONS: Mapping[int, tuple[int, ...]] = {
    2: (11, 14, 15, 17, 18),
    19: (5, 13, 21, 29),
    142: (30, 34, 35, 143, 145),
    150: (39, 151, 154, 155),
    9: (53, 54, 57, 61),
    10: (10,),
}
"""M49 code of each continent → its parts."""


def by_country(*, continents: bool) -> dict[int, int]:
    """ISO 3166-1 numeric code → M49 code of the part of the continent, or of the continent."""
    parts = {country_number(code): part for part, codes in SUBREGIONS.items() for code in codes.split()}
    above = {part: region for region, inside in REGIONS.items() for part in inside}
    return {number: above[part] for number, part in parts.items()} if continents else parts


def region_name(code: int) -> Text:
    """By CLDR, in every language that it has."""
    key = "AQ" if code == ANTARCTICA else f"{code:03}"
    return Text({language: name for language in LANGUAGES if (name := Locale.parse(language).territories.get(key))})
