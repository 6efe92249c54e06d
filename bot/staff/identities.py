"""Accounts that log in at an identity provider: registered beforehand by name, or let in by their mail domain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.staff.accounts import AccountError, Person, checked_name, checked_role, put
from bot.staff.proofs import new_totp_secret, nobodys_hash
from bot.staff.tables import StaffAccount, StaffIdentity

FIRST_ROLE = "reader"
"""Of somebody let in by the domain, where the provider says nothing of roles."""


@dataclass(frozen=True)
class Identity:
    """Who somebody is at a provider; `role` is None where the provider does not decide on it."""

    issuer: str
    subject: str
    name: str
    role: str | None


async def register(engine: AsyncEngine, name: str, role: str) -> None:
    """Let somebody of that name at the provider log in; a password that the account had is no more.

    Raises:
        AccountError: name or role will not do.
    """
    async with engine.begin() as connection:
        await _put(connection, checked_name(name), checked_role(role), None)


async def enter(engine: AsyncEngine, identity: Identity, domains: Sequence[str]) -> Person | None:
    """The account of an identity, or None when there is none for it. The first login binds the name to the identity."""
    try:
        async with engine.begin() as connection:
            name = await _known(connection, identity) or await _bound(connection, identity)
            name = name or await _let_in(connection, identity, domains)
            if name is None:
                return None
            account = StaffAccount.name == name
            if identity.role is not None:
                await connection.execute(update(StaffAccount).where(account).values(role=identity.role))
            return Person(name, str(await connection.scalar(select(StaffAccount.role).where(account))))
    except (IntegrityError, AccountError):
        return None


async def has_identity(engine: AsyncEngine, name: str) -> bool:
    """Whether an account logs in at the provider."""
    async with engine.connect() as connection:
        return await connection.scalar(select(StaffIdentity.name).where(StaffIdentity.name == name)) is not None


async def _known(connection: AsyncConnection, identity: Identity) -> str | None:
    query = select(StaffIdentity.name).where(
        StaffIdentity.issuer == identity.issuer, StaffIdentity.subject == identity.subject
    )
    name: str | None = await connection.scalar(query)
    return name


async def _bound(connection: AsyncConnection, identity: Identity) -> str | None:
    """The registered account of that name, unless somebody else's identity has it already."""
    name = checked_name(identity.name)
    free = update(StaffIdentity).where(StaffIdentity.name == name, StaffIdentity.subject.is_(None))
    bound = await connection.execute(free.values(issuer=identity.issuer, subject=identity.subject))
    return str(name) if bound.rowcount else None


async def _let_in(connection: AsyncConnection, identity: Identity, domains: Sequence[str]) -> str | None:
    name = checked_name(identity.name)
    taken = await connection.scalar(select(StaffAccount.name).where(StaffAccount.name == name))
    if taken is not None or name.count("@") != 1 or name.rsplit("@", 1)[1] not in domains:
        return None
    await _put(connection, name, identity.role or FIRST_ROLE, identity)
    return name


async def _put(connection: AsyncConnection, name: str, role: str, identity: Identity | None) -> None:
    unusable = {"password_hash": nobodys_hash(), "totp_secret": new_totp_secret(), "totp_step": 0, "role": role}
    await put(connection, name, unusable)
    there = {"issuer": identity.issuer, "subject": identity.subject} if identity else {"issuer": None, "subject": None}
    await connection.execute(insert(StaffIdentity).values(name=name, **there))
