"""What a reading tells the goal classifier: which kinds of things were named, not which ones."""

from __future__ import annotations

from bot.language.crisis import Danger, danger_in
from bot.language.line import Line
from bot.language.reading import Reading
from bot.language.text import tokens
from bot.language.wishes import names_employer

_WORK = ("offer", "occupation", "industry")
_SHORT = 4
"""Letters of the words that join what is wished: "als", "oder", "und"."""


def signs_of(text: str, reading: Reading, corrected: str | None = None) -> tuple[str, ...]:
    """Names of what was read, e.g. ("says:offer", "says:place", "topic:finance").

    Danger is looked for in the corrected text as well: a slip of the finger shall not hide it.
    """
    signs = [f"says:{key}" for key in reading.says if key != "not"]
    signs += [f"not:{key}" for key in reading.says.get("not", {})]  # type: ignore[attr-defined]
    signs += [f"mentions:{key}" for key in sorted({mention.key for mention in reading.mentions})]
    signs += [f"topic:{topic}" for topic in reading.topics]
    signs += [
        f"has:{name}"
        for name in ("adds", "drops", "replaces", "choices", "near_me", "nearer", "wider", "home")
        if getattr(reading, name)
    ]
    features = any(mention.key == "features" for mention in reading.mentions)
    signs += ["employer:features"] if features and names_employer(Line(text, tokens(text))) else []
    signs += ["only:work"] if _only_work(text, reading) else []
    return (*signs, f"language:{reading.language}", f"danger:{_danger(text, corrected).value}")


def _only_work(text: str, reading: Reading) -> bool:
    """Whether work or a workplace is named and nothing but short words beside it ("Erzieher", "aber nicht im Büro")."""
    spans = [(mention.start, mention.end) for mention in reading.mentions if mention.key in _WORK]
    beside = [word for word in tokens(text) if not any(start <= word.start < end for start, end in spans)]
    return bool(spans) and all(len(word.text) <= _SHORT for word in beside)


def _danger(text: str, corrected: str | None) -> Danger:
    danger = danger_in(text)
    if danger is Danger.NONE and corrected not in (None, text) and danger_in(str(corrected)) is Danger.DANGER:
        return Danger.DANGER
    return danger
