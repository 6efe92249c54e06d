"""`kumpel check …`: what has to hold of the knowledge that is shipped."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import chain
from typing import Any

import click

from bot.figures import Bar, as_json, as_lines


@click.command()
@click.option("--json", "as_object", is_flag=True, help="Print one object.")
def facts(as_object: bool) -> None:
    """Check the stock's facts: sources, sections of law, amounts, dates, links. Exits with 1 when one is wrong."""
    from bot.catalogue.facts import RULES, FactProblem, fact_problems
    from bot.catalogue.stock import read_stock

    today = date.today()
    entries: list[Any] = list(chain.from_iterable(read_stock(today).values()))
    problems: list[FactProblem] = fact_problems(entries, today)
    counts = Counter(problem.rule for problem in problems)
    bars = [Bar(f"entries that break the rule: {rule}", counts[rule], "entries", 0) for rule in RULES]
    on = {"entries": len(entries), "needs_review": sum(1 for each in entries if each.needs_review)}
    if as_object:
        click.echo(as_json("check facts", on, bars, problems=[vars(problem) for problem in problems]))
    else:
        click.echo(f"{on['entries']} entries, {on['needs_review']} of them need a review")
        for problem in problems:
            click.echo(f"{problem.rule}: {problem.kind} {problem.id}: {problem.what}")
        click.echo(as_lines(bars))
    if problems:
        raise click.exceptions.Exit(1)
