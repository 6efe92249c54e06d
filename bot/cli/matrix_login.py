"""`kumpel channels matrix-login`: from the account's password to the settings that Matrix needs."""

from __future__ import annotations

import asyncio

import click

from bot.settings import load_settings, variable


@click.command("matrix-login")
@click.option("--homeserver", default=lambda: load_settings().matrix_homeserver or None, prompt="Homeserver's address")
@click.option("--user", prompt="Account (@name:server)")
@click.password_option(confirmation_prompt=False)
def matrix_login(homeserver: str, user: str, password: str) -> None:
    """Log the assistant's Matrix account in and show its settings, this once. The password is not kept."""
    account, token = asyncio.run(_logged_in(homeserver, user, password))
    click.echo(f"Logged in as {account}.", err=True)
    click.echo(f"{variable('matrix_homeserver')}={homeserver}\n{variable('matrix_token')}={token}")


async def _logged_in(homeserver: str, user: str, password: str) -> tuple[str, str]:
    from aiohttp import ClientSession

    from bot.channels.adapter import Denied, TryLater
    from bot.channels.matrix.login import log_in

    try:
        async with ClientSession() as http:
            return await log_in(http, homeserver, user, password)
    except (Denied, TryLater) as error:
        raise click.ClickException(f"{homeserver}: {error}") from error
