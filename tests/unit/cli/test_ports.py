from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from bot.cli.ports import PortError, check_port, check_ports
from bot.settings import Settings


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def free() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_a_free_port_is_fine_and_stays_free(free: int) -> None:
    check_port("127.0.0.1", free, "web_port")
    check_port("127.0.0.1", free, "web_port")


def test_a_taken_port_names_itself_and_its_setting(taken: int) -> None:
    with pytest.raises(PortError, match=rf"Port {taken} on 127\.0\.0\.1 is in use by .* \(KUMPEL_RASA_PORT\)\.$"):
        check_port("127.0.0.1", taken, "rasa_port")


def test_a_port_taken_on_loopback_is_not_free_everywhere(taken: int) -> None:
    with pytest.raises(PortError, match="is in use"):
        check_port("0.0.0.0", taken, "web_port")


@pytest.mark.parametrize("port", [65536, 99999, -1])
def test_a_number_that_is_no_port_is_refused(port: int) -> None:
    with pytest.raises(PortError, match=f"KUMPEL_WEB_PORT={port} does not work"):
        check_port("127.0.0.1", port, "web_port")


def test_an_address_of_another_machine_is_refused(free: int) -> None:
    """192.0.2.0/24 is for documentation (RFC 5737) and belongs to no machine."""
    with pytest.raises(PortError, match=r"on 192\.0\.2\.1 is on an address that this machine does not have"):
        check_port("192.0.2.1", free, "web_port")


def test_a_name_that_nobody_knows_is_refused(free: int) -> None:
    with pytest.raises(PortError, match=r"Port \d+ on nowhere\.invalid "):
        check_port("nowhere.invalid", free, "web_port")


def test_two_parts_cannot_share_a_port(free: int) -> None:
    with pytest.raises(PortError, match=r"port of its own: KUMPEL_RASA_PORT, KUMPEL_ACTIONS_PORT\.$"):
        check_ports(Settings(rasa_port=free, actions_port=free), "rasa_port", "actions_port")


def test_only_the_page_is_checked_on_its_own_address(taken: int, free: int) -> None:
    settings = Settings(web_host="127.0.0.2", web_port=taken, rasa_port=free)
    check_ports(settings, "web_port", "rasa_port")
    with pytest.raises(PortError, match="KUMPEL_RASA_PORT"):
        check_ports(Settings(web_port=free, rasa_port=taken), "web_port", "rasa_port")
