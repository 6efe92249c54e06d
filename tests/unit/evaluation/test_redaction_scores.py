"""The figures of redaction count what they say."""

from __future__ import annotations

import pytest

from bot.evaluation.redaction import bars, by_kind, parse, score


def test_a_marked_line_is_a_text_with_its_pieces() -> None:
    line = parse("ich bin {name:Aylin}, {phone:0176 1234567}")
    assert line.text == "ich bin Aylin, 0176 1234567"
    assert [(piece.kind, line.text[piece.start : piece.end]) for piece in line.pieces] == [
        ("name", "Aylin"),
        ("phone", "0176 1234567"),
    ]


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="nickname"):
        parse("{nickname:x}")


def test_missed_wrong_and_untouched_are_counted() -> None:
    scores = score([parse(line) for line in ("{name:Qwertz} sagt", "0176 1234567", "LG {name:Mehmet}", "suche was")])
    assert scores.recall("name") == 0.5
    assert scores.precision("name") == 1.0
    assert scores.precision("phone") == 0.0
    assert (scores.clean, scores.untouched) == (2, 1)
    assert [miss["text"] for miss in scores.misses] == ["Qwertz sagt", "0176 1234567"]


def test_half_a_number_is_not_found() -> None:
    scores = score([parse("{phone:0176 1234567 und noch 12}")])
    assert scores.recall("phone") == 0.0


def test_targets_are_missed_when_nothing_is_found() -> None:
    scores = score([parse("{name:Qwertz} sagt")])
    assert [bar.ok for bar in bars(scores)] == [False, False, False]
    assert by_kind(scores)["name"] == {"pieces": 1, "recall": 0.0, "precision": 1.0}
