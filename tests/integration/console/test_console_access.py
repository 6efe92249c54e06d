"""Who gets where: every route as every role and as nobody, log-in, lock-out, sessions, forged forms."""

from __future__ import annotations

from datetime import timedelta

import pytest
from console_examples import asked, seed
from console_site import PASSWORD, Browser, House, Staffed, running_console
from log_turns import turn
from sqlalchemy import func, select, text

from bot.console.app import ROUTES
from bot.console.guard import COOKIE, For, Route
from bot.conversations.log import write_turns
from bot.conversations.log_tables import LoggedConversation
from bot.staff import accounts, audit, lockout
from bot.staff.roles import PERMISSIONS, ROLES
from bot.staff.sessions import LONGEST
from bot.staff.tables import StaffAccount, StaffSession

CORRECT = "/messages/{turn:[0-9]{1,6}}/correct"
REVIEWERS = ("reviewer", "editor", "admin")
VALUE = "/{dimension:place|occupation|industry|topic|relaxed}/{value:[A-Za-z0-9_]{1,16}}"
KIND = "/catalogue/{kind:employers|offers|programmes|places|events|occupations}"
ENTRY = f"{KIND}/{{number:[0-9]{{1,9}}}}"
ALLOWED = {
    "GET /": ROLES,
    "GET /inbox": ROLES,
    "GET /inbox/export.{form:csv|xlsx}": REVIEWERS,
    "POST /inbox/review": REVIEWERS,
    "POST /inbox/undo": REVIEWERS,
    "POST /inbox/filters": ROLES,
    "POST /inbox/filters/remove": ROLES,
    "POST /conversations/notes/remove": REVIEWERS,
    "GET /conversations": ROLES,
    "POST /conversations erase": ("editor", "admin"),
    "GET /audit": ("admin",),
    "GET /gaps": ROLES,
    "GET /gaps/file.{form:csv|xlsx}": ROLES,
    f"GET /gaps{VALUE}": ROLES,
    "GET /callbacks": ("editor", "admin"),
    "GET /callbacks/{number:[0-9]{1,9}}": ("editor", "admin"),
    "POST /callbacks/{number:[0-9]{1,9}}/take": ("editor", "admin"),
    "POST /callbacks/{number:[0-9]{1,9}}/return": ("editor", "admin"),
    "POST /callbacks/{number:[0-9]{1,9}}/done": ("editor", "admin"),
    "GET /catalogue": ROLES,
    "GET /catalogue/work": ROLES,
    "GET /catalogue/template": ROLES,
    "GET /catalogue/import": ("editor", "admin"),
    "POST /catalogue/import": ("editor", "admin"),
    "POST /catalogue/export": ROLES,
    "GET /catalogue/jobs/{job:[0-9a-f]{32}}": ROLES,
    "GET /catalogue/jobs/{job:[0-9a-f]{32}}/file": ROLES,
    "POST /catalogue/jobs/{job:[0-9a-f]{32}}/apply": ("editor", "admin"),
    "POST /catalogue/jobs/{job:[0-9a-f]{32}}/discard": ROLES,
    f"GET {KIND}": ROLES,
    f"GET {KIND}/new": ("editor", "admin"),
    f"POST {KIND}/new": ("editor", "admin"),
    f"GET {ENTRY}": ROLES,
    f"POST {ENTRY}": ("editor", "admin"),
    f"POST {ENTRY}/end": ("editor", "admin"),
    f"POST {ENTRY}/undo": ("editor", "admin"),
    f"POST {ENTRY}/check": ("editor", "admin"),
    "POST /logout": ROLES,
    f"GET /conversations{CORRECT}": REVIEWERS,
    f"POST /conversations{CORRECT}": REVIEWERS,
    "GET /conversations/dialogue-test": REVIEWERS,
    "POST /conversations/dialogue-test": REVIEWERS,
    "GET /teach": REVIEWERS,
    "GET /teach/{number:[0-9]{1,9}}": REVIEWERS,
    "POST /teach/{number:[0-9]{1,9}}/decide": ("editor", "admin"),
    "GET /teach/plan": ("editor", "admin"),
    "POST /teach/plan": ("editor", "admin"),
    "GET /teach/models": REVIEWERS,
    "POST /teach/models/train": ("editor", "admin"),
    "POST /teach/models/rollback": ("admin",),
    "GET /teach/models/{number:[0-9]{1,9}}": REVIEWERS,
    "POST /teach/models/{number:[0-9]{1,9}}/promote": ("admin",),
    "POST /teach/models/{number:[0-9]{1,9}}/compare": ("editor", "admin"),
}
"""Who may what, written down apart from the code; what is missing here is for everybody."""


