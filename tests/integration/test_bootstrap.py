"""Set-up from nothing: real pip, uv and make, a lock with one tiny library, no network."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from tiny_wheel import build_wheel, sha256

from bot.settings import PROJECT_ROOT
from bot.setup.environment import Environment

SHIM = "#!/bin/sh\necho 'pyenv: python3.10: command not found' >&2\nexit 127\n"
COPIED = ("Makefile", "pyproject.toml", "bot/__init__.py", "bot/settings.py", "bot/setup")
OLD_PYTHONS = sorted(Path.home().glob(".pyenv/versions/3.8.*/bin/python")) or [Path(sys.executable)]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """A folder of wheels in the place of a registry."""
    return build_wheel(tmp_path / "index", "tiny_library", "1.0", {"tiny_library.py": "answer = 1\n"}).parent


@pytest.fixture
def clone(tmp_path: Path, index: Path) -> Path:
    """A fresh clone below a path with spaces, with a lock that names one library only."""
    root = tmp_path / "a fresh clone"
    for name in COPIED:
        source, target = PROJECT_ROOT / name, root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, target)
    (root / "bot" / "cli.py").write_text("def main():\n    import tiny_library\n    print(tiny_library.answer)\n")
    lock_version(root, index, "1.0")
    return root


def lock_version(root: Path, index: Path, version: str) -> None:
    wheel = index / f"tiny_library-{version}-py3-none-any.whl"
    (root / "requirements.lock").write_text(f"tiny-library=={version} --hash=sha256:{sha256(wheel)}\n")


def variables(index: Path, **others: str) -> dict[str, str]:
    """Ours, with the test's index and a uv on the PATH, and a uv setting that would lead the installation astray."""
    uv = Environment(PROJECT_ROOT, dict(os.environ)).uv()
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("KUMPEL_", "MAKE", "MFLAGS"))}
    return {
        **inherited,
        "PATH": f"{uv.parent}{os.pathsep}{os.environ['PATH']}",
        "UV_FIND_LINKS": str(index),
        "UV_NO_INDEX": "1",
        "UV_PYTHON": sys.executable,
        "KUMPEL_SPACY_MODEL": "off",
        **others,
    }


