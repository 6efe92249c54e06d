"""`make help`, the Makefile and the README name the same commands."""

from __future__ import annotations

import os
import re
import subprocess

from bot.settings import PROJECT_ROOT


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def test_help_lists_every_target_with_what_it_does() -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    shown = subprocess.run(
        ["make", "help"], cwd=PROJECT_ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout
    lines = dict(line.split(maxsplit=1) for line in shown.splitlines())
    assert lines.keys() == targets()
    assert all(lines.values())


def test_the_readme_names_every_target() -> None:
    text = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")
    assert targets() - set(re.findall(r"`make ([a-z]+)", text)) == set()


def test_no_target_is_taken_for_a_file() -> None:
    makefile = (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8")
    phony = next(line for line in makefile.splitlines() if line.startswith(".PHONY:"))
    assert set(phony.split()[1:]) == targets()