async def conversation(house: House) -> str:
    async with house.engine.begin() as connection:
        await write_turns(connection, [turn("somebody", text="Koch in Hamm")])
        return str(await connection.scalar(select(LoggedConversation.key)))


def name_of(route: Route) -> str:
    path = route.path.replace("/{key:[0-9a-f]{32}}", "").replace("/erase", " erase")
    return f"{route.method} {path}"


@pytest.mark.parametrize("role", [None, *ROLES])
async def test_every_route_as_every_role_and_as_nobody(house: House, role: str | None) -> None:
    """Reading first, then writing with the right form token and nothing else in the form."""
    names, wrong = await seed(house.server.app, house.engine, "Beispiel"), []
    there = await conversations(house)
    async with house.browser(role) as browser:
        for method in ("GET", "POST"):
            for route, address in asked(method, names):
                status, location = await ask(browser, method, address, role)
                if not is_right(ALLOWED.get(name_of(route)), role, status, location):
                    wrong.append((method, address, status, location))
    assert wrong == []
    erased = 1 if role in ("editor", "admin") else 0
    assert await conversations(house) == there - erased, "erased by those who may, and by nobody else"


async def conversations(house: House) -> int:
    async with house.engine.connect() as connection:
        return int(await connection.scalar(select(func.count()).select_from(LoggedConversation)) or 0)


def is_right(open_to: tuple[str, ...] | None, role: str | None, status: int, location: str | None) -> bool:
    if open_to is None:
        return status < 500
    if role is None:
        return (status, location) == (303, "/login")
    if role not in open_to:
        return status == 403
    return status < 500 and status != 403


async def ask(browser: Browser, method: str, address: str, role: str | None) -> tuple[int, str | None]:
    if method == "GET":
        async with browser.client.get(address, allow_redirects=False) as response:
            return response.status, response.headers.get("Location")
    if role is not None and await browser.status("/") == 303:
        assert await browser.login(role) == 303
    token = await browser.form_token() if role else ""
    response = await browser.post(address, form_token=token)
    return response.status, response.headers.get("Location")


def test_the_matrix_names_every_guarded_route() -> None:
    assert set(ALLOWED) == {name_of(route) for route in ROUTES if route.needs is not For.EVERYBODY}
    assert {route.needs for route in ROUTES if isinstance(route.needs, str)} == set().union(*PERMISSIONS.values())


async def test_nothing_else_is_served(house: House) -> None:
    async with house.browser("admin") as browser:
        for path in ("/nothing", "/conversations/xyz", "/static/../app.py", "/conversations/" + "0" * 32):
            assert await browser.status(path) == 404
        assert (await browser.post("/inbox")).status == 405


@pytest.mark.parametrize(
    ("name", "password", "code"),
    [
        ("admin", "a wrong password", None),
        ("admin", PASSWORD, "000000"),
        ("admin", PASSWORD, ""),
        ("nobody", PASSWORD, "123456"),
        ("", "", ""),
        ("admin\0", "\ud800" * 3, "x" * 5000),
    ],
)
async def test_what_is_not_proven_gets_one_and_the_same_answer(house: House, name: str, password: str, code) -> None:
    async with house.browser() as browser:
        given = browser.code("admin") if code is None else code
        password = password.encode("utf-8", "replace").decode()
        response = await browser.post("/login", name=name, password=password, code=given)
        assert response.status == 403
        assert "Name, Passwort oder Code stimmen nicht" in await response.text()
        assert browser.cookie() is None
        assert await browser.status("/") == 303


