"""How fast messages may come, on a clock that the test moves."""

from __future__ import annotations

import pytest
from web_site import Clock

from bot.web import limits
from bot.web.limits import Bucket, Limiter, client_address

PROXY = "10.0.0.1"


def test_a_bucket_gives_what_it_holds_and_then_says_how_long_to_wait() -> None:
    bucket = Bucket(capacity=2, per_second=0.5, tokens=2, at=0.0)
    assert [bucket.take(0.0), bucket.take(0.0)] == [0.0, 0.0]
    assert bucket.take(0.0) == 2.0
    assert bucket.take(1.0) == 1.0
    assert bucket.take(2.0) == 0.0


def test_a_bucket_never_holds_more_than_its_capacity() -> None:
    bucket = Bucket(capacity=2, per_second=1, tokens=0, at=0.0)
    assert [bucket.take(1000.0) for _ in range(3)] == [0.0, 0.0, 1.0]


def test_a_clock_that_goes_back_gives_no_tokens() -> None:
    bucket = Bucket(capacity=1, per_second=1, tokens=0, at=100.0)
    assert bucket.take(0.0) == 1.0


def test_half_a_minute_may_come_at_once_and_the_rest_in_time() -> None:
    clock = Clock()
    limiter = Limiter(60, clock)
    assert [limiter.wait("one") for _ in range(31)] == [0] * 30 + [1]
    clock.now += 1
    assert [limiter.wait("one") for _ in range(2)] == [0, 1]


def test_over_a_minute_no_more_than_the_limit_and_one_burst_pass() -> None:
    clock = Clock()
    limiter = Limiter(60, clock)
    passed = 0
    for _ in range(600):
        passed += limiter.wait("one") == 0
        clock.now += 0.1
    assert passed == pytest.approx(90, abs=1)


def test_one_who_floods_does_not_hold_up_another() -> None:
    limiter = Limiter(2, Clock())
    assert [limiter.wait("flood"), limiter.wait("flood") > 0] == [0, True]
    assert limiter.wait("other") == 0


def test_the_longest_unused_bucket_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_BUCKETS", 2)
    limiter = Limiter(2, Clock())
    for key in ("one", "two", "one", "three"):
        limiter.wait(key)
    assert limiter.wait("one") > 0, "used lately, still counted"
    assert limiter.wait("two") == 0, "forgotten, begins anew"


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "expected"),
    [
        ("192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "203.0.113.9", "192.0.2.7"),
        (PROXY, "203.0.113.9", "203.0.113.9"),
        (PROXY, "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        (PROXY, "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (PROXY, "", PROXY),
        (PROXY, " , ", PROXY),
        (PROXY, "unknown", "unknown"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "", "2001:db8:1:2::/64"),
        ("", "", ""),
    ],
)
def test_only_a_trusted_proxy_may_say_where_a_request_comes_from(peer: str, forwarded_for: str, expected: str) -> None:
    assert client_address(peer, forwarded_for, frozenset({PROXY, "10.0.0.2"})) == expected
