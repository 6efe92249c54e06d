"""The table of words: kept with the log's turns, and asked for conversations that have some."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.log_tables import LoggedConversation
from bot.conversations.review_tables import LoggedWord
from bot.conversations.words import SHORTEST_START, search_words, words_of

RARE = 5000
"""Up to so many places a word leads to its conversations; beyond, conversations are asked for the word one by one,
the newest first, until a page is full."""
_BEHIND_ALL_LETTERS = "\U0010ffff"


async def write_words(connection: AsyncConnection, texts: Mapping[str, Sequence[str]]) -> None:
    """Add the words of each conversation's new messages."""
    said = {key: frozenset[str]().union(*map(words_of, of_it)) for key, of_it in texts.items()}
    query = select(LoggedWord.conversation_key, LoggedWord.word).where(LoggedWord.conversation_key.in_(list(said)))
    known = {tuple(row) for row in await connection.execute(query)}
    new = [
        {"conversation_key": key, "word": word}
        for key, words in said.items()
        for word in sorted(words)
        if (key, word) not in known
    ]
    if new:
        await connection.execute(insert(LoggedWord), new)


async def forget_words(connection: AsyncConnection, keys: Sequence[str]) -> None:
    """Delete the words of conversations."""
    await connection.execute(delete(LoggedWord).where(LoggedWord.conversation_key.in_(keys)))


async def has_words(connection: AsyncConnection, text: str) -> list[ColumnElement[bool]]:
    """Conditions on logged conversations: that they have all words of a text, long ones at least as a beginning."""
    words = search_words(text)
    if not words:
        return []
    counts = {word: await _places(connection, word) for word in words}
    rarest = min(words, key=lambda word: counts[word])
    if counts[rarest] > RARE:
        return [_has(word) for word in words]
    # Named one by one: PostgreSQL takes a rare word for a frequent one, and would look through all conversations.
    its = await connection.scalars(select(LoggedWord.conversation_key).where(_is(rarest)).distinct())
    return [LoggedConversation.key.in_(list(its)), *(_has(word) for word in words if word != rarest)]


async def _places(connection: AsyncConnection, word: str) -> int:
    some = select(LoggedWord.word).where(_is(word)).limit(RARE + 1).subquery()
    return await connection.scalar(select(func.count()).select_from(some)) or 0


def _has(word: str) -> ColumnElement[bool]:
    its_words = LoggedWord.conversation_key == LoggedConversation.key
    return select(LoggedWord.word).where(its_words, _is(word)).exists()


def _is(word: str) -> ColumnElement[bool]:
    if len(word) < SHORTEST_START:
        return LoggedWord.word == word
    return LoggedWord.word.between(word, word + _BEHIND_ALL_LETTERS)
