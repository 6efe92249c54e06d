"""Accounts: made and removed by `kumpel staff`, asked for at a login."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.staff.proofs import is_password, new_totp_secret, nobodys_hash, password_hash, totp_step
from bot.staff.roles import ROLES
from bot.staff.tables import StaffAccount, StaffIdentity, StaffSession

_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,63}")


class AccountError(ValueError):
    """An account cannot be made or changed so; the message says why."""


@dataclass(frozen=True)
class Person:
    """Somebody of the staff."""

    name: str
    role: str


async def add(engine: AsyncEngine, name: str, role: str, password: str) -> str:
    """Make an account, or give one that there is a new password and second factor; returns the secret of the latter.

    Raises:
        AccountError: name, role or password will not do.
    """
    name, role = checked_name(name), checked_role(role)
    try:
        hashed = await asyncio.to_thread(password_hash, password)
    except ValueError as error:
        raise AccountError(str(error)) from None
    secret = new_totp_secret()
    async with engine.begin() as connection:
        await put(connection, name, {"password_hash": hashed, "totp_secret": secret, "totp_step": 0, "role": role})
    return secret


async def put(connection: AsyncConnection, name: str, values: Mapping[str, object]) -> None:
    """Make an account or give it other proofs; its logins end, and so does its identity at a provider."""
    await connection.execute(delete(StaffSession).where(StaffSession.name == name))
    await connection.execute(delete(StaffIdentity).where(StaffIdentity.name == name))
    this = update(StaffAccount).where(StaffAccount.name == name)
    if not (await connection.execute(this.values(**values))).rowcount:
        now = datetime.now(timezone.utc)
        await connection.execute(insert(StaffAccount).values(name=name, created_at=now, **values))


async def remove(engine: AsyncEngine, name: str) -> None:
    """Let an account log in no more, and end its sessions. What it did stays in the audit trail.

    Raises:
        AccountError: there is none of that name.
    """
    this = StaffAccount.name == checked_name(name)
    async with engine.begin() as connection:
        await connection.execute(delete(StaffSession).where(StaffSession.name == checked_name(name)))
        if not (await connection.execute(delete(StaffAccount).where(this))).rowcount:
            raise AccountError(f"there is no account {name!r}")


async def everybody(engine: AsyncEngine) -> list[Person]:
    """All accounts by name."""
    async with engine.connect() as connection:
        rows = await connection.execute(select(StaffAccount.name, StaffAccount.role).order_by(StaffAccount.name))
        return [Person(*row) for row in rows]


async def anybody(engine: AsyncEngine) -> bool:
    """Whether there is staff at all."""
    async with engine.connect() as connection:
        return bool(await connection.scalar(select(func.count()).select_from(StaffAccount)))


async def proven(engine: AsyncEngine, name: str, password: str, code: str, now: datetime) -> Person | None:
    """Who logs in, or None: name, password or code is wrong, and which one is nobody's to know."""
    query = select(StaffAccount).where(StaffAccount.name == name.strip().lower())
    async with engine.connect() as connection:
        row = (await connection.execute(query)).mappings().one_or_none()
    stored = row["password_hash"] if row else nobodys_hash()
    fits = await asyncio.to_thread(is_password, stored, password)
    step = totp_step(row["totp_secret"], code, now.timestamp(), row["totp_step"]) if row else None
    if row is None or not fits or step is None:
        return None
    # Of two logins with one code only the first changes the row.
    taken = update(StaffAccount).where(StaffAccount.name == row["name"], StaffAccount.totp_step < step)
    async with engine.begin() as connection:
        first = (await connection.execute(taken.values(totp_step=step))).rowcount
    return Person(row["name"], row["role"]) if first else None


def checked_role(role: str) -> str:
    """A role.

    Raises:
        AccountError: there is none of that name.
    """
    if role not in ROLES:
        raise AccountError(f"there is no role {role!r}; there are {', '.join(ROLES)}")
    return role


def checked_name(name: str) -> str:
    """A name as accounts have it.

    Raises:
        AccountError: it will not do.
    """
    lowered = name.strip().lower()
    if not _NAME.fullmatch(lowered):
        raise AccountError("a name has 2 to 64 letters, digits, dots, hyphens, underscores, @ or +")
    return lowered
