from __future__ import annotations

import json

from click.testing import CliRunner

from bot.cli.explain import explain, explained


def test_json_holds_mentions_decisions_and_criteria() -> None:
    result = CliRunner().invoke(explain, ["kein Büro, lieber in Unna", "--json"])
    assert result.exit_code == 0
    told = json.loads(result.output)
    assert told["criteria"] == {"place": ["05978036"], "not": {"occupation": ["714"]}}
    assert told["scopes"] == ["rule_out: kein §w0"]
    place = next(item for item in told["mentions"] if item["key"] == "place")
    assert (place["words"], place["codes"], place["label"]) == ("Unna", ["05978036"], "Unna")
    assert "kein Büro, lieber in Unna"[slice(*place["span"])] == "Unna"


def test_lines_for_people_name_words_codes_and_reasons() -> None:
    output = CliRunner().invoke(explain, ["Praktikum in Unna, kein Konzern"]).output
    for part in ("'Praktikum' = Praktikum", "05978036", "rule_out: kein §s", '"not": {"size": ["large"]}', "[de]"):
        assert part in output


def test_the_goal_decides_what_counts() -> None:
    assert explained("Praktikum in Unna", "programmes")["criteria"] == {"place": ["05978036"]}


def test_an_unknown_goal_is_refused() -> None:
    result = CliRunner().invoke(explain, ["hallo", "--goal", "weather"])
    assert result.exit_code == 2
    assert "weather" in result.output


def test_what_lost_is_shown() -> None:
    told = explained("Ausbildung, will arbeiten")
    assert told["criteria"] == {"offer": ["apprenticeship"]}
    assert [(item["words"], item["how"]) for item in told["dropped"]] == [("will arbeiten", "bare")]
