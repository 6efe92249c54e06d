from __future__ import annotations

from pathlib import Path

import pytest

from bot.setup import machine
from bot.setup.console import SetupError


def test_linux_on_x86_64_is_fine() -> None:
    machine.check_platform("Linux", "x86_64")


@pytest.mark.parametrize(("system", "processor"), [("Darwin", "arm64"), ("Linux", "aarch64"), ("Windows", "AMD64")])
def test_what_the_lock_was_not_made_for_is_refused(system: str, processor: str) -> None:
    with pytest.raises(SetupError, match=f"for Linux on x86_64, this is {system} on {processor}"):
        machine.check_platform(system, processor)


def test_enough_space_is_fine(tmp_path: Path) -> None:
    machine.check_space(tmp_path, needed=1)


def test_too_little_space_names_both_figures(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"needs 1000000 GB of free disk, .* has [\d.]+ GB: free some space"):
        machine.check_space(tmp_path, needed=10**15)


def test_a_folder_that_is_not_there_is_not_writable(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="No permission to write"):
        machine.check_writable(tmp_path / "gone")
