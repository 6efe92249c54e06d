"""Rasa's recommended default pipeline on the same training data, to compare ours with.

Its criteria come from lookup tables with all our words, which its synonym mapper turns into codes. It has no scopes:
what it finds counts as wished. Dialogue state is ours, so that only the understanding of a message differs.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.evaluation.assistants import Reader
from bot.evaluation.cost import timed_command
from bot.language.matching_words import table_rows
from bot.language.occupations import training_occupations
from bot.language.places_data import districts, kreise, municipalities, postal_codes
from bot.language.read import read
from bot.settings import PROJECT_ROOT

FALLBACK = "nlu_fallback"
UNCLEAR = "out_of_scope"
_CONFIG = Path(__file__).with_suffix(".yml")
_SINGLE = ("postal_code", "district")
_TAUGHT_BY_EXAMPLES = ("offer", "size", "features", "topics")
"""Keys whose vocabulary is patterns, which a lookup table cannot hold: the words that the training sentences use."""

Synonyms = dict[str, dict[str, list[str]]]
"""Words in lower case -> key -> codes."""


def train(folder: Path, epochs: int) -> tuple[float, Path]:
    """Train in a folder that is ours alone, in a process of its own.

    Returns:
        Wall seconds of the whole command, and the model's file.

    Raises:
        subprocess.CalledProcessError: the training failed; its output was shown.
    """
    write_project(folder, epochs)
    command = [sys.executable, "-W", "ignore", "-m", "rasa", "train", "nlu", "--config", str(folder / "config.yml")]
    command += ["--nlu", str(folder / "data"), "--out", str(folder / "models"), "--fixed-model-name", "default"]
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "2"}
    seconds = timed_command(command, environment)
    return seconds, folder / "models" / "default.tar.gz"


def write_project(folder: Path, epochs: int) -> None:
    """The pipeline's configuration, our training sentences and the lookup tables, as Rasa reads them."""
    config = yaml.safe_load(_CONFIG.read_text(encoding="utf-8"))
    next(part for part in config["pipeline"] if part["name"] == "DIETClassifier")["epochs"] = epochs
    (folder / "data").mkdir(parents=True)
    _write(folder / "config.yml", config)
    for path in PROJECT_ROOT.glob("data/*/nlu*.yml"):
        shutil.copy(path, folder / "data" / f"{path.parent.name}_{path.name}")
    _write(folder / "data" / "vocabulary.yml", {"version": "3.1", "nlu": list(lookups(vocabulary()))})


def _write(path: Path, content: Any) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000), encoding="utf-8")


def vocabulary() -> Synonyms:
    """All words of the tables, and of the training sentences where the table holds patterns."""
    found: Synonyms = defaultdict(lambda: defaultdict(list))
    for words in (_place_words(), _occupation_words(), _industry_words(), _taught_words()):
        for word, key, codes in words:
            known = found[word.strip().lower()][key]
            known += [code for code in codes if code not in known]
    return {word: dict(keys) for word, keys in found.items() if word}


def _place_words() -> Iterator[tuple[str, str, list[str]]]:
    for place in municipalities().values():
        yield from ((name, "place", [place.ags]) for name in (place.name, place.official, *place.also))
    for kreis in kreise().values():
        if not kreis.is_city:
            yield from ((name, "place", [kreis.ags]) for name in (kreis.name, *kreis.also))
    for district in districts():
        for name in (district.name, *district.also):
            yield name, "place", [district.ags]
            yield name, "district", [district.name]
    for code in postal_codes().values():
        yield code.code, "place", [code.ags]
        yield code.code, "postal_code", [code.code]


def _occupation_words() -> Iterator[tuple[str, str, list[str]]]:
    for one in training_occupations():
        yield from ((title, "occupation", [one.kldb]) for title in (one.title_short, one.male, one.female))
    for kldb, _, title, names, short, *_ in table_rows("everyday_occupations.csv"):
        yield from ((word, "occupation", kldb.split()) for word in (title, *names.split(","), *short.split(",")))
    for kldb, _, _, words, *_ in table_rows("fields.csv"):
        yield from ((word, "occupation", kldb.split()) for word in words.split(","))


def _industry_words() -> Iterator[tuple[str, str, list[str]]]:
    for wz, _, _, words in table_rows("industries.csv"):
        yield from ((word, "industry", wz.split()) for word in words.split(","))


def _taught_words() -> Iterator[tuple[str, str, list[str]]]:
    for text in training_sentences():
        for mention in read(text).mentions:
            if mention.key in _TAUGHT_BY_EXAMPLES:
                yield text[mention.start : mention.end], mention.key, list(mention.codes)


def training_sentences() -> Iterator[str]:
    """All sentences that the assistant learns from."""
    for path in sorted(PROJECT_ROOT.glob("data/*/nlu*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            yield from (line.removeprefix("- ") for line in map(str.strip, block.get("examples", "").splitlines()))


def lookups(words: Synonyms) -> Iterator[dict[str, str]]:
    """Lookup tables, synonyms and one annotated example per key, without which Rasa ignores a table."""
    by_key: dict[str, list[str]] = defaultdict(list)
    for word, keys in words.items():
        by_key[main_key(keys)].append(word)
        yield {"synonym": written(keys), "examples": f"- {word}\n"}
    for key, listed in by_key.items():
        # The longest first: of several alternatives a regular expression takes the first that fits.
        yield {"lookup": key, "examples": "".join(f"- {word}\n" for word in sorted(listed, key=len, reverse=True))}
        yield {"intent": "search", "examples": f"- [{listed[0]}]({key})\n"}


def main_key(keys: Mapping[str, list[str]]) -> str:
    """The lookup table that a word stands in."""
    return next(iter(keys))


def written(keys: Mapping[str, list[str]]) -> str:
    """All that a word stands for as the value of its synonym."""
    return "|".join(f"{key}:{','.join(codes)}" for key, codes in keys.items())


def understood(value: str) -> dict[str, list[str]]:
    """What `written` wrote; nothing for a value that no synonym replaced."""
    parts = [part.partition(":") for part in value.split("|") if ":" in part]
    return {key: codes.split(",") for key, _, codes in parts}


def reading_of(entities: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The entities of a message as the reading that our dialogue state takes."""
    says: dict[str, Any] = {}
    for entity in entities:
        for key, codes in understood(str(entity["value"])).items():
            if key in _SINGLE:
                says.setdefault(key, codes[0])
            else:
                says[key] = list(dict.fromkeys([*says.get(key, ()), *codes]))
    topics = says.pop("topics", [])
    return {"says": says, "topics": topics}


class DefaultReader:
    """The default pipeline in the place of ours."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def parse(self, text: str) -> dict[str, Any]:
        """Intent and reading of a message; too little certainty counts as out of scope, as in ours."""
        parsed = await self._reader.parse(text)
        name = parsed["intent"]["name"]
        intent = {**parsed["intent"], "name": UNCLEAR if name in (FALLBACK, None) else name}
        return {**parsed, "intent": intent, "reading": reading_of(parsed["entities"])}
