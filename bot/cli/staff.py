"""`kumpel staff …`: who may use the console."""

from __future__ import annotations

import click
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cli.preparation import with_engine
from bot.region import load_region
from bot.settings import load_settings
from bot.staff import accounts, audit, identities
from bot.staff.accounts import AccountError
from bot.staff.proofs import new_password, totp_address
from bot.staff.roles import ROLES

COMMAND_LINE = "kumpel staff"
"""Who stands in the audit trail for what is done here."""


@click.group()
def staff() -> None:
    """Who may use the staff console: add, remove, list."""


@staff.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default="reader", show_default=True, help="What the person may do.")
@click.option("--ask", is_flag=True, help="Ask for the password instead of making one.")
@click.option("--sso", is_flag=True, help="No password: the person logs in at the OpenID Connect provider.")
def add(name: str, role: str, ask: bool, sso: bool) -> None:
    """Make an account, or give one a new password and second factor. Both are shown this once."""
    if sso:
        _register(name, role)
        return
    password = click.prompt("Password", hide_input=True, confirmation_prompt=True) if ask else new_password()

    async def work(engine: AsyncEngine) -> str:
        secret = await accounts.add(engine, name, role, password)
        await audit.note(engine, COMMAND_LINE, "account_added", name.strip().lower())
        return secret

    try:
        secret = with_engine(work)
    except AccountError as error:
        raise click.ClickException(str(error)) from None
    issuer = load_region(load_settings().region).assistant
    click.echo(f"{name.strip().lower()} may log in as {role}.")
    if not ask:
        click.echo(f"Password: {password}")
    click.echo(f"Second factor: {secret}\n{totp_address(secret, name.strip().lower(), issuer)}")


def _register(name: str, role: str) -> None:
    async def work(engine: AsyncEngine) -> None:
        await identities.register(engine, name, role)
        await audit.note(engine, COMMAND_LINE, "account_added", name.strip().lower())

    try:
        with_engine(work)
    except AccountError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{name.strip().lower()} may log in as {role} at the OpenID Connect provider.")


@staff.command()
@click.argument("name")
def remove(name: str) -> None:
    """End an account and its logins."""

    async def work(engine: AsyncEngine) -> None:
        await accounts.remove(engine, name)
        await audit.note(engine, COMMAND_LINE, "account_removed", name.strip().lower())

    try:
        with_engine(work)
    except AccountError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{name.strip().lower()} may log in no more.")


@staff.command("list")
def list_command() -> None:
    """Show all accounts."""
    for person in with_engine(accounts.everybody):
        click.echo(f"{person.name:24} {person.role}")
