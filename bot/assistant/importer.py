"""Training data importer that puts `domain.yml` and the texts of `bot/responses/` together.

`rasa train --domain` takes one path, and texts below `data/` would retrain the NLU; hence a place of their own.
"""

from __future__ import annotations

from pathlib import Path

from rasa.shared.core.domain import Domain
from rasa.shared.importers.rasa import RasaFileImporter

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
