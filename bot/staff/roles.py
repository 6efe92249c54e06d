"""Roles as a table of permissions."""

from __future__ import annotations

READ = "read"
"""See figures and conversations."""
ERASE = "erase"
"""Erase a conversation at somebody's wish."""
CATALOGUE = "catalogue"
"""Change what can be found; looking at it is reading."""
AUDIT = "audit"
"""See who did what."""

PERMISSIONS: dict[str, frozenset[str]] = {
    "reader": frozenset((READ,)),
    "reviewer": frozenset((READ,)),
    "editor": frozenset((READ, ERASE, CATALOGUE)),
    "admin": frozenset((READ, ERASE, CATALOGUE, AUDIT)),
}
ROLES = tuple(PERMISSIONS)


def may(role: str, permission: str) -> bool:
    """Whether a role has a permission; an unknown role has none."""
    return permission in PERMISSIONS.get(role, ())
