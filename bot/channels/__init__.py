"""Messengers: one adapter each behind one small interface (`adapter.py`); docs/architecture.md."""