async def test_names_are_written_in_any_case(house: House) -> None:
    async with house.browser() as browser:
        assert await browser.login(" Admin ", code=browser.code("admin")) == 303


async def test_a_code_is_taken_once(house: House) -> None:
    async with house.browser() as first, house.browser() as second:
        code = first.code("admin")
        assert await first.login("admin", code=code) == 303
        assert await second.login("admin", code=code) == 403


async def test_guessing_takes_longer_and_longer(house: House) -> None:
    async with house.browser() as browser:
        right = browser.code("admin")
        for _ in range(lockout.FREE_FAILURES["pair"] + 1):
            assert await browser.login("admin", "wrong", right) == 403
        assert await browser.login("admin", code=right) == 429, "even with the right password"
        house.clock.pass_by(seconds=15)
        assert await browser.login("admin", "wrong", right) == 403
        house.clock.pass_by(seconds=29)
        assert await browser.login("admin", code=right) == 429, "the second wait is twice as long"
        assert await browser.login("admin") == 303
        assert await browser.login("admin", "wrong") == 403, "a success ends the row"


async def test_many_guesses_at_once_do_not_slip_through(house: House) -> None:
    import asyncio

    async with house.browser() as browser:
        statuses = await asyncio.gather(*[browser.login("admin", "wrong", "1") for _ in range(12)])
    assert statuses.count(403) == lockout.FREE_FAILURES["pair"] + 1
    assert statuses.count(429) == 12 - statuses.count(403)


async def test_an_address_that_tries_many_names_waits_as_well(house: House) -> None:
    async with house.browser() as browser:
        statuses = [await browser.login(f"name{number}", "x", "1") for number in range(22)]
    assert statuses[-1] == 429


def test_waits_double_up_to_an_hour() -> None:
    assert [lockout.wait_after("pair", count).total_seconds() for count in (1, 4, 5, 6, 7)] == [0, 0, 15, 30, 60]
    assert lockout.wait_after("pair", 10_000) == timedelta(hours=1)


async def test_every_login_has_a_token_of_its_own_and_ends_the_one_before(house: House) -> None:
    async with house.browser() as browser:
        browser.client.session.cookie_jar.update_cookies({COOKIE: "planted"}, browser.client.make_url("/"))
        assert await browser.login("reader") == 303
        first = browser.cookie()
        assert first not in (None, "planted")
        assert await browser.login("reader") == 303
        assert browser.cookie() != first
        async with house.engine.connect() as connection:
            hashes = list(await connection.scalars(select(StaffSession.token_hash)))
        assert len(hashes) == 1
        assert first not in hashes


async def test_the_cookie_is_for_the_console_alone(staffed: Staffed) -> None:
    async with running_console(staffed, console_cookie_secure=True) as house, house.browser() as browser:
        form = {"name": "admin", "password": PASSWORD, "code": browser.code("admin")}
        response = await browser.post("/login", **form)
        attributes = response.headers["Set-Cookie"].lower()
        assert all(part in attributes for part in ("httponly", "samesite=strict", "secure", "path=/"))


async def test_a_login_ends_when_unused_and_after_a_day(house: House) -> None:
    async with house.browser("reader") as browser:
        house.clock.pass_by(minutes=29)
        assert await browser.status("/") == 200
        house.clock.pass_by(minutes=31)
        assert await browser.status("/") == 303
    async with house.browser("reader") as browser:
        for _ in range(int(LONGEST / timedelta(minutes=25)) + 1):
            house.clock.pass_by(minutes=25)
            status = await browser.status("/")
        assert status == 303


async def test_logging_out_ends_the_token_itself(house: House) -> None:
    async with house.browser("reader") as browser:
        token = browser.cookie()
        assert (await browser.post("/logout", form_token=await browser.form_token())).status == 303
        browser.client.session.cookie_jar.update_cookies({COOKIE: token}, browser.client.make_url("/"))
        assert await browser.status("/") == 303


async def test_removing_or_renewing_an_account_ends_its_logins(house: House) -> None:
    async with house.browser("reader") as reader, house.browser("editor") as editor:
        await accounts.remove(house.engine, "reader")
        await accounts.add(house.engine, "editor", "reader", "another long password")
        assert await reader.status("/") == await editor.status("/") == 303
        assert await editor.login("editor") == 403
        assert await reader.login("reader", code="123456") == 403


