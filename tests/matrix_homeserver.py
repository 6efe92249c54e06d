"""A real Matrix homeserver for tests, Synapse (`python3 -m bot.setup homeserver` installs it), and people on it."""

from __future__ import annotations

import asyncio
import itertools
import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from aiohttp import ClientSession

from bot.settings import PROJECT_ROOT
from bot.setup.homeserver import folder

NAME = "matrix.example"
PASSWORD = "geheim-fuer-tests"
START_SECONDS = 120.0
WAIT_SECONDS = 60.0
_PLENTY = {"per_second": 1000, "burst_count": 1000}
_numbers = itertools.count(1)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _settings(files: Path, port: int) -> dict[str, Any]:
    """Rate limits are wide, except that of messages, which a test narrows for one account."""
    handlers = {"file": {"class": "logging.FileHandler", "filename": str(files / "synapse.log")}}
    log = {"version": 1, "handlers": handlers, "root": {"level": "WARNING", "handlers": ["file"]}}
    (files / "log.yaml").write_text(yaml.safe_dump(log), encoding="utf-8")
    listener = {"port": port, "type": "http", "bind_addresses": ["127.0.0.1"], "resources": [{"names": ["client"]}]}
    return {
        "server_name": NAME,
        "listeners": [listener],
        "database": {"name": "sqlite3", "args": {"database": str(files / "synapse.sqlite")}},
        "log_config": str(files / "log.yaml"),
        "media_store_path": str(files / "media"),
        "signing_key_path": str(files / "signing.key"),
        "pid_file": str(files / "synapse.pid"),
        "macaroon_secret_key": "for-tests-only",
        "form_secret": "for-tests-only",
        "report_stats": False,
        "trusted_key_servers": [],
        "enable_registration": True,
        "enable_registration_without_verification": True,
        "bcrypt_rounds": 4,
        "presence": {"enabled": False},
        **dict.fromkeys(("rc_message", "rc_registration", "rc_admin_redaction", "rc_room_creation"), _PLENTY),
        "rc_login": dict.fromkeys(("address", "account", "failed_attempts"), _PLENTY),
        "rc_joins": {"local": _PLENTY, "remote": _PLENTY},
        "rc_joins_per_room": _PLENTY,
        "rc_invites": dict.fromkeys(("per_room", "per_user", "per_issuer"), _PLENTY),
    }


class Synapse:
    """One server that can be stopped and started again on what it left."""

    def __init__(self, files: Path, **settings: Any) -> None:
        self._files = files
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.address = f"http://127.0.0.1:{self._port}"
        values = {**_settings(files, self._port), **settings}
        (files / "homeserver.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")

    def start(self) -> None:
        """Start it and wait until it answers."""
        python = folder(PROJECT_ROOT) / "bin" / "python"
        assert python.exists(), "`python3 -m bot.setup homeserver` installs the tests' homeserver"
        command = [str(python), "-m", "synapse.app.homeserver", "-c", str(self._files / "homeserver.yaml")]
        if not (self._files / "signing.key").exists():
            subprocess.run([*command, "--generate-keys"], check=True, capture_output=True, timeout=START_SECONDS)
        with (self._files / "output.log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=self._files, stdout=log, stderr=log)
        end = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self._process.poll() is None and time.monotonic() < end, (self._files / "output.log").read_text()
            time.sleep(0.1)

    def stop(self) -> None:
        """End it without a goodbye, as a power failure does."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/health", timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            return False


@contextmanager
def running_synapse(files: Path, **settings: Any) -> Iterator[Synapse]:
    """A server from start to end."""
    server = Synapse(files, **settings)
    server.start()
    try:
        yield server
    finally:
        server.stop()


class Person:
    """An account on the homeserver and the app that it is used with."""

    def __init__(self, http: ClientSession, address: str, user: str, token: str) -> None:
        self._http = http
        self._address = address
        self.user = user
        self.token = token

    @classmethod
    async def registered(cls, http: ClientSession, address: str, name: str) -> Person:
        """A new account; its name is made unique."""
        account = {"username": f"{name}{next(_numbers)}", "password": PASSWORD}
        wish = {**account, "auth": {"type": "m.login.dummy"}}
        async with http.post(f"{address}/_matrix/client/v3/register", json=wish) as response:
            data = await response.json()
            assert response.status == 200, data
        return cls(http, address, data["user_id"], data["access_token"])

    async def call(self, method: str, path: str, body: Any = None, **query: str) -> dict[str, Any]:
        """One request that must succeed."""
        head = {"Authorization": f"Bearer {self.token}"}
        url = f"{self._address}/_matrix/client/v3/{path}"
        async with self._http.request(method, url, json=body, params=query, headers=head) as response:
            data = await response.json()
            assert response.status == 200, data
            return data

    async def room(self, *invited: str, **options: Any) -> str:
        """A new room."""
        wish = {"preset": "trusted_private_chat", "is_direct": True, "invite": list(invited), **options}
        return str((await self.call("POST", "createRoom", wish))["room_id"])

    async def say(self, room: str, text: str) -> str:
        """Send a text; the event's id."""
        return await self.send(room, {"msgtype": "m.text", "body": text})

    async def send(self, room: str, content: dict[str, Any], type_: str = "m.room.message") -> str:
        """Send an event; its id."""
        return str((await self.call("PUT", f"rooms/{room}/send/{type_}/t{next(_numbers)}", content))["event_id"])

    async def messages(self, room: str, sender: str) -> list[dict[str, Any]]:
        """What somebody wrote in a room, oldest first."""
        page = await self.call("GET", f"rooms/{room}/messages", dir="b", limit="200")
        events = [each for each in page["chunk"] if each["type"] == "m.room.message" and each["sender"] == sender]
        return [each["content"] for each in reversed(events)]

    async def hears(self, room: str, sender: str, count: int) -> list[str]:
        """The texts that somebody wrote in a room, as soon as there are so many."""
        end = time.monotonic() + WAIT_SECONDS
        while len(found := await self.messages(room, sender)) < count:
            assert time.monotonic() < end, json.dumps(found, ensure_ascii=False)
            await asyncio.sleep(0.05)
        return [content["body"] for content in found]

    async def members(self, room: str) -> dict[str, str]:
        """Everybody's membership of a room: join, invite, leave."""
        chunk = (await self.call("GET", f"rooms/{room}/members"))["chunk"]
        return {event["state_key"]: event["content"]["membership"] for event in chunk}

    async def sees(self, room: str, user: str, membership: str) -> None:
        """Wait until somebody is in a room, has left it, …"""
        end = time.monotonic() + WAIT_SECONDS
        while (await self.members(room)).get(user) != membership:
            assert time.monotonic() < end, await self.members(room)
            await asyncio.sleep(0.05)

    async def invitation(self) -> str:
        """The room that the person is invited to, as soon as there is one."""
        end = time.monotonic() + WAIT_SECONDS
        while not (rooms := (await self.call("GET", "sync")).get("rooms", {}).get("invite")):
            assert time.monotonic() < end, "no invitation came"
            await asyncio.sleep(0.05)
        return str(next(iter(rooms)))
