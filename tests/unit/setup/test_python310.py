from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from bot.setup import python310


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def stand_in(path: Path) -> Path:
    return program(path, f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')


SHIM = "#!/bin/sh\nexit 127\n"


def test_the_interpreter_behind_a_venv_is_found() -> None:
    found = python310.probe(Path(sys.executable))
    assert found is not None
    assert found.resolve() == Path(sys.executable).resolve()


@pytest.mark.parametrize(
    "text",
    [
        SHIM,
        "#!/bin/sh\nexit 0\n",
        "no program at all",
        "#!/nowhere/sh\n",
    ],
    ids=["an empty shim", "one that says nothing", "no program", "one whose own interpreter is gone"],
)
def test_what_is_no_whole_python_is_not_believed(tmp_path: Path, text: str) -> None:
    assert python310.probe(program(tmp_path / "python3.10", text)) is None


@pytest.mark.parametrize(
    ("pretended", "fits"), [("(3, 10, 1)", True), ("(3, 11, 0)", False), ("(3, 9, 9)", False), ("(2, 7, 18)", False)]
)
def test_only_3_10_fits(tmp_path: Path, pretended: str, fits: bool) -> None:
    script = (
        f'#!/bin/sh\nexec "{sys.executable}" -c "import sys; sys.version_info = {pretended}; exec(sys.argv[1])" "$3"\n'
    )
    assert (python310.probe(program(tmp_path / "python", script)) is not None) is fits


def test_another_implementation_does_not_fit(tmp_path: Path) -> None:
    pretend = "import sys, platform; platform.python_implementation = lambda: 'PyPy'; exec(sys.argv[1])"
    script = f'#!/bin/sh\nexec "{sys.executable}" -c "{pretend}" "$3"\n'
    assert python310.probe(program(tmp_path / "python3.10", script)) is None


def test_a_python_without_sqlite_does_not_fit(tmp_path: Path) -> None:
    pretend = "import sys; sys.modules['sqlite3'] = None; exec(sys.argv[1])"
    script = f'#!/bin/sh\nexec "{sys.executable}" -c "{pretend}" "$3"\n'
    assert python310.probe(program(tmp_path / "python3.10", script)) is None


def test_pyenvs_own_is_found_behind_its_empty_shim(tmp_path: Path) -> None:
    program(tmp_path / "shims" / "python3.10", SHIM)
    stand_in(tmp_path / ".pyenv/versions/3.10.13/bin/python3.10")
    assert python310.find({"PATH": str(tmp_path / "shims")}, tmp_path) is not None


@pytest.mark.parametrize(
    ("variable", "value", "place"),
    [
        ("PATH", "bin", "bin/python3.10"),
        ("PATH", "bin", "bin/python3"),
        ("PYENV_ROOT", "penv", "penv/versions/3.10.4/bin/python3.10"),
        ("UV_PYTHON_INSTALL_DIR", "uvs", "uvs/cpython-3.10.22-linux-x86_64-gnu/bin/python3.10"),
        ("XDG_DATA_HOME", "data", "data/uv/python/cpython-3.10.22-linux-x86_64-gnu/bin/python3.10"),
        ("UNUSED", "", ".local/share/uv/python/cpython-3.10.22-linux-x86_64-gnu/bin/python3.10"),
    ],
)
def test_all_usual_places_are_looked_at(tmp_path: Path, variable: str, value: str, place: str) -> None:
    stand_in(tmp_path / place)
    assert python310.find({variable: str(tmp_path / value)}, tmp_path) is not None


def test_the_path_comes_before_pyenv(tmp_path: Path) -> None:
    environment = {"PATH": os.pathsep.join(map(str, (tmp_path / "a", tmp_path / "b")))}
    stand_in(tmp_path / ".pyenv/versions/3.10.13/bin/python3.10")
    first = next(iter(python310.candidates(environment, tmp_path)))
    assert first == tmp_path / "a" / "python3.10"


def test_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    assert python310.find({"PATH": str(tmp_path)}, tmp_path) is None
