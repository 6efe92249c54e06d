"""`kumpel channels status` and `test` for Matrix, on a real homeserver."""

from __future__ import annotations

import asyncio

import pytest
from click.testing import CliRunner, Result
from matrix_homeserver import Person, Synapse

from bot.cli import kumpel


@pytest.fixture
def settings(synapse: Synapse, kumpel: Person, sqlite_url: str) -> dict[str, str]:
    return {
        "KUMPEL_DATABASE_URL": sqlite_url,
        "KUMPEL_PUBLIC_URL": "https://kumpel.example.org",
        "KUMPEL_MATRIX_HOMESERVER": synapse.address,
        "KUMPEL_MATRIX_TOKEN": kumpel.token,
    }


async def run(settings: dict[str, str], *arguments: str) -> Result:
    """In a thread, because the command has a loop of its own."""
    return await asyncio.to_thread(CliRunner(env=settings).invoke, kumpel, ["channels", *arguments])


def of_matrix(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return next(line for line in result.output.splitlines() if line.startswith("matrix"))


async def test_test_says_who_the_account_is(settings: dict[str, str], kumpel: Person) -> None:
    result = await run(settings, "test", "matrix")
    assert (result.exit_code, result.output) == (0, f"matrix: {kumpel.user}\n")


async def test_test_says_what_is_wrong(settings: dict[str, str]) -> None:
    wrong = await run({**settings, "KUMPEL_MATRIX_TOKEN": "syt_wrong"}, "test", "matrix")
    assert wrong.exit_code == 1 and "token is not valid" in wrong.output and "syt_wrong" not in wrong.output
    away = await run({**settings, "KUMPEL_MATRIX_HOMESERVER": "http://127.0.0.1:9"}, "test", "matrix")
    assert away.exit_code == 1 and "cannot be reached" in away.output
    unset = await run({**settings, "KUMPEL_MATRIX_TOKEN": ""}, "test", "matrix")
    assert unset.exit_code == 1 and "KUMPEL_MATRIX_TOKEN" in unset.output


async def test_status_says_what_is_set_up(settings: dict[str, str]) -> None:
    assert of_matrix(await run(settings, "status")).split() == ["matrix", "on"]
    assert "docs/matrix.md" in of_matrix(
        await run({**settings, "KUMPEL_MATRIX_HOMESERVER": "", "KUMPEL_MATRIX_TOKEN": ""}, "status")
    )
    assert "KUMPEL_MATRIX_TOKEN" in of_matrix(await run({**settings, "KUMPEL_MATRIX_TOKEN": ""}, "status"))
    assert "https://matrix.example.org" in of_matrix(
        await run({**settings, "KUMPEL_MATRIX_HOMESERVER": "matrix"}, "status")
    )
