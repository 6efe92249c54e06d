"""Roles as a table of permissions."""

from __future__ import annotations

READ = "read"
"""See figures and conversations."""
REVIEW = "review"
"""Tag, flag, note, assign and mark conversations as reviewed; take lists out of the console."""
ERASE = "erase"
"""Erase a conversation at somebody's wish."""
AUDIT = "audit"
"""See who did what."""

PERMISSIONS: dict[str, frozenset[str]] = {
    "reader": frozenset((READ,)),
    "reviewer": frozenset((READ, REVIEW)),
    "editor": frozenset((READ, REVIEW, ERASE)),
    "admin": frozenset((READ, REVIEW, ERASE, AUDIT)),
}
ROLES = tuple(PERMISSIONS)


def may(role: str, permission: str) -> bool:
    """Whether a role has a permission; an unknown role has none."""
    return permission in PERMISSIONS.get(role, ())