def set_up(root: Path, environment: Mapping[str, str], python: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [str(python or sys.executable), "-m", "bot.setup"]
    return subprocess.run(command, cwd=root, env=dict(environment), capture_output=True, text=True, check=False)


def test_make_setup_installs_the_lock_and_the_command(clone: Path, index: Path, tmp_path: Path) -> None:
    made = subprocess.run(["make", "setup"], cwd=clone, env=variables(index), capture_output=True, text=True)
    assert (made.returncode, made.stderr) == (0, "")
    command = subprocess.run([clone / ".venv/bin/kumpel"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert command.stdout == "1\n"


def test_python_3_8_can_run_set_up(clone: Path, index: Path) -> None:
    made = set_up(clone, variables(index), OLD_PYTHONS[-1])
    assert (made.returncode, made.stderr) == (0, "")
    assert "Installing the locked libraries" in made.stdout


def test_set_up_is_written_for_python_3_8() -> None:
    for path in [*(PROJECT_ROOT / "bot" / "setup").glob("*.py"), PROJECT_ROOT / "bot" / "settings.py"]:
        ast.parse(path.read_text(encoding="utf-8"), str(path), feature_version=(3, 8))


def test_set_up_imports_the_standard_library_only(clone: Path) -> None:
    code = "import bot.setup.__main__, sys; print([name for name in sys.modules if name in ('click', 'yaml', 'spacy')])"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=clone, capture_output=True, text=True, check=True)
    assert loaded.stdout == "[]\n"


def test_a_second_time_there_is_nothing_to_do(clone: Path, index: Path) -> None:
    set_up(clone, variables(index))
    shutil.rmtree(index)
    again = set_up(clone, variables(index))
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_a_changed_lock_is_installed_and_nothing_else_stays(clone: Path, index: Path) -> None:
    set_up(clone, variables(index))
    site_packages = Environment(clone, {}).site_packages
    # Of another size: Python tells stale bytecode by size and second, and both versions may be of the same second.
    build_wheel(index, "tiny_library", "2.0", {"tiny_library.py": "answer = 2  # newer\n"})
    lock_version(clone, index, "2.0")
    assert set_up(clone, variables(index)).returncode == 0
    assert sorted(path.name for path in site_packages.glob("tiny*")) == [
        "tiny_library-2.0.dist-info",
        "tiny_library.py",
    ]
    command = subprocess.run([clone / ".venv/bin/kumpel"], capture_output=True, text=True, check=True)
    assert command.stdout == "2\n"


def test_bytecode_is_compiled(clone: Path, index: Path) -> None:
    set_up(clone, variables(index))
    assert list(Environment(clone, {}).site_packages.glob("__pycache__/tiny_library.*.pyc"))


def test_a_moved_clone_is_made_anew(clone: Path, index: Path) -> None:
    set_up(clone, variables(index))
    moved = clone.rename(clone.with_name("elsewhere"))
    assert set_up(moved, variables(index)).returncode == 0
    command = subprocess.run([moved / ".venv/bin/kumpel"], capture_output=True, text=True, check=True)
    assert command.stdout == "1\n"


def test_a_broken_venv_is_made_anew(clone: Path, index: Path) -> None:
    set_up(clone, variables(index))
    python = clone / ".venv/bin/python"
    python.unlink()
    python.symlink_to("/nowhere/python3.10")
    assert set_up(clone, variables(index)).returncode == 0
    assert subprocess.run([clone / ".venv/bin/kumpel"], capture_output=True, check=True).stdout == b"1\n"


def test_a_library_that_is_not_what_was_locked_is_one_line(clone: Path, index: Path) -> None:
    (clone / "requirements.lock").write_text(f"tiny-library==1.0 --hash=sha256:{'0' * 64}\n")
    made = set_up(clone, variables(index, UV_CACHE_DIR=str(index.parent / "cache")))
    assert made.returncode == 1
    assert "Hash mismatch for `tiny-library==1.0`" in made.stderr
    assert_one_line(made.stderr)


def test_a_pyenv_shim_is_not_believed(clone: Path, index: Path, tmp_path: Path) -> None:
    shims = tmp_path / "shims"
    shims.mkdir()
    for name in ("python3.10", "python3", "python"):
        (shims / name).write_text(SHIM)
        (shims / name).chmod(0o755)
    path = variables(index)["PATH"]
    made = subprocess.run(
        ["make", "setup"],
        cwd=clone,
        env=variables(index, PATH=f"{shims}{os.pathsep}{path}{os.pathsep}{Path(sys.base_prefix) / 'bin'}"),
        capture_output=True,
        text=True,
    )
    assert (made.returncode, made.stderr) == (0, "")


def test_without_python_3_10_it_says_how_to_get_one(clone: Path, index: Path, tmp_path: Path) -> None:
    uv = Environment(PROJECT_ROOT, dict(os.environ)).uv()
    nothing_here = {"HOME": str(tmp_path / "home"), "PATH": str(uv.parent), "UV_PYTHON_DOWNLOADS": "never"}
    environment = {key: value for key, value in variables(index).items() if key not in ("UV_PYTHON", "PYENV_ROOT")}
    made = set_up(clone, {**environment, **nothing_here})
    assert made.returncode == 1
    assert made.stderr.startswith("No CPython 3.10 found and none could be downloaded: install one (`uv python")
    assert_one_line(made.stderr)


def test_the_pinned_uv_is_installed_where_there_is_none(clone: Path, tmp_path: Path) -> None:
    script = "#!/bin/sh\necho uv 9.9.9 pretended\n"
    wheel = build_wheel(tmp_path / "tools", "uv", "9.9.9", {"{data}/scripts/uv": script})
    (clone / "bot/setup/uv.txt").write_text(f"uv==9.9.9 --hash=sha256:{sha256(wheel)}\n")
    code = "from bot.setup.uv import *; import os; print(find_or_install_pinned(Path.cwd(), os.environ))"
    environment = {
        **os.environ,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheel.parent),
        "PIP_CONFIG_FILE": "/dev/null",
    }
    got = subprocess.run([sys.executable, "-c", code], cwd=clone, env=environment, capture_output=True, text=True)
    assert got.stdout.splitlines()[-1] == str(clone / ".tools/uv-9.9.9/bin/uv"), got.stderr


def test_a_bad_setting_is_one_line(clone: Path, index: Path) -> None:
    made = set_up(clone, variables(index, KUMPEL_WEB_PORT="eighty"))
    assert (made.returncode, made.stderr) == (1, "KUMPEL_WEB_PORT='eighty' does not work: it takes a whole number.\n")


def test_an_unknown_command_is_refused(clone: Path) -> None:
    command = [sys.executable, "-m", "bot.setup", "everything"]
    made = subprocess.run(command, cwd=clone, capture_output=True, text=True, check=False)
    assert (made.returncode, made.stderr.count("\n")) == (2, 1)


def test_a_full_disk_is_one_line(clone: Path, index: Path) -> None:
    """Any disk is too small for a need that is large enough."""
    machine = clone / "bot/setup/machine.py"
    machine.write_text(machine.read_text().replace("4 * 10**9", "4 * 10**15"))
    made = set_up(clone, variables(index))
    assert made.returncode == 1
    assert made.stderr.startswith("Set-up needs 4000000 GB of free disk, ")
    assert_one_line(made.stderr)


def test_a_folder_of_somebody_else_is_refused() -> None:
    """As a user who is not root: root may write everywhere."""
    code = (
        "import os; from pathlib import Path; from bot.setup import console, machine\n"
        "if os.geteuid() == 0: os.setuid(65534)\n"
        "try: machine.check_writable(Path('/'))\n"
        "except console.SetupError as error: print(error)"
    )
    refused = subprocess.run([sys.executable, "-c", code], cwd=PROJECT_ROOT, capture_output=True, text=True, check=True)
    assert refused.stdout == "No permission to write to /: make it yours (chown) or clone to another place.\n"


def assert_one_line(text: str) -> None:
    assert text.endswith("\n")
    assert text.count("\n") == 1
    assert "Traceback" not in text
