"""A seeded log of any size for `kumpel bench console`: fictional, written in bulk, never near the real database."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import cache
from itertools import islice
from typing import Any

import numpy as np
from sqlalchemy import Index, Table, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.log_tables import LoggedConversation, LoggedTurn
from bot.conversations.records import OUTCOMES, best_outcome, goals_text
from bot.conversations.review_tables import ConversationTag, LoggedWord
from bot.conversations.words import words_of
from bot.language.gazetteer import municipalities
from bot.language.occupations_vocabulary import training_occupations

SEED = 20261124
TURNS = 12
DAYS = 90
STAFF = ("bench", "first", "second", "third")
TAGS = tuple(f"tag {number}" for number in range(12))
CHANNELS = ("rest", "telegram", "whatsapp", "sms")
LANGUAGES = ("de", "tr", "ar", "uk", "en", "ru", "pl", "ro")
GOALS = (
    "search",
    "more",
    "details",
    "programmes",
    "thank",
    "greet",
    "help",
    "events",
    "human",
    "out_of_scope",
    "crisis",
)
_CHANNEL_SHARES = (0.7, 0.18, 0.1, 0.02)
_LANGUAGE_SHARES = (0.85, 0.04, 0.04, 0.03, 0.02, 0.01, 0.007, 0.003)
_GOAL_SHARES = (0.45, 0.14, 0.1, 0.1, 0.06, 0.05, 0.03, 0.03, 0.02, 0.018, 0.002)
_OUTCOME_SHARES = (0.25, 0.08, 0.02, 0.005, 0.01, 0.035, 0.05, 0.05, 0.5)
_BATCH = 20_000
_CRITERIA = json.dumps({"occupation": ["29302"], "place": ["05915000"], "size": ["small"]})
_RESULTS = json.dumps(
    [
        {
            **{"type": "employers", "ids": ["17", "18", "19"], "total": 41, "offset": 0, "relaxed": []},
            "titles": ["Example Bakery", "Example Kitchen", "Example Hotel at the Market"],
        }
    ]
)
_ANSWERS = json.dumps(
    [{"text": "Example answer of some length, with a question at its end?" * 2, "response": "utter_x"}]
)
_TURN_COLUMNS = tuple(column.name for column in LoggedTurn.__table__.columns)
_CONVERSATION_COLUMNS = tuple(column.name for column in LoggedConversation.__table__.columns)


@dataclass
class Log:
    """Rows of one batch."""

    conversations: list[tuple[Any, ...]] = field(default_factory=list)
    turns: list[tuple[Any, ...]] = field(default_factory=list)
    words: list[tuple[str, str]] = field(default_factory=list)
    tags: list[tuple[str, str]] = field(default_factory=list)


def batches(count: int, until: datetime) -> Iterator[Log]:
    """So many conversations in batches, the oldest first, the last one just before `until`."""
    draw = np.random.default_rng(SEED)
    sentences, numbers = _sentences(draw), iter(range(count))
    step = timedelta(days=DAYS) / count
    while batch := list(islice(numbers, _BATCH)):
        log, drawn = Log(), _Drawn(draw, len(batch), len(sentences))
        for place, number in enumerate(batch):
            _add(
                log, number, until - (count - number) * step, [sentences[at] for at in drawn.texts[place]], drawn, place
            )
        log.words.sort()
        yield log


class _Drawn:
    """What chance says of a batch, drawn at once."""

    def __init__(self, draw: np.random.Generator, count: int, sentences: int) -> None:
        zipf = 1 / np.arange(1, sentences + 1) ** 0.8
        self.texts = draw.choice(sentences, (count, TURNS), p=zipf / zipf.sum()).tolist()
        self.goals = draw.choice(len(GOALS), (count, TURNS), p=_GOAL_SHARES).tolist()
        self.outcomes = draw.choice(len(OUTCOMES), (count, TURNS), p=_OUTCOME_SHARES).tolist()
        self.missed = (draw.random((count, TURNS)) < 0.03).tolist()
        self.sure = np.round(draw.beta(6, 1.2, (count, TURNS)), 3).tolist()
        self.channels = draw.choice(len(CHANNELS), count, p=_CHANNEL_SHARES).tolist()
        self.languages = draw.choice(len(LANGUAGES), count, p=_LANGUAGE_SHARES).tolist()
        self.staff = draw.integers(0, len(STAFF), count).tolist()
        self.chances = draw.random((count, 4)).tolist()
        self.tags = draw.integers(0, len(TAGS), count).tolist()


def _sentences(draw: np.random.Generator) -> list[str]:
    """Occupations and towns as people write them, some with a word that nobody else uses."""
    occupations = [occupation.male for occupation in training_occupations()]
    towns = [town.name for town in municipalities().values()]
    whats, wheres = draw.integers(0, len(occupations), 20_000), draw.integers(0, len(towns), 20_000)
    return [
        f"{occupations[what]} {towns[where]}{f' special{number}' if number > 15_000 else ''}"
        for number, (what, where) in enumerate(zip(whats, wheres, strict=True))
    ]


@cache
def _words(sentence: str) -> frozenset[str]:
    return words_of(sentence)


def _add(log: Log, number: int, at: datetime, texts: Sequence[str], drawn: _Drawn, place: int) -> None:
    key = hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest()
    channel, language = CHANNELS[drawn.channels[place]], LANGUAGES[drawn.languages[place]]
    goals = [GOALS[goal] for goal in drawn.goals[place]]
    outcomes = [OUTCOMES[outcome] for outcome in drawn.outcomes[place]]
    missed, sure = drawn.missed[place], drawn.sure[place]
    reviewed, flagged, assigned, tagged = drawn.chances[place]
    who = STAFF[drawn.staff[place]]
    values = {
        **{"key": key, "channel": channel, "language": language, "turns": TURNS, "fallbacks": sum(missed)},
        **{"started_at": at - timedelta(minutes=9), "last_at": at, "lowest_confidence": min(sure)},
        **{"outcome": best_outcome(outcomes), "goals": goals_text(goals), "flagged": flagged < 0.01},
        **{"reviewed_by": who if reviewed < 0.2 else None, "reviewed_at": at if reviewed < 0.2 else None},
        "assignee": who if assigned < 0.02 else None,
    }
    log.conversations.append(tuple(values[name] for name in _CONVERSATION_COLUMNS))
    log.words += [(key, word) for word in frozenset().union(*map(_words, texts))]
    log.tags += [(key, TAGS[drawn.tags[place]])] if tagged < 0.03 else []
    for turn, sentence in enumerate(texts):
        row = {
            **{"conversation_key": key, "number": turn + 1, "message_id": f"{number:08d}-{turn:02d}"},
            **{"at": at - timedelta(seconds=45 * (TURNS - 1 - turn)), "text": sentence, "redacted": "{}"},
            **{"language": language, "goal": goals[turn], "intent": goals[turn], "confidence": sure[turn]},
            **{"criteria": _CRITERIA, "topics": "[]", "results": _RESULTS, "answers": _ANSWERS},
            **{"fallback": missed[turn], "outcome": outcomes[turn], "milliseconds": 21},
        }
        log.turns.append(tuple(row[name] for name in _TURN_COLUMNS))


async def fill_log(engine: AsyncEngine, count: int) -> None:
    """Fill an empty, migrated database; its indexes are made at the end, which is faster."""
    tables = [model.__table__ for model in (LoggedConversation, LoggedTurn, LoggedWord, ConversationTag)]
    indexes = [index for table in tables if isinstance(table, Table) for index in table.indexes]
    await _each(engine, indexes, "drop")
    columns = {
        "logged_conversations": _CONVERSATION_COLUMNS,
        "logged_turns": _TURN_COLUMNS,
        "logged_words": ("conversation_key", "word"),
        "conversation_tags": ("conversation_key", "tag"),
    }
    for log in batches(count, datetime.now(timezone.utc)):
        rows = zip(columns.items(), (log.conversations, log.turns, log.words, log.tags), strict=True)
        await _write(engine, [(table, names, records) for (table, names), records in rows])
    await _each(engine, indexes, "create")
    async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        # What both do by themselves in a database that has grown day by day.
        await connection.execute(text("VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "PRAGMA optimize"))


async def _each(engine: AsyncEngine, indexes: Iterable[Index], verb: str) -> None:
    async with engine.begin() as connection:
        for index in indexes:
            await connection.run_sync(getattr(index, verb))


async def _write(engine: AsyncEngine, tables: Sequence[tuple[str, Sequence[str], Sequence[tuple[Any, ...]]]]) -> None:
    if engine.dialect.name == "sqlite":
        _write_sqlite(str(engine.url.database), tables)
        return
    async with engine.connect() as connection:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        async with raw.transaction():
            # Millions of look-ups less: that each row has its conversation is certain.
            await raw.execute("SET LOCAL session_replication_role = replica")
            for table, names, rows in tables:
                await raw.copy_records_to_table(table, records=rows, columns=list(names))


def _write_sqlite(file: str, tables: Sequence[tuple[str, Sequence[str], Sequence[tuple[Any, ...]]]]) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-400000")
        for table, names, rows in tables:
            marks = ", ".join("?" * len(names))
            written = ([_sqlite_value(value) for value in row] for row in rows)
            connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", written)  # noqa: S608
    connection.close()


def _sqlite_value(value: Any) -> Any:
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value
