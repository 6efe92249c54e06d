"""`kumpel evaluate …`: how well German is understood."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from bot.evaluation.run import Assistant, Scores, load_set
from bot.evaluation.run import evaluate as run_evaluation
from bot.settings import PROJECT_ROOT, load_settings

SEALED = ("messages.jsonl", "dialogues.jsonl")
_MOST_MISSES = 40


@click.group()
def evaluate() -> None:
    """Measure how well German is understood."""


@evaluate.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object, with every miss.")
@click.option(
    "--html", "page", type=click.Path(dir_okay=False, path_type=Path), help="Write a page with the confusions."
)
@click.option("--url", help="Ask a running assistant (Rasa's address) instead of the model alone.")
@click.option("--token", default="", help="Token of that assistant's HTTP API.")
def understanding(files: tuple[Path, ...], as_json: bool, page: Path | None, url: str | None, token: str) -> None:
    """Score messages and dialogues (FILES, else the sealed sets); exits with 1 when a target is missed."""
    from bot.evaluation import report
    from bot.figures import as_json as to_json
    from bot.figures import as_lines

    folder = PROJECT_ROOT / "tests" / "understanding"
    paths = files or tuple(folder / name for name in SEALED)
    records = [record for path in paths for record in load_set(path)]
    scores, on = asyncio.run(_scores(records, url, token))
    bars = report.bars(scores)
    if page:
        page.write_text(report.page(scores), encoding="utf-8")
    if as_json:
        click.echo(to_json("evaluate understanding", on, bars, **report.details(scores)))
    else:
        click.echo(as_lines(bars))
        for miss in scores.misses[:_MOST_MISSES] if files else ():
            click.echo(f"{miss['id']}: {miss['text']}\n   expected {miss['expected']}\n   found    {miss['found']}")
    if not all(bar.ok for bar in bars):
        raise SystemExit(1)


async def _scores(records: list[dict[str, object]], url: str | None, token: str) -> tuple[Scores, dict[str, object]]:
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
