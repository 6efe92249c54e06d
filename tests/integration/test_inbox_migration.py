"""The migration of the inbox: what was logged before it can be filtered and searched as well, and nothing is lost."""

from __future__ import annotations

from alembic import command
from sqlalchemy import Connection, text
from test_migrations import alembic_config, on

from bot.database import migrate

CONVERSATION = (
    "INSERT INTO logged_conversations (key, channel, language, started_at, last_at, turns, fallbacks, "
    "lowest_confidence, outcome) VALUES ('{key}', 'rest', 'de', "
    "'2026-11-01 12:00:00', '2026-11-01 12:00:00', 2, 0, 0.9, 'talk')"
)
TURN = (
    "INSERT INTO logged_turns (conversation_key, number, message_id, at, text, redacted, language, goal, intent, "
    "confidence, criteria, topics, results, answers, fallback, outcome, milliseconds) VALUES ('{key}', {number}, "
    "'{key}{number}', '2026-11-01 12:00:00', '{said}', '{{}}', 'de', '{goal}', 'x', 0.9, '{{}}', '[]', '[]', '[]', "
    "false, 'talk', 12)"
)


def test_the_log_that_there_is_gets_its_goals_and_words(empty_database_url: str) -> None:
    migrate(empty_database_url, "0007")
    said = [("a", 1, "Koch in Hamm", "search"), ("a", 2, "danke, Koch", "thank"), ("b", 1, "/more", "more")]

    def fill(connection: Connection) -> None:
        for key in ("a", "b", "c"):
            connection.execute(text(CONVERSATION.format(key=key)))
        for key, number, what, goal in said:
            connection.exec_driver_sql(TURN.format(key=key, number=number, said=what, goal=goal))

    def read(connection: Connection) -> tuple[list, list, int]:
        goals = connection.execute(
            text("SELECT key, goals, flagged, reviewed_by FROM logged_conversations ORDER BY key")
        )
        words = connection.execute(text("SELECT conversation_key, word FROM logged_words ORDER BY word"))
        turns = connection.scalar(text("SELECT count(*) FROM logged_turns"))
        return [tuple(row) for row in goals], [tuple(row) for row in words], turns

    on(empty_database_url, fill)
    migrate(empty_database_url)
    goals, words, turns = on(empty_database_url, read)
    assert goals == [("a", ",search,thank,", False, None), ("b", ",more,", False, None), ("c", "", False, None)]
    assert words == [("a", "hamm"), ("a", "koch")]
    assert turns == 3
    command.downgrade(alembic_config(empty_database_url), "0007")
    assert on(empty_database_url, lambda connection: connection.scalar(text("SELECT count(*) FROM logged_turns"))) == 3
