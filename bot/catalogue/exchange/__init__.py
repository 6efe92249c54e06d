"""The catalogue's way in and out: spreadsheets in German, job search answers, and `import_records` for programs."""

from bot.catalogue.exchange.importing import ImportOutcome, import_records
from bot.catalogue.exchange.records import EmployerRecord, OfferRecord, RecordError

__all__ = ["EmployerRecord", "ImportOutcome", "OfferRecord", "RecordError", "import_records"]