async def test_a_role_that_is_no_more_may_nothing(house: House) -> None:
    async with house.browser("reader") as browser:
        async with house.engine.begin() as connection:
            await connection.execute(StaffAccount.__table__.update().values(role="owner"))
        assert await browser.status("/inbox") == 403


@pytest.mark.parametrize("token", ["", "0" * 64, "ä", None])
async def test_a_form_without_its_token_changes_nothing(house: House, token: str | None) -> None:
    key = await conversation(house)
    async with house.browser("admin") as browser:
        form = {} if token is None else {"form_token": token}
        assert (await browser.post(f"/conversations/{key}/erase", **form)).status == 403
        assert await browser.status(f"/conversations/{key}") == 200


async def test_the_token_of_another_login_does_not_fit(house: House) -> None:
    key = await conversation(house)
    async with house.browser("reader") as reader, house.browser("admin") as admin:
        token = await reader.form_token()
        assert (await admin.post(f"/conversations/{key}/erase", form_token=token)).status == 403


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Referer": "https://evil.example/x"}, {"Sec-Fetch-Site": "cross-site"}],
)
async def test_no_other_site_logs_anybody_in_or_out(house: House, headers: dict[str, str]) -> None:
    async with house.browser("reader") as browser:
        form = {"form_token": await browser.form_token(), "name": "admin", "password": PASSWORD, "code": "1"}
        for path in ("/logout", "/login"):
            async with browser.client.post(path, data=form, headers=headers, allow_redirects=False) as response:
                assert response.status == 403
        assert await browser.status("/") == 200


async def test_every_answer_has_safe_headers_and_is_not_kept(house: House) -> None:
    async with house.browser("reader") as browser:
        for path in ("/", "/login", "/inbox", "/nothing", "/audit"):
            async with browser.client.get(path, allow_redirects=False) as response:
                assert "default-src 'none'" in response.headers["Content-Security-Policy"]
                assert response.headers["Cache-Control"] == "no-store"
                assert response.headers["X-Content-Type-Options"] == "nosniff"
                assert "Server" not in response.headers


async def test_the_trail_names_who_did_what(house: House) -> None:
    key = await conversation(house)
    async with house.browser("editor") as editor:
        await editor.text(f"/conversations/{key}")
        assert await editor.status("/audit") == 403
        await editor.post(f"/conversations/{key}/erase", form_token=await editor.form_token())
        await editor.login("editor", "wrong")
    deeds = [(deed.name, deed.deed) for deed in reversed(await audit.trail(house.engine))]
    assert deeds == [
        ("editor", "login"),
        ("editor", "read"),
        ("editor", "refused"),
        ("editor", "erase"),
        ("", "login_failed"),
    ]
    async with house.browser("admin") as admin:
        page = await admin.text("/audit")
        assert key in page
        assert "hat ein Gespräch gelöscht (Beleg)" in page


async def test_the_trail_has_pages(house: House) -> None:
    for number in range(audit.PAGE + 5):
        await audit.note(house.engine, "somebody", "read", f"target-{number}-")
    async with house.browser("admin") as browser:
        first = await browser.text("/audit")
        assert "target-104-" in first and "target-0-" not in first
        number = (await audit.trail(house.engine))[-1].number
        assert f"/audit?before={number}" in first
        assert "target-0-" in await browser.text(f"/audit?before={number}")
        assert await browser.status("/audit?before=x") == 400


async def test_no_password_or_code_or_token_is_stored_as_it_is(house: House) -> None:
    async with house.browser("admin") as browser:
        token = browser.cookie()
    async with house.engine.connect() as connection:
        for table in ("staff_accounts", "staff_sessions", "staff_failures", "staff_deeds"):
            rows = str((await connection.execute(text(f"SELECT * FROM {table}"))).all())
            assert PASSWORD not in rows
            assert str(token) not in rows
        stored = await connection.scalar(select(StaffAccount.password_hash))
    assert str(stored).startswith("$argon2id$")
