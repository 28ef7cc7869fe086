"""Words for what stands in a cell of a dataset and is no option's label: the same in every file.

Arabic, Turkish and Tigrinya are not yet reviewed by a native speaker.
"""

from collections.abc import Mapping

from surveys.engine.missing import Missing
from surveys.engine.text import Text


def _text(nl: str, en: str, ar: str, tr: str, ti: str) -> Text:
    return Text({"nl": nl, "en": en, "ar": ar, "tr": tr, "ti": ti})


MISSING: Mapping[Missing, Text] = {
    Missing.DONT_KNOW: _text("Weet het niet", "Don't know", "لا يعرف", "Bilmiyor", "ኣይፈልጥን"),
    Missing.PREFER_NOT: _text(
        "Zegt het liever niet", "Would rather not say", "يفضّل عدم الإجابة", "Cevap vermek istemiyor", "ክምልስ ኣይደለየን"
    ),
    Missing.NOT_APPLICABLE: _text(
        "Niet van toepassing", "Not applicable", "لا ينطبق", "Kişi için söz konusu değil", "ኣይምልከቶን"
    ),
    Missing.NOT_ASKED: _text(
        "Niet gevraagd: gold niet, door eerdere antwoorden",
        "Not asked: does not apply, by earlier answers",
        "لم يُطرح السؤال: لا ينطبق بحسب إجابات سابقة",
        "Sorulmadı: önceki cevaplara göre kişi için söz konusu değil",
        "ኣይተሓተተን፦ ብመሰረት ቅድሚኡ ዝሃቦ መልስታት ኣይምልከቶን",
    ),
    Missing.SKIPPED: _text(
        "Gezien en overgeslagen",
        "Shown and skipped",
        "عُرض السؤال وتُرك بلا إجابة",
        "Soru görüldü, cevaplanmadı",
        "ሕቶ ተራእዩ፣ ግን ተዘሊሉ",
    ),
    Missing.NOT_REACHED: _text(
        "Niet bereikt", "Not reached", "لم يصل إلى السؤال", "Soruya ulaşılmadı", "ናብዚ ሕቶ ኣይበጽሐን"
    ),
    Missing.NOT_INCLUDED: _text(
        "Niet in deze editie of vragenlijst",
        "Not in this edition or questionnaire",
        "غير موجود في هذا الإصدار أو في هذا الاستبيان",
        "Bu sürümde veya bu ankette yok",
        "ኣብዚ ሕታም ወይ ኣብዚ መሕትት የለን",
    ),
    Missing.UNKNOWN: _text(
        "Onbekend of de vraag gold",
        "Unknown whether it applied",
        "لا يُعرف ما إذا كان السؤال ينطبق",
        "Sorunun kişi için söz konusu olup olmadığı bilinmiyor",
        "ሕቶ ዝምልከቶ ምዃኑን ዘይምዃኑን ኣይፍለጥን",
    ),
    Missing.CLEANED: _text(
        "Verwijderd bij opschonen",
        "Removed in cleaning",
        "حُذف أثناء تنقية البيانات",
        "Veri temizliği sırasında çıkarıldı",
        "ኣብ እዋን ምጽራይ ዳታ ተኣልዩ",
    ),
}
YES_NO: Mapping[int, Text] = {
    0: _text("Nee", "No", "لا", "Hayır", "ኣይፋል"),
    1: _text("Ja", "Yes", "نعم", "Evet", "እወ"),
}
TEXT_GIVEN: Mapping[int, Text] = {
    1: _text("Tekst gegeven", "Text given", "كُتبت إجابة نصية", "Metin girildi", "ብጽሑፍ ተመሊሱ")
}
PRECISION_VALUES: Mapping[str, int] = {"day": 1, "month": 2, "year": 3, "before": 4, "after": 5}
PRECISION: Mapping[int, Text] = {
    1: _text("Op de dag", "To the day", "محدد باليوم", "Gün, ay ve yıl belli", "መዓልቱ ዝፍለጥ"),
    2: _text("Maand en jaar", "Month and year", "الشهر والسنة", "Ay ve yıl", "ወርሕን ዓመትን"),
    3: _text("Alleen het jaar", "Year only", "السنة فقط", "Yalnızca yıl", "ዓመት ጥራይ"),
    4: _text(
        "Vóór de peildatum", "Before the pivot date", "قبل التاريخ المرجعي", "Referans tarihinden önce", "ቅድሚ መወከሲ ዕለት"
    ),
    5: _text(
        "Op of na de peildatum",
        "On or after the pivot date",
        "في التاريخ المرجعي أو بعده",
        "Referans tarihinde veya sonra",
        "ኣብ መወከሲ ዕለት ወይ ድሕሪኡ",
    ),
}
DATE_PARTS: Mapping[str, Text] = {
    "y": _text("jaar", "year", "السنة", "yıl", "ዓመት"),
    "m": _text("maand", "month", "الشهر", "ay", "ወርሒ"),
    "d": _text("dag", "day", "يوم", "gün", "መዓልቲ"),
    "prec": _text("hoe precies", "precision", "مستوى تحديد التاريخ", "tarihin ayrıntı düzeyi", "ደረጃ ልክዕነት ዕለት"),
}
