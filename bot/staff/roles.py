"""Roles as a table of permissions."""

from __future__ import annotations

READ = "read"
"""See figures and conversations."""
REVIEW = "review"
"""Tag, flag, note, assign and mark conversations as reviewed; take lists out of the console."""
ERASE = "erase"
"""Erase a conversation at somebody's wish."""
CATALOGUE = "catalogue"
"""Change what can be found; looking at it is reading."""
AUDIT = "audit"
"""See who did what."""
GAPS = "gaps"
"""See the report on demand and gaps, and take its files."""
CALLBACKS = "callbacks"
"""Read who wants to be called back, and call."""

CORRECT = "correct"
"""Say what a message means; see what was taught."""
ACCEPT = "accept"
"""Decide about others' corrections, bring them into the training data, train."""
PROMOTE = "promote"
"""Put a trained model to use, or go back to an earlier one."""

_READER = frozenset((READ, GAPS))
_REVIEWER = _READER | {REVIEW, CORRECT}
_EDITOR = _REVIEWER | {ERASE, CALLBACKS, CATALOGUE, ACCEPT}
PERMISSIONS: dict[str, frozenset[str]] = {
    "reader": _READER,
    "reviewer": _REVIEWER,
    "editor": _EDITOR,
    "admin": _EDITOR | {AUDIT, PROMOTE},
}
ROLES = tuple(PERMISSIONS)


def may(role: str, permission: str) -> bool:
    """Whether a role has a permission; an unknown role has none."""
    return permission in PERMISSIONS.get(role, ())
