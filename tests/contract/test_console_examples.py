"""Every route of the console can be asked for in a test, so that none is left out of the tests that try all of them."""

from __future__ import annotations

import re

from console_examples import EXAMPLES

from bot.console.app import ROUTES


def test_every_route_has_an_example() -> None:
    without = [route.path for route in ROUTES if "{" in route.path and route.path not in EXAMPLES]
    assert without == [], "add them to EXAMPLES of tests/console_examples.py"


def test_every_example_is_of_a_route_and_fits_it() -> None:
    paths = {route.path for route in ROUTES}
    assert EXAMPLES.keys() <= paths
    for path, addresses in EXAMPLES.items():
        literal = re.sub(r"\{[^{}]*(\{[^{}]*\}[^{}]*)*\}", "*", path).split("*")
        assert addresses
        for address in addresses:
            assert address.startswith(literal[0]) and address.split("?")[0].endswith(literal[-1])


def test_writes_are_posts_and_no_address_is_served_twice() -> None:
    assert {route.method for route in ROUTES} <= {"GET", "POST"}
    asked = [(route.method, route.path) for route in ROUTES]
    assert len(asked) == len(set(asked))
