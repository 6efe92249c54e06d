"""Roles as a table of permissions."""

from __future__ import annotations

READ = "read"
"""See figures and conversations."""
ERASE = "erase"
"""Erase a conversation at somebody's wish."""
AUDIT = "audit"
"""See who did what."""
GAPS = "gaps"
"""See the report on demand and gaps, and take its files."""
CALLBACKS = "callbacks"
"""Read who wants to be called back, and call."""

PERMISSIONS: dict[str, frozenset[str]] = {
    "reader": frozenset((READ, GAPS)),
    "reviewer": frozenset((READ, GAPS)),
    "editor": frozenset((READ, ERASE, GAPS, CALLBACKS)),
    "admin": frozenset((READ, ERASE, AUDIT, GAPS, CALLBACKS)),
}
ROLES = tuple(PERMISSIONS)


def may(role: str, permission: str) -> bool:
    """Whether a role has a permission; an unknown role has none."""
    return permission in PERMISSIONS.get(role, ())
