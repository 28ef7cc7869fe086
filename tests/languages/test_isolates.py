"""Runs that keep their order inside a text from right to left."""

import pytest

from surveys.templatetags.isolates import isolated


def bdi(run: str) -> str:
    return f'<bdi dir="ltr">{run}</bdi>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("اتصل على 0800 0000 الآن", f"اتصل على {bdi('0800 0000')} الآن", id="phone"),
        pytest.param("+31 20 123 45 67", bdi("+31 20 123 45 67"), id="phone from abroad"),
        pytest.param("من 18-65 سنة", f"من {bdi('18-65')} سنة", id="range"),
        pytest.param("راسل a.b@example.org.", f"راسل {bdi('a.b@example.org')}.", id="e-mail"),
        pytest.param("انظر https://www.duo.nl/x?y=1.", f"انظر {bdi('https://www.duo.nl/x?y=1')}.", id="web"),
        pytest.param("انظر duo.nl/inburgeren.", f"انظر {bdi('duo.nl/inburgeren')}.", id="host"),
        pytest.param("عمرك 18 أو أكثر", "عمرك 18 أو أكثر", id="a number alone"),
        pytest.param("DUO و IND", "DUO و IND", id="Latin words alone"),
        pytest.param("<b>&", "&lt;b&gt;&amp;", id="markup is text"),
        pytest.param("<b>1 2</b>", f"&lt;b&gt;{bdi('1 2')}&lt;/b&gt;", id="markup around a run"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_in_arabic(text: str, expected: str) -> None:
    assert isolated(text, "ar") == expected


@pytest.mark.parametrize("language", ["nl", "en", "tr", "ti"])
def test_elsewhere_the_text_is_only_escaped(language: str) -> None:
    assert isolated("Bel <b>0800 0000</b>", language) == "Bel &lt;b&gt;0800 0000&lt;/b&gt;"
