"""Every problem has words, and a suggestion only where something is similar."""

import ast
import re

import pytest

from bot.catalogue.exchange.problems import (
    SUGGESTED_PROBLEMS,
    CellError,
    Place,
    Problems,
    UnreadableFileError,
    suggestion,
)
from bot.phrases import entry
from bot.settings import PROJECT_ROOT

SOURCES = "".join(path.read_text(encoding="utf-8") for path in (PROJECT_ROOT / "bot/catalogue/exchange").glob("*.py"))
VALUES = {
    "heading": "H",
    "suggestion": "",
    "length": 1,
    "limit": 1,
    "low": 0,
    "high": 1,
    "choices": "a",
    "file": "f",
    "row": 1,
}
GERMAN = re.compile(r"[äöüß]\w+ |\b(der|die|das|und|nicht|ein|eine) ")
WHOLE = {"size": 1, "limit": 1, "what": "x", "row": 1, "headings": "h", "name": "n", "error": "e"}


def used(pattern: str) -> set[str]:
    return set(re.findall(pattern, SOURCES))


@pytest.mark.parametrize("section", ["problems", "notices", "unreadable"])
def test_every_problem_has_a_message_and_an_advice(section: str) -> None:
    for words in entry(f"exchange.{section}").values():
        assert set(words) == {"message", "advice"}
        assert words["message"].endswith(".") or words["message"].endswith("{headings}.")
        words["message"].format(**VALUES, **{k: v for k, v in WHOLE.items() if k not in VALUES})


def test_every_cell_error_in_the_code_has_words_and_every_word_is_used() -> None:
    keys = used(r'CellError\(\s*"(\w+)"') | used(r'"(duplicate\w*)"') | used(r'pattern\("(\w+)"')
    keys |= used(r'text_list\("(\w+)"')
    assert keys == set(entry("exchange.problems"))


def test_every_unreadable_file_in_the_code_has_words_and_every_word_is_used() -> None:
    conditional = {"no_headings", "empty", "too_wide", "bomb", "damaged", "encoding"}
    assert used(r'UnreadableFileError\("(\w+)"') | conditional == set(entry("exchange.unreadable"))


def test_an_unreadable_file_says_what_and_what_to_do() -> None:
    error = UnreadableFileError("too_large", size=300, limit=200)
    assert (error.key, error.message) == ("too_large", "Die Datei ist mit 300 MB zu groß, erlaubt sind 200 MB.")
    assert str(error) == f"{error.message} {error.advice}"


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Frödenberg", "Fröndenberg"), ("fröndenberg ruhr", "Fröndenberg"), ("Lünn", "Lünen"), ("Dortmnud", "Dortmund")],
)
def test_something_similar_is_suggested(written: str, meant: str) -> None:
    assert suggestion(written, ["Unna", "Lünen", "Fröndenberg", "Dortmund"]) == f" Meinten Sie „{meant}“?"


@pytest.mark.parametrize("written", ["", "???", "x", "Warschau"])
def test_nothing_is_suggested_where_nothing_is_similar(written: str) -> None:
    assert suggestion(written, ["Unna", "Lünen", "Fröndenberg"]) == ""
    assert suggestion("Lünen", []) == ""


def test_only_the_first_problems_come_with_suggestions() -> None:
    problems = Problems()
    for row in range(SUGGESTED_PROBLEMS + 1):
        problems.error(Place("a.csv", None, row, "Ort"), "Lünn", CellError("place", candidates=["Lünen"]))
    assert ["Lünen" in problem.advice for problem in problems.kept] == [True] * SUGGESTED_PROBLEMS + [False]


def test_a_value_of_any_length_and_kind_can_be_shown() -> None:
    problems = Problems()
    for value in (None, 17, "x" * 5000, "a\nb", object):
        problems.error(Place("a.csv", None, 1, "Ort"), value, CellError("date"))
    assert problems.kept[0].value == ""
    assert all(len(problem.value) <= 120 for problem in problems.kept)


def test_german_stands_in_the_phrases_and_not_in_the_code() -> None:
    for path in [*(PROJECT_ROOT / "bot/catalogue/exchange").glob("*.py"), PROJECT_ROOT / "bot/cli/catalogue.py"]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docs = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in docs]
        german = [text for text in texts if isinstance(text, str) and GERMAN.search(text)]
        assert german in ([], [" und ", " und "]), path.name
