"""Reads HTML into a flat list of elements, each with its attributes and all text within it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "link", "img", "input", "br", "path"}


@dataclass
class Element:
    """One element in document order."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    inside: list[Element] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        """Its class names."""
        return self.attributes.get("class", "").split()

    def find(self, tag: str, **attributes: str) -> list[Element]:
        """Elements within with these attributes; `class_` asks for one class among others."""
        wanted = attributes.pop("class_", None)
        return [
            element
            for element in self.inside
            if element.tag == tag
            and (wanted is None or wanted in element.classes)
            and attributes.items() <= element.attributes.items()
        ]

    def words(self) -> str:
        """The text with single spaces."""
        return " ".join(self.text.split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("document", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {key: value or "" for key, value in attrs})
        for outer in self.open:
            outer.inside.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data


def read_html(html: str) -> Element:
    """The document; fails when an element is closed in the wrong place."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root], "an element is left open"
    return reader.root
