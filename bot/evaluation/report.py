"""An evaluation as figures, as lines for people, and as a page with a confusion picture."""

from __future__ import annotations

from html import escape
from typing import Any

from bot.evaluation.run import Scores
from bot.evaluation.scoring import KeyCounts
from bot.figures import Bar

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Understanding</title><style>
body{{font:15px/1.4 system-ui;margin:2rem;color:#222}}table{{border-collapse:collapse;margin:1rem 0}}
td,th{{border:1px solid #ccc;padding:.2rem .5rem;text-align:right}}th{{text-align:left}}
.m td{{text-align:left;vertical-align:top}}</style><h1>Understanding</h1>{tables}</html>"""


def bars(scores: Scores) -> list[Bar]:
    """One bar for each target of the issue that asked for it, of what was measured."""
    rows = []
    if scores.goals.total:
        rows += [
            Bar("goals right", scores.goals.value, "share", 0.97, at_least=True),
            Bar("criteria of a message exactly right", scores.criteria.exact_share, "share", 0.93, at_least=True),
            Bar("topics exactly right", scores.topics.value, "share", 0.88, at_least=True),
        ]
    if scores.turns.total:
        rows.append(Bar("turns of dialogues right", scores.turns.value, "share", 0.90, at_least=True))
    return [
        *rows,
        Bar("out of scope found", scores.found("out_of_scope"), "share", 0.90, at_least=True),
        Bar("out of scope false alarms", scores.false_alarms("out_of_scope"), "share", 0.02),
        Bar("crisis found", scores.found("crisis"), "share", 1.0, at_least=True),
        Bar("crisis false alarms", scores.false_alarms("crisis"), "share", 0.005),
    ]


def details(scores: Scores) -> dict[str, Any]:
    """Everything beside the bars: per key, per register, confusions and every miss."""
    return {
        "messages": scores.goals.total,
        "turns": scores.turns.total,
        "keys": {key: _key(counts) for key, counts in sorted(scores.criteria.keys.items())},
        "registers": {
            name: {what: {"share": round(share.value, 4), "of": share.total} for what, share in shares.items()}
            for name, shares in sorted(scores.registers.items())
        },
        "confusions": [
            {"expected": gold, "found": said, "count": count}
            for (gold, said), count in scores.confusion.most_common()
            if gold != said
        ],
        "misses": scores.misses,
    }


def _key(counts: KeyCounts) -> dict[str, float]:
    return {"precision": round(counts.precision, 4), "recall": round(counts.recall, 4), **vars(counts)}


def page(scores: Scores) -> str:
    """The evaluation as one HTML file: bars, confusion picture and misses."""
    rows = "".join(f"<tr><th>{escape(bar.name)}</th><td>{bar.value:.3f}</td></tr>" for bar in bars(scores))
    return _PAGE.format(tables=f"<table>{rows}</table>{_confusion(scores)}{_misses(scores)}")


def _confusion(scores: Scores) -> str:
    goals = sorted({goal for pair in scores.confusion for goal in pair})
    head = "".join(f"<th>{escape(goal)}</th>" for goal in goals)
    lines = "".join(
        f"<tr><th>{escape(gold)}</th>{''.join(_cell(scores, gold, said) for said in goals)}</tr>" for gold in goals
    )
    return f"<h2>Goals: expected (rows), found (columns)</h2><table><tr><th></th>{head}</tr>{lines}</table>"


def _cell(scores: Scores, gold: str, said: str) -> str:
    count = scores.confusion[gold, said]
    total = sum(number for (expected, _), number in scores.confusion.items() if expected == gold)
    hue = 130 if gold == said else 10
    shade = 100 - round(60 * count / total) if total else 100
    return f'<td style="background:hsl({hue} 70% {shade}%)">{count or ""}</td>'


def _misses(scores: Scores) -> str:
    lines = "".join(
        f"<tr><td>{escape(miss['id'])}</td><td>{escape(miss['text'])}</td>"
        f"<td>{escape(str(miss['expected']))}</td><td>{escape(str(miss['found']))}</td></tr>"
        for miss in scores.misses
    )
    return f'<h2>Misses</h2><table class="m">{lines}</table>'
