"""Rasa's server starts, loads a model's classes and parses without TensorFlow; in a process of its own each time."""

from __future__ import annotations

import subprocess
import sys

PREPARE = "from bot.assistant import without_tensorflow as w; w.install(); "


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, timeout=120)


def test_what_the_server_imports_works_without_it() -> None:
    code = "import rasa.__main__, rasa.core.run, rasa.core.agent, sys; print(sys.modules['tensorflow'].__loader__)"
    result = run(PREPARE + code)
    assert result.returncode == 0, result.stderr[-2000:]
    assert "without_tensorflow" in result.stdout


def test_the_real_library_is_left_alone_elsewhere() -> None:
    code = "import importlib.util, bot.assistant.components; print(importlib.util.find_spec('tensorflow').origin)"
    result = run(code)
    assert result.returncode == 0, result.stderr[-2000:]
    assert result.stdout.strip().endswith("tensorflow/__init__.py")


def test_it_refuses_to_come_too_late() -> None:
    result = run("import sys; sys.modules['tensorflow'] = sys; " + PREPARE)
    assert result.returncode != 0
    assert "already loaded" in result.stderr


def test_decorators_and_base_classes_of_definitions_work() -> None:
    code = PREPARE + (
        "import tensorflow as tf\n"
        "@tf.function\n"
        "def plain(): return 1\n"
        "@tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])\n"
        "def configured(): return 2\n"
        "class Layer(tf.keras.layers.Layer):\n"
        "    def call(self, x: tf.Tensor | None = None) -> list[tf.Tensor]: return 3\n"
        "print(plain(), configured(), Layer().call())\n"
    )
    result = run(code)
    assert result.stdout.strip() == "1 2 3", result.stderr[-2000:]
