"""What one message says: mentions with their place in the text, and what they mean for the search.

A `Reading` is independent of the conversation; `bot.language.dialogue` applies it to the search so far.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from bot.language.criteria import Criteria


@dataclass(frozen=True)
class Mention:
    """One thing the text names. `codes` are of the key's code list; `text[start:end]` is where it stands."""

    key: str
    codes: tuple[str, ...]
    start: int
    end: int
    label: str
    """The name in use for people ("Kfz-Mechatroniker/in", "Lünen")."""
    score: float = 1.0
    """1.0 for an exact match, less for a corrected spelling."""
    how: str = "exact"
    """How it was found, for `kumpel explain`: exact, inflected, compound, spelling …"""
    extra: tuple[tuple[str, Any], ...] = ()
    """Further facts of this kind of mention, e.g. ("postal_code", "44532") or ("district", "Hörde")."""

    def get(self, name: str) -> Any:
        """A value of `extra`, or None."""
        return dict(self.extra).get(name)


@dataclass(frozen=True)
class Reading:
    """What one message says, ready to be applied to a search. JSON-able through `as_dict` and `from_dict`."""

    says: Criteria = field(default_factory=Criteria)
    """Wanted, and under "not" ruled out."""
    adds: tuple[str, ...] = ()
    """Keys whose values come on top of what is in force ("oder auch Unna") instead of replacing it."""
    drops: tuple[str, ...] = ()
    """Keys that no longer matter ("Ort ist egal")."""
    replaces: tuple[tuple[str, str, str], ...] = ()
    """Corrections (key, old code, new code): "ich meinte Werne nicht Herne"."""
    retracts: tuple[tuple[str, str], ...] = ()
    """Values no longer wished without being ruled out (key, code): "muss nicht in Teilzeit sein"."""
    concedes: tuple[tuple[str, str], ...] = ()
    """Values (key, code) that `says` and that are only allowed again if they were ruled out: "Büro geht doch"."""
    anew: bool = False
    """What was said before no longer counts: "vergiss das alles, ich such jetzt …"."""
    refines: bool = False
    """The occupation is named as a role ("als Koch") that makes the workplace in force finer."""
    faint: tuple[str, ...] = ()
    """Keys of which there is only a word like "Laden" or something told, which is nothing new where more is known."""
    only_changes: tuple[str, ...] = ()
    """Keys named so briefly ("mach 30") that they count only where one is in force."""
    added: tuple[tuple[str, str], ...] = ()
    """Values (key, code) that come on top even where others of the message were in force before."""
    home: tuple[str, ...] = ()
    """AGS named only as home or school; the wanted place unless another is known."""
    topics: tuple[str, ...] = ()
    choices: tuple[int, ...] = ()
    """Numbers of list items meant ("mehr zum zweiten", "1 und 3"), from 1; -1 is the last."""
    near_me: bool = False
    """"bei mir in der Nähe" with no place named."""
    nearer: bool = False
    """"näher dran", "nicht so weit": a smaller radius without a number."""
    wider: bool = False
    """"weiter weg geht auch", "größerer Umkreis": a larger radius without a number."""
    age: int | None = None
    language: str = "de"
    """ISO 639-1 of the language the message is written in."""
    mentions: tuple[Mention, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The reading as JSON-able data; defaults are left out."""
        return {key: value for key, value in asdict(self).items() if value not in ((), {}, None, False)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Reading:
        """The reading that `as_dict` wrote, possibly after a way through JSON (lists for tuples)."""
        values = dict(data)
        values["mentions"] = tuple(
            Mention(
                **{
                    **mention,
                    "codes": tuple(mention["codes"]),
                    "extra": tuple((name, value) for name, value in mention.get("extra", ())),
                }
            )
            for mention in data.get("mentions", ())
        )
        for key in ("adds", "drops", "faint", "only_changes", "home", "topics", "choices"):
            values[key] = tuple(data.get(key, ()))
        for key in ("replaces", "retracts", "concedes", "added"):
            values[key] = tuple(tuple(item) for item in data.get(key, ()))
        return cls(**values)
