"""`kumpel teach …`: what staff taught, trainings from it, and which model is in use."""

from __future__ import annotations

import getpass
import os
from pathlib import Path

import click
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cli.preparation import with_engine
from bot.conversations import trainings
from bot.conversations.corrections import STATES, Corrected, list_corrections
from bot.conversations.lessons import read_lessons
from bot.conversations.trainings import Trained, find_training, list_trainings
from bot.settings import load_settings
from bot.staff import audit
from bot.teaching import model_store, promotion
from bot.teaching.files import added_to
from bot.teaching.promotion import NotPromotedError
from bot.teaching.verdict import verdict_of


@click.group()
def teach() -> None:
    """What staff taught: list, export, train, compare, promote, rollback."""


@teach.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only corrections of this state.")
def list_command(state: str | None) -> None:
    """Show the corrections, the trainings and the models."""
    settings = load_settings()
    states = (state,) if state else ()

    async def find(engine: AsyncEngine) -> tuple[list[Corrected], list[Trained]]:
        return await list_corrections(engine, *states), await list_trainings(engine)

    corrected, trained = with_engine(find)
    for one in corrected:
        click.echo(f"correction {one.number:5} {one.state:9} {one.author:12} {one.goal or one.kind:18} {one.text}")
    for training in trained:
        click.echo(f"training   {training.number:5} {training.state:9} {training.started_by:12} {training.model}")
    for card in model_store.models(settings):
        click.echo(f"model      {card['file']} (lessons: {len(card.get('lessons', ()))})")


@teach.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export(folder: Path) -> None:
    """Add all that is taught to the files of FOLDER as the repository has them; in a checkout `git diff` shows it."""
    for name, text in added_to(folder, read_lessons(load_settings().database_url)).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        click.echo(str(path))


@teach.command()
@click.option("--number", type=int, help="Of a training that was begun in the console.")
def train(number: int | None) -> None:
    """Train a candidate with all that is taught, and compare it with the model in use."""
    # Before numpy is loaded, as in `kumpel train`.
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    from bot.cli.teaching import train_and_compare

    settings = load_settings()

    async def work(engine: AsyncEngine) -> int:
        lessons = [lesson.number for lesson in read_lessons(settings.database_url)]
        begun = number or await trainings.begin_training(engine, _who(), lessons)
        if begun is None:
            raise click.ClickException("Another training is under way.")
        await train_and_compare(engine, settings, begun)
        return begun

    _show(with_engine(work))


@teach.command()
@click.argument("number", type=int)
def compare(number: int) -> None:
    """Compare the model of training NUMBER with the one in use (again)."""
    from bot.cli.teaching import compare as compare_again

    settings = load_settings()
    with_engine(lambda engine: compare_again(engine, settings, number))
    _show(number)


@teach.command()
@click.argument("number", type=int)
@click.option("--reason", default="", help="Why, although something sealed got worse.")
def promote(number: int, reason: str) -> None:
    """Let the model of training NUMBER be the one in use; a running Kumpel loads it within seconds."""
    settings = load_settings()

    async def work(engine: AsyncEngine) -> Trained:
        training = await promotion.promote(engine, settings, number, _who(), reason)
        overruled = bool(verdict_of(training.report, settings.teach_margin).fell)
        await audit.note(engine, _who(), "teach_overruled" if overruled else "teach_promoted", training.model)
        return training

    try:
        training = with_engine(work)
    except NotPromotedError as error:
        raise click.ClickException(f"Not promoted: {error}.") from None
    click.echo(f"{training.model} is in use.")


@teach.command()
@click.argument("name", required=False)
def rollback(name: str | None) -> None:
    """Let the model before, or the one called NAME, be in use again."""
    settings = load_settings()
    earlier = model_store.earlier_models(settings)
    if not earlier:
        raise click.ClickException("There is no earlier model that fits what is installed.")
    card = model_store.roll_back(settings, name or str(earlier[0]["file"]))
    with_engine(lambda engine: audit.note(engine, _who(), "teach_rolled_back", str(card["file"])))
    click.echo(f"{card['file']} is in use.")


def _who() -> str:
    """Who stands in the audit trail for what is done here."""
    return f"kumpel teach ({getpass.getuser()})"[:64]


def _show(number: int) -> None:
    training = with_engine(lambda engine: find_training(engine, number))
    if training is None:
        raise click.ClickException(f"There is no training {number}.")
    verdict = verdict_of(training.report, load_settings().teach_margin)
    for figure in verdict.figures:
        mark = "WORSE" if figure.fell else "ok   "
        click.echo(f"{mark} {figure.name:40} {figure.before:.4f} -> {figure.after:.4f}")
    for name in ("better", "worse", "right", "wrong"):
        click.echo(f"corrected messages, {name}: {', '.join(map(str, getattr(verdict, name))) or 'none'}")
    click.echo(f"training {number}: {training.state}, {training.model}")
