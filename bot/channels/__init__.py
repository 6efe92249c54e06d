"""Messengers: one adapter each behind one small interface (`adapter.py`); docs/channels.md."""
