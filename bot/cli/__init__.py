"""`kumpel …`: one module per group of commands, loaded when it is asked for."""

from __future__ import annotations

from typing import Any

import click

from bot.cli.failures import known, one_line
from bot.cli.lazy import Entry, LazyGroup

COMMANDS = {
    "run": Entry("bot.cli.run", "run", "Start everything and print the address."),
    "train": Entry("bot.cli.train", "train", "Train when no model fits what it is trained from."),
    "chat": Entry("bot.cli.chat", "chat", "Chat in the terminal."),
    "migrate": Entry("bot.cli.maintenance", "migrate", "Bring the database to the newest schema."),
    "status": Entry("bot.cli.maintenance", "status", "Show what runs, the database, the model and the pipeline."),
    "catalogue": Entry("bot.cli.catalogue", "catalogue", "What can be found: template, import, export, stats, review."),
    "conversations": Entry("bot.cli.conversations", "conversations", "The log: stats, purge, erase, receipt."),
    "staff": Entry("bot.cli.staff", "staff", "Who may use the staff console: add, remove, list."),
    "callbacks": Entry("bot.cli.callbacks", "callbacks", "Wishes to be called back: list them, delete what is done."),
    "channels": Entry("bot.cli.channels", "channels", "Messengers: status, test, set-webhook, matrix-login."),
    "gaps": Entry("bot.cli.gaps", "gaps", "What was asked for and not there: count, show, export."),
    "teach": Entry("bot.cli.teach", "teach", "What staff taught: list, export, train, compare, promote, rollback."),
    "explain": Entry("bot.cli.explain", "explain", "Show how a sentence is understood."),
    "bench": Entry("bot.cli", "bench", "Measure search and chat against their limits."),
    "check": Entry("bot.cli", "check", "Check what is shipped against its rules."),
    "evaluate": Entry("bot.cli.evaluate", "evaluate", "Measure how well German is understood."),
}
BENCHES = {
    "search": Entry("bot.cli.bench_search", "search", "100,000 employers, 500 searches, SQLite and PostgreSQL."),
    "chat": Entry("bot.cli.bench_chat", "chat", "Turns through Rasa, short and long, alone and many at once."),
    "channels": Entry("bot.cli.bench_channels", "channels", "10 messages a second over the messengers at once."),
    "console": Entry("bot.cli.bench_console", "console", "Staff console with 1,000,000 conversations of 12 turns."),
    "faults": Entry("bot.cli.bench_faults", "faults", "200 chats while everything is killed at random."),
    "load": Entry("bot.cli.bench_load", "load", "100 chats at once through the public page."),
}

CHECKS = {
    "facts": Entry("bot.cli.check_facts", "facts", "Sources, sections of law, amounts, dates and links of the stock.")
}


class Kumpel(LazyGroup):
    """The command itself, which turns known failures into one line."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command.

        Raises:
            click.ClickException: it failed for a reason that its user can mend.
        """
        try:
            return super().invoke(ctx)
        except Exception as error:
            if ctx.params["debug"] or isinstance(error, click.exceptions.Exit) or not isinstance(error, known()):
                raise
            raise click.ClickException(one_line(error)) from error


@click.group(cls=Kumpel, entries=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show where in the code a failure happened.")
def kumpel(debug: bool) -> None:
    """Kumpel, the chat assistant that leads young people to local employers."""


@click.group(cls=LazyGroup, entries=BENCHES)
def bench() -> None:
    """Measure against the limits that were asked for; exits with 1 when one is missed."""


@click.group(cls=LazyGroup, entries=CHECKS)
def check() -> None:
    """Check against the rules; exits with 1 when one is broken."""


def main() -> None:
    """The entry point of `kumpel`."""
    kumpel(prog_name="kumpel")
