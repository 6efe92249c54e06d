"""The starting stock: programmes, places, events and occupations as YAML that people write and review.

`docs/knowledge.md` describes the files.
"""

from bot.catalogue.stock.filling import fill_stock
from bot.catalogue.stock.reading import STOCK_DIR, StockError, read_stock

__all__ = ["STOCK_DIR", "StockError", "fill_stock", "read_stock"]
