"""`kumpel explain "TEXT"`: what a message yields, and why."""

from __future__ import annotations

import json
from typing import Any

import click

from bot.language.dialogue import apply
from bot.language.goals import GOALS
from bot.language.read import Steps, read_in_steps
from bot.language.reading import Mention


@click.command()
@click.argument("text")
@click.option(
    "--goal",
    type=click.Choice(GOALS),
    default="search",
    show_default=True,
    metavar="GOAL",
    help="Goal under which the criteria are applied.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines for people.")
def explain(text: str, goal: str, as_json: bool) -> None:
    """Show what TEXT yields and why: mentions, scopes, and the resulting criteria."""
    explanation = explained(text, goal)
    if as_json:
        click.echo(json.dumps(explanation, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(explanation)))


def explained(text: str, goal: str = "search") -> dict[str, Any]:
    """The explanation as data: text, language, mentions, dropped, skeleton, scopes, reading, criteria.

    Raises:
        ValueError: the goal is not of the contract.
    """
    steps = read_in_steps(text)
    return {
        "text": text,
        "language": steps.reading.language,
        "mentions": [_mention(text, item) for item in steps.reading.mentions],
        "dropped": [_mention(text, item) for item in steps.dropped],
        "skeleton": steps.skeleton,
        "scopes": list(steps.scopes.reasons),
        "reading": _reading(steps),
        "goal": goal,
        "criteria": apply({}, steps.reading, goal),
    }


def _mention(text: str, mention: Mention) -> dict[str, Any]:
    return {
        "key": mention.key,
        "codes": list(mention.codes),
        "label": mention.label,
        "how": mention.how,
        "score": mention.score,
        "span": [mention.start, mention.end],
        "words": text[mention.start : mention.end],
        **dict(mention.extra),
    }


def _reading(steps: Steps) -> dict[str, Any]:
    return {key: value for key, value in steps.reading.as_dict().items() if key not in ("mentions", "language")}


def _lines(explanation: dict[str, Any]) -> list[str]:
    lines = [f"{explanation['text']}   [{explanation['language']}]"]
    lines += [_mention_line(item) for item in explanation["mentions"]]
    lines += [f"  dropped: {_mention_line(item).strip()}" for item in explanation["dropped"]]
    lines += [f"  skeleton  {explanation['skeleton']}"]
    lines += [f"  scope     {reason}" for reason in explanation["scopes"]]
    lines += [f"  {key:9} {_short(value)}" for key, value in explanation["reading"].items()]
    return [*lines, f"  criteria  {_short(explanation['criteria'])}   (goal {explanation['goal']})"]


def _mention_line(item: dict[str, Any]) -> str:
    codes = ", ".join(item["codes"])
    return f"  {item['key']:10} {codes:12} {item['words']!r} = {item['label']} ({item['how']}, {item['score']:g})"


def _short(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
