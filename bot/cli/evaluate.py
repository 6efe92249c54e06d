"""`kumpel evaluate …`: how well German is understood, and personal data found."""

from __future__ import annotations

import asyncio
import dataclasses
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from bot.evaluation.run import Assistant, Scores, load_set
from bot.evaluation.run import evaluate as run_evaluation
from bot.figures import Bar, as_json, as_lines
from bot.settings import PROJECT_ROOT, Settings, load_settings, variable

SETS = PROJECT_ROOT / "tests" / "understanding"
SEALED = tuple(sorted(SETS.glob("*.jsonl")))
"""Written before the tuning; nobody reads them, only their figures."""
SEALED_LINES = PROJECT_ROOT / "tests" / "redaction" / "sealed.jsonl"
TIMED = SETS / "dev" / "messages.jsonl"
"""Messages whose reading is timed: none of the sealed ones, because their words stand in no output."""
_MOST_MISSES = 40


@click.group()
def evaluate() -> None:
    """Measure how well German is understood, and personal data found."""


@evaluate.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "to_json", is_flag=True, help="One JSON object, with every miss.")
@click.option(
    "--html", "page", type=click.Path(dir_okay=False, path_type=Path), help="Write a page with the confusions."
)
@click.option("--url", help="Ask a running assistant (Rasa's address) instead of the model alone.")
@click.option("--token", default="", help="Token of that assistant's HTTP API.")
def understanding(files: tuple[Path, ...], to_json: bool, page: Path | None, url: str | None, token: str) -> None:
    """Score messages and dialogues (FILES, else the sealed sets); exits with 1 when a target is missed."""
    from bot.evaluation import report

    records = _records(files or SEALED)
    scores, on = asyncio.run(_scores(records, url, token))
    bars = report.bars(scores)
    if page:
        page.write_text(report.page(scores), encoding="utf-8")
    if to_json:
        click.echo(as_json("evaluate understanding", on, bars, **report.details(scores)))
    else:
        click.echo(as_lines(bars))
        for miss in scores.misses[:_MOST_MISSES] if files else ():
            click.echo(f"{miss['id']}: {miss['text']}\n   expected {miss['expected']}\n   found    {miss['found']}")
    _end(bars)


@evaluate.command()
@click.option("--json", "to_json", is_flag=True, help="One JSON object, with every miss.")
def vocabulary(to_json: bool) -> None:
    """Find every training occupation, municipality and postal code; exits with 1 when a target is missed."""
    from bot.evaluation.vocabulary import measure

    found = measure()
    bars = [part.bar for part in found]
    if to_json:
        parts = [{"name": part.name, "total": part.total, "misses": part.misses} for part in found]
        click.echo(as_json("evaluate vocabulary", {}, bars, parts=parts))
    else:
        click.echo(as_lines(bars))
        for part in found:
            for miss in part.misses[:_MOST_MISSES]:
                click.echo(f"{part.name}: {miss['text']}   expected {miss['expected']}, found {miss['found']}")
    _end(bars)


@evaluate.command()
@click.option("--json", "to_json", is_flag=True, help="One JSON object.")
def cost(to_json: bool) -> None:
    """Train, load and ask the model, and weigh Rasa's process; exits with 1 when a target is missed."""
    from bot.evaluation import cost

    settings = load_settings()
    with tempfile.TemporaryDirectory(prefix="kumpel-cost-") as folder:
        train_seconds, model = cost.timed_training(settings, Path(folder))
        measured = cost.measured(model, _timed_texts())
        server_mb = asyncio.run(_server_memory(settings, Path(folder)))
    bars = cost.bars(train_seconds, measured, server_mb)
    click.echo(as_json("evaluate cost", {}, bars, **vars(measured)) if to_json else as_lines(bars))
    _end(bars)


@evaluate.command()
@click.option("--json", "to_json", is_flag=True, help="One JSON object.")
@click.option("--epochs", type=click.IntRange(min=1), default=100, show_default=True, help="Of DIET's training.")
def compare(to_json: bool, epochs: int) -> None:
    """Train Rasa's default pipeline and ours on the same data; exits with 1 unless ours is ahead."""
    from bot.evaluation import compare, cost, default_pipeline

    with tempfile.TemporaryDirectory(prefix="kumpel-compare-") as folder:
        ours = _measured(*cost.timed_training(load_settings(), Path(folder)), default=False)
        default = _measured(*default_pipeline.train(Path(folder) / "default", epochs), default=True)
    rows = compare.rows(ours, default)
    bars = [row.bar for row in rows]
    if to_json:
        on = {"epochs": epochs, "sets": [path.name for path in SEALED]}
        click.echo(as_json("evaluate compare", on, bars, **compare.details(rows, ours, default)))
    else:
        click.echo(compare.as_table(rows))
    _end(bars)


