"""The Dutch of what is said about a study's files. `wordings.py` tells how it is looked up."""

from collections.abc import Mapping

FILES: Mapping[str, str] = {
    "The file does not hold a mapping.": "Het bestand bevat geen sleutels met waarden.",
    "Write keys and values, such as name: …": "Schrijf sleutels en waarden, zoals name: …",
    "Write keys and values, such as study: …": "Schrijf sleutels en waarden, zoals study: …",
    "“{key}” stands in {first} and in {second}.": "“{key}” staat in {first} en in {second}.",
    "Keep it in one of the two files.": "Houd het in een van de twee bestanden.",
    "This is not YAML: {said}.": "Dit is geen YAML: {said}.",
    "Look at this line and the one before it.": "Kijk naar deze regel en de regel ervoor.",
    "Byte {place} is not UTF-8.": "Byte {place} is geen UTF-8.",
    "Save the file as UTF-8.": "Bewaar het bestand als UTF-8.",
    "The document does not name its study.": "Het document noemt zijn onderzoek niet.",
    "Write study: followed by lower-case letters, digits and hyphens, at most 60.": (
        "Schrijf study: met daarachter kleine letters, cijfers en streepjes, hoogstens 60."
    ),
}
