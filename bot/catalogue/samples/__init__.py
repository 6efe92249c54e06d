"""Fictional employers and offers to try the assistant with: the same ones in every catalogue, all marked as samples.

The German material stands in the YAML files of this folder: what kinds of firms there are and what each offers
(`kinds/`), titles with their codes (`occupations.yml`), quarters (`places.yml`), invented names and sentences.
"""

from bot.catalogue.samples.days import REFERENCE_DATE
from bot.catalogue.samples.firms import Firm
from bot.catalogue.samples.generating import SOURCE, fill, firms, generate
from bot.catalogue.samples.places import sample_municipalities

__all__ = ["REFERENCE_DATE", "SOURCE", "Firm", "fill", "firms", "generate", "sample_municipalities"]
