"""`kumpel train`."""

from __future__ import annotations

import os
import time

import click

from bot.settings import load_settings


@click.command()
@click.option("--force", is_flag=True, help="Also when the model in use fits.")
@click.option("--candidate", is_flag=True, help="With all that staff taught, put aside until it is promoted.")
def train(force: bool, candidate: bool) -> None:
    """Train when no model fits the training data, the texts, the libraries and the German pipeline that are here."""
    # Before numpy is loaded: its threads wait for each other more than they gain on vectors of this size.
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    from bot.assistant import training, without_tensorflow
    from bot.conversations.lessons import read_lessons

    settings = load_settings()
    if not (force or candidate) and training.fits(settings):
        click.echo(f"{training.newest_model(settings).name} fits: nothing to train (--force trains all the same).")
        return
    started = time.monotonic()
    without_tensorflow.install()
    lessons = read_lessons(settings.database_url) if candidate else training.lessons_in_use(settings)
    card = training.train(settings, lessons, candidate=candidate)
    click.echo(f"Trained {card['file']} in {time.monotonic() - started:.0f} s (spaCy: {card['spacy']}).")