@evaluate.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "to_json", is_flag=True, help="One JSON object; with FILES, every miss.")
def redaction(files: tuple[Path, ...], to_json: bool) -> None:
    """Find personal data in hand-written lines (FILES, else the sealed ones); exits with 1 when a target is missed."""
    from bot.assistant.named_people import person_finder
    from bot.assistant.spacy_pipeline import installed_pipeline
    from bot.evaluation import redaction

    lines = [line for path in files or (SEALED_LINES,) for line in redaction.load(path)]
    scores = redaction.score(lines, person_finder())
    bars = redaction.bars(scores)
    misses = scores.misses[:_MOST_MISSES] if files else []
    if to_json:
        on = {"lines": len(lines), "spacy": installed_pipeline()}
        click.echo(as_json("evaluate redaction", on, bars, kinds=redaction.by_kind(scores), misses=misses))
    else:
        click.echo("\n".join([as_lines(bars), *redaction.kind_lines(scores)]))
        for miss in misses:
            click.echo(f"{miss['text']}\n   missed {miss['missed']}, wrong {miss['wrong']}")
    _end(bars)


def _measured(train_seconds: float, model: Path, default: bool) -> Any:
    from bot.assistant.agent import ModelReader
    from bot.evaluation.assistants import ModelAlone
    from bot.evaluation.compare import Measured
    from bot.evaluation.cost import measured
    from bot.evaluation.default_pipeline import DefaultReader

    cost = measured(model, _timed_texts(), with_tensorflow=default)
    reader = ModelReader(str(model))
    scores = asyncio.run(run_evaluation(ModelAlone(DefaultReader(reader) if default else reader), _records(SEALED)))
    return Measured(scores, train_seconds, cost)


async def _server_memory(settings: Settings, folder: Path) -> float:
    """Megabytes of the real server with the folder's model, after it has answered."""
    from bot.cli.servers import running_servers
    from bot.database import migrate_async
    from bot.evaluation.cost import memory_mb

    url = f"sqlite+aiosqlite:///{folder / 'cost.sqlite'}"
    await migrate_async(url)
    settings = dataclasses.replace(settings, database_url=url, models_dir=str(folder))
    async with running_servers(settings, folder) as (used, assistant):
        for number, text in enumerate(_timed_texts()[:100]):
            await assistant.answer(f"cost-{number % 10}", text)
        return memory_mb(_rasa_process(used.rasa_port))


def _rasa_process(port: int) -> int:
    """The id of the process that serves Rasa on a port."""
    setting = f"{variable('rasa_port')}={port}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            ours = setting in (folder / "environ").read_bytes().split(b"\0")
            if ours and b"bot.assistant.server" in (folder / "cmdline").read_bytes():
                return int(folder.name)
        except OSError:
            continue
    raise RuntimeError(f"no process serves Rasa on port {port}")


def _timed_texts() -> list[str]:
    return [str(record["text"]) for record in load_set(TIMED)]


def _records(paths: Sequence[Path]) -> list[dict[str, Any]]:
    return [record for path in paths for record in load_set(path)]


def _end(bars: Sequence[Bar]) -> None:
    if not all(bar.ok for bar in bars):
        raise SystemExit(1)


async def _scores(records: list[dict[str, Any]], url: str | None, token: str) -> tuple[Scores, dict[str, object]]:
    if url is None:
        assistant, on = _model_alone()
        return await run_evaluation(assistant, records), on
    import aiohttp

    from bot.evaluation.assistants import RunningAssistant

    async with aiohttp.ClientSession() as session:
        return await run_evaluation(RunningAssistant(session, url, token), records), {"assistant": url}


def _model_alone() -> tuple[Assistant, dict[str, object]]:
    from bot.assistant.training import models, newest_model
    from bot.evaluation.assistants import ModelAlone

    settings = load_settings()
    model = newest_model(settings)
    return ModelAlone.load(str(model)), {"model": model.name, "spacy": models(settings)[0]["spacy"]}
