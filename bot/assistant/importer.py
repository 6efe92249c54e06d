"""Training data importer that puts `domain.yml` and the texts of `bot/responses/` together.

`rasa train --domain` takes one path, and texts below `data/` would retrain the NLU; hence a place of their own.
The sentences are read here as well: Rasa reads and checks them three times over, slower than all of training takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import METADATA, METADATA_INTENT
from rasa.shared.nlu.training_data import entities_parser
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language.criteria import TOPICS

RESPONSES_DIR = Path(__file__).resolve().parent.parent / "responses"


class TopicImporter(RasaFileImporter):  # type: ignore[misc]
    """Rasa's file importer with one file of responses per topic."""

    def get_domain(self) -> Domain:
        """The vocabulary of `domain.yml` with all responses.

        Raises:
            ValueError: a response stands in two files.
        """
        domain = super().get_domain()
        for path in sorted(RESPONSES_DIR.glob("*.yml")):
            texts = Domain.load(str(path))
            twice = domain.responses.keys() & texts.responses.keys()
            if twice:
                raise ValueError(f"{path.name}: {', '.join(sorted(twice))} stands in another file as well")
            domain = domain.merge(texts)
        return domain

    def get_nlu_data(self, language: str | None = "de") -> TrainingData:
        """The sentences of all topics.

        Raises:
            ValueError: a file teaches something else than intents, or not line by line.
        """
        return _sentences(tuple(self._nlu_files))


@cache
def _sentences(files: tuple[str, ...]) -> TrainingData:
    return TrainingData([message for file in sorted(files) for message in _messages(Path(file))])


def _messages(path: Path) -> Iterator[Message]:
    # libyaml is many times faster than the loader in Python.
    for block in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["nlu"]:
        about = block.pop("metadata", None)
        if block.keys() != {"intent", "examples"} or not isinstance(block["examples"], str):
            raise ValueError(f"{path.name}: a block has an intent and its examples, one a line")
        if about is not None and (about.keys() != {"topics"} or not set(about["topics"]) <= set(TOPICS)):
            raise ValueError(f"{path.name}: metadata names topics of the contract and nothing else")
        yield from (_message(path, line.strip(), block["intent"], about) for line in block["examples"].splitlines())


def _message(path: Path, line: str, intent: str, about: dict[str, list[str]] | None) -> Message:
    if not line.startswith("- "):
        raise ValueError(f"{path.name}: an example starts with a hyphen, not {line!r}")
    example: Any = entities_parser.parse_training_example(line[2:], intent=intent)
    if about is not None:
        example.set(METADATA, {METADATA_INTENT: about})
    return example
