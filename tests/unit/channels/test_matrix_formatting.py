from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.matrix.formatting import as_html, text_payload


class Seen(HTMLParser):
    """Tags and text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.text += "\n" if tag == "br" else ""
        for name, value in attrs:
            assert (tag, name) == ("a", "href") and value is not None and re.match("https?://", value)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Hallo!\nWie geht es?", "Hallo!<br>Wie geht es?"),
        ("<script>", "&lt;script&gt;"),
        ("Schau:\n1. Betrieb\n12: Mehr", "Schau:<br><strong>1.</strong> Betrieb<br><strong>12:</strong> Mehr"),
        ("Ab 1. August um 8: bis 10 Uhr", "Ab 1. August um 8: bis 10 Uhr"),
        ("(https://a.example/b)", '(<a href="https://a.example/b">https://a.example/b</a>)'),
        ("https://a.example/?x=1&y=2.", '<a href="https://a.example/?x=1&amp;y=2">https://a.example/?x=1&amp;y=2</a>.'),
        ("javascript://a.example", "javascript://a.example"),
    ],
)
def test_text_as_html(text: str, html: str) -> None:
    assert as_html(text) == html


@given(st.lists(st.sampled_from(["https://", *"ab1.:/ \n<>\"'&;#@)äß😀"])).map("".join))
def test_html_says_what_the_text_says_and_nothing_else(text: str) -> None:
    seen = Seen(as_html(text))
    assert seen.tags <= {"a", "br", "strong"}
    assert seen.text == text


def test_the_plain_text_goes_with_it() -> None:
    assert text_payload("1. <b>") == {
        "msgtype": "m.text",
        "body": "1. <b>",
        "format": "org.matrix.custom.html",
        "formatted_body": "<strong>1.</strong> &lt;b&gt;",
    }
