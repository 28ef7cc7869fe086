"""Words for what is known of a case, in five languages.

Arabic, Turkish and Tigrinya are not yet reviewed by a native speaker.
"""

from collections.abc import Mapping

from surveys.engine.text import Text

OTHERS: Mapping[str, tuple[str, str, str]] = {
    "Respondent number (random)": ("رقم المشارك (عشوائي)", "Katılımcı numarası (rastgele)", "መለለዪ ቁጽሪ መላሲ (ብዕጫ)"),
    "Edition of the questionnaire": ("إصدار الاستبيان", "Anketin sürümü", "ሕታም መሕትት"),
    "Group by register, else by screening": (
        "المجموعة بحسب السجل، وإن لم يوجد فبحسب الأسئلة الأولى",
        "Kayıt verisine göre grup; yoksa ilk sorulara göre",
        "ጉጅለ ብመሰረት መዝገብ፣ እንተዘየለ ብመሰረት ናይ መጀመርታ ሕቶታት",
    ),
    "Group whose questions were asked": (
        "المجموعة التي طُرحت أسئلتها على المشارك",
        "Soruları sorulan grup",
        "ሕቶታታ ዝተሓተቱ ጉጅለ",
    ),
    "Group by the screening answers": (
        "المجموعة بحسب إجابات الأسئلة الأولى",
        "İlk soruların cevaplarına göre grup",
        "ጉጅለ ብመሰረት መልሲ ናይ መጀመርታ ሕቶታት",
    ),
    "Came with a letter's code": (
        "دخل بالرمز الوارد في رسالة بريدية",
        "Mektuptaki kodla giriş yaptı",
        "ኣብ ደብዳበ ብዝነበረ ኮድ ኣትዩ",
    ),
    "Outcome (AAPOR)": ("النتيجة النهائية للاستجابة (AAPOR)", "Sonuç kodu (AAPOR)", "ውጽኢት (AAPOR)"),
    "Pressed send": ("ضغط على زر «إرسال»", "“Gönder” düğmesine bastı", "«ስደድ» ጠዊቑ"),
    "How far somebody was when sending": (
        "مدى التقدّم في الاستبيان عند الإرسال",
        "Gönderim anında ankette ulaşılan yer",
        "መሕትት ክሰድድ ከሎ ክሳብ ኣበይ ከም ዝበጽሐ",
    ),
    "Time from start to last answer, in seconds": (
        "المدة من البداية إلى آخر إجابة (بالثواني)",
        "Başlangıçtan son cevaba kadar geçen süre (saniye)",
        "ካብ መጀመርታ ክሳብ ናይ መወዳእታ መልሲ ዝወሰደ ግዜ፣ ብሰከንድ",
    ),
    "Filled in": ("طريقة تعبئة الاستبيان", "Anketi doldurma şekli", "ኣመላልኣ መሕትት"),
    "Made-up respondent": ("مشارك افتراضي (بيانات تجريبية)", "Kurgusal katılımcı (deneme verisi)", "ንፈተነ ዝተፈጥረ መላሲ"),
    "Day of start": ("يوم البدء", "Başlangıç günü", "ዝተጀመረሉ መዓልቲ"),
    "Language of the last answer": ("لغة آخر إجابة", "Son cevabın dili", "ቋንቋ ናይ መወዳእታ መልሲ"),
    "Channel": ("طريقة الوصول إلى الاستبيان", "Ankete giriş yolu", "ናብ መሕትት ዝኣተወሉ መንገዲ"),
    "Group session (random number)": (
        "جلسة جماعية (رقم عشوائي)",
        "Grup oturumu (rastgele numara)",
        "ናይ ጉጅለ ክፍለ-ግዜ (ብዕጫ ዝወጸ ቁጽሪ)",
    ),
    "No": ("لا", "Hayır", "ኣይፋል"),
    "Yes": ("نعم", "Evet", "እወ"),
    "Not sent": ("لم يُرسَل", "Gönderilmedi", "ኣይተላእከን"),
    "After all questions": ("بعد جميع الأسئلة", "Bütün sorulardan sonra", "ድሕሪ ኩሎም ሕቶታት"),
    "After the core questions": ("بعد الأسئلة الأساسية", "Temel sorulardan sonra", "ድሕሪ ቀንዲ ሕቶታት"),
    "By themselves": ("عبّأه بنفسه", "Kendi başına", "ባዕሉ"),
    "With help, as they say": (
        "بمساعدة شخص آخر (بحسب إفادته)",
        "Yardım alarak (kendi beyanına göre)",
        "ብሓገዝ ካልእ ሰብ (ባዕሉ ከም ዝበሎ)",
    ),
    "By an interviewer": ("عن طريق مُجري المقابلة", "Görüşmeci tarafından", "ብኣካያዲ ቃለ-መሕትት"),
    "Complete (AAPOR 1.1)": ("مكتمل (AAPOR 1.1)", "Tamamlandı (AAPOR 1.1)", "ምሉእ (AAPOR 1.1)"),
    "Partial (AAPOR 1.2)": ("جزئي (AAPOR 1.2)", "Kısmi (AAPOR 1.2)", "ብኸፊል (AAPOR 1.2)"),
    "Break-off (AAPOR 2.12)": (
        "انقطع قبل الإتمام (AAPOR 2.12)",
        "Yarıda bırakıldı (AAPOR 2.12)",
        "ከይተወድአ ዝተቛረጸ (AAPOR 2.12)",
    ),
    "Register": ("السجل", "Kayıt", "መዝገብ"),
}
"""English → Arabic, Turkish, Tigrinya."""


def words(nl: str, en: str) -> Text:
    """A text in Dutch and English, and in the other languages where they are known."""
    return Text({"nl": nl, "en": en, **dict(zip(("ar", "tr", "ti"), OTHERS.get(en, ()), strict=False))})
