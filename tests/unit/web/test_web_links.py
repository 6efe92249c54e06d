"""Which addresses become links, and where they stand in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.links import SCHEMES, link_for, segments


@pytest.mark.parametrize(
    ("text", "linked", "href"),
    [
        ("Berufsberatung: 0800 4 5555 00", "0800 4 5555 00", "tel:08004555500"),
        ("Ruf an: 02306 100-123.", "02306 100-123", "tel:02306100123"),
        ("Nummer gegen Kummer: 116 111", "116 111", "tel:116111"),
        ("Schreib an info@beispiel.example, bitte.", "info@beispiel.example", "mailto:info@beispiel.example"),
        (
            "Mehr: https://www.beispiel.example/weg.",
            "https://www.beispiel.example/weg",
            "https://www.beispiel.example/weg",
        ),
        ("(http://beispiel.example)", "http://beispiel.example", "http://beispiel.example"),
    ],
)
def test_addresses_in_a_text_can_be_tapped(text: str, linked: str, href: str) -> None:
    links = [piece for piece in segments(text) if piece["href"]]
    assert links == [{"text": linked, "href": href}]


@pytest.mark.parametrize(
    "text",
    [
        "Ausbildung ab 08/2027",
        "geprüft am 01.11.2026",
        "44137 Dortmund",
        "1.120 € im 1. Jahr",
        "112 Betriebe im Umkreis",
        "AGS 05913000",
        "javascript:alert(1)",
        "data:text/html,<script>",
        "116",
    ],
)
def test_other_numbers_and_schemes_stay_text(text: str) -> None:
    assert all(piece["href"] is None for piece in segments(text)), segments(text)


@given(st.text(alphabet="ab 01/@.:htps-\n<>\"'„"))
def test_no_character_is_lost_or_added(text: str) -> None:
    assert "".join(piece["text"] for piece in segments(text)) == text


@pytest.mark.parametrize(
    ("url", "label"),
    [
        ("https://beispiel.example", "Zur Website"),
        ("HTTP://beispiel.example", "Zur Website"),
        ("mailto:a@beispiel.example", "E-Mail schreiben"),
        ("tel:0230610010", "Anrufen"),
    ],
)
def test_a_card_links_where_it_may(url: str, label: str) -> None:
    assert link_for(url) == {"text": label, "href": url}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "beispiel.example",
        "//beispiel.example",
        "javascript:alert(1)",
        " javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "http://[",
    ],
)
def test_a_card_links_nowhere_else(url: str) -> None:
    assert link_for(url) is None


def test_the_allowed_schemes_are_the_ones_of_the_issue() -> None:
    assert {"http", "https", "mailto", "tel"} == SCHEMES
