"""What understanding costs: seconds to train and to load, milliseconds a message, memory, size of the model.

A model is measured in a process of its own, by this module run as a program, so that its memory is its own and its
libraries are loaded anew: `python -m bot.evaluation.cost MODEL TEXTS.json [--with-tensorflow]`.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.figures import Bar
from bot.settings import PROJECT_ROOT, Settings, variable

_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "RASA_TELEMETRY_ENABLED": "false"}
_WARM_UP = 20
_BUSY_SECONDS = 300
"""A busy process ends by itself after this time, whatever becomes of us."""
_BUSY = f"import time\nend = time.monotonic() + {_BUSY_SECONDS}\nwhile time.monotonic() < end: pass"
_WITH_TENSORFLOW = "--with-tensorflow"


@dataclass(frozen=True)
class Cost:
    """What one model costs; times of a message in milliseconds, memory and size in megabytes (10^6 bytes)."""

    start_seconds: float
    """From the start of the process until Rasa is imported."""
    load_seconds: float
    p50: float
    p95: float
    busy_p95: float
    """Beside a process that keeps another core busy."""
    memory_mb: float
    model_mb: float


def bars(train_seconds: float, cost: Cost, server_mb: float) -> list[Bar]:
    """The targets of the issue."""
    return [
        Bar("training", train_seconds, "s", 60),
        Bar("model load", cost.load_seconds, "s", 6),
        Bar("a message, p95", cost.p95, "ms", 15),
        Bar("a message, p95, other core busy", cost.busy_p95, "ms", 15),
        Bar("memory of Rasa's process", server_mb, "MB", 750),
    ]


def timed_training(settings: Settings, folder: Path) -> tuple[float, Path]:
    """Train our model into a folder in a process of its own, as `kumpel train` does.

    Returns:
        Wall seconds of the whole command, and the model's file.

    Raises:
        subprocess.CalledProcessError: the training failed; its output was shown.
    """
    environment = {**os.environ, **settings.as_environment(), variable("models_dir"): str(folder)}
    seconds = timed_command([sys.executable, "-m", "bot.cli", "train", "--force"], environment)
    return seconds, next(folder.glob("*.tar.gz"))


def timed_command(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Wall seconds of a command that must succeed; what it prints goes to our standard error.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    started = time.monotonic()
    subprocess.run(command, check=True, env=dict(environment), cwd=PROJECT_ROOT, stdout=sys.stderr)  # noqa: S603
    return time.monotonic() - started


def measured(model: Path, texts: Sequence[str], with_tensorflow: bool = False) -> Cost:
    """The cost of a model that reads these texts, in a process of its own.

    Raises:
        subprocess.CalledProcessError: the model does not load or fails on a text.
    """
    with tempfile.TemporaryDirectory(prefix="kumpel-cost-") as folder:
        path = Path(folder) / "texts.json"
        path.write_text(json.dumps(list(texts)), encoding="utf-8")
        command = [sys.executable, "-W", "ignore", "-m", __name__, str(model), str(path)]
        answer = subprocess.run(  # noqa: S603  our own module
            [*command, _WITH_TENSORFLOW] if with_tensorflow else command,
            check=True,
            stdout=subprocess.PIPE,
            env={**os.environ, **_ONE_THREAD},
            cwd=PROJECT_ROOT,
        )
    return Cost(**json.loads(answer.stdout.splitlines()[-1]))


@contextmanager
def busy_core() -> Iterator[None]:
    """Keep another core busy meanwhile."""
    process = subprocess.Popen([sys.executable, "-c", _BUSY])  # noqa: S603  a constant
    try:
        yield
    finally:
        process.kill()
        process.wait()


def memory_mb(pid: int | str = "self") -> float:
    """Resident memory of a process in megabytes (proc_pid_status(5))."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmRSS"))


def times_of(parse: Callable[[str], Awaitable[Any]], texts: Sequence[str]) -> list[float]:
    """Milliseconds of each text, one after the other."""

    async def run() -> list[float]:
        milliseconds = []
        for text in texts:
            started = time.perf_counter()
            await parse(text)
            milliseconds.append((time.perf_counter() - started) * 1000)
        return milliseconds

    return asyncio.run(run())


def percentiles(milliseconds: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    return statistics.median(milliseconds), statistics.quantiles(milliseconds, n=20)[-1]


def measure_here(model: Path, texts: Sequence[str], with_tensorflow: bool) -> Cost:
    """Load the model into this process and let it read all texts, alone and beside a busy process."""
    started = time.perf_counter()
    if not with_tensorflow:
        from bot.assistant import without_tensorflow

        without_tensorflow.install()
    from bot.assistant.agent import ModelReader

    imported = time.perf_counter()
    reader = ModelReader(str(model))
    loaded = time.perf_counter()
    times_of(reader.parse, texts[:_WARM_UP])
    # Different texts each time: words that were seen before are remembered and cost less.
    p50, p95 = percentiles(times_of(reader.parse, texts[_WARM_UP::2]))
    with busy_core():
        busy_p95 = percentiles(times_of(reader.parse, texts[_WARM_UP + 1 :: 2]))[1]
    size = model.stat().st_size / 1e6
    return Cost(imported - started, loaded - imported, p50, p95, busy_p95, memory_mb(), size)


def main(arguments: Sequence[str]) -> None:
    """Measure one model and print its cost as JSON."""
    model, texts, *options = arguments
    listed = json.loads(Path(texts).read_text(encoding="utf-8"))
    print(json.dumps(vars(measure_here(Path(model), listed, _WITH_TENSORFLOW in options))))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
