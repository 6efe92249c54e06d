"""Roles as a table of permissions."""

from __future__ import annotations

READ = "read"
"""See figures and conversations."""
ERASE = "erase"
"""Erase a conversation at somebody's wish."""
AUDIT = "audit"
"""See who did what."""

CORRECT = "correct"
"""Say what a message means; see what was taught."""
ACCEPT = "accept"
"""Decide about others' corrections, bring them into the training data, train."""
PROMOTE = "promote"
"""Put a trained model to use, or go back to an earlier one."""

PERMISSIONS: dict[str, frozenset[str]] = {
    "reader": frozenset((READ,)),
    "reviewer": frozenset((READ, CORRECT)),
    "editor": frozenset((READ, ERASE, CORRECT, ACCEPT)),
    "admin": frozenset((READ, ERASE, AUDIT, CORRECT, ACCEPT, PROMOTE)),
}
ROLES = tuple(PERMISSIONS)


def may(role: str, permission: str) -> bool:
    """Whether a role has a permission; an unknown role has none."""
    return permission in PERMISSIONS.get(role, ())
