"""Serves and trains Rasa without loading TensorFlow, which no component of ours uses.

Rasa 3.6 imports it at start for components that are not in our pipeline: 250 MB and seconds on every start. Here the
names resolve to empty stand-ins, enough for Rasa's class definitions; the comparison with Rasa's default pipeline loads
the real library.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

LIBRARIES = ("tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras")


def _is_special(name: str) -> bool:
    return name.startswith("__")


class _AbsentClass(type):
    """A class whose every attribute is the same empty class again."""

    def __getattr__(cls, name: str) -> Any:
        if _is_special(name):
            raise AttributeError(name)
        return Absent

    def __or__(cls, other: Any) -> Any:
        return cls

    def __ror__(cls, other: Any) -> Any:
        return cls


class Absent(metaclass=_AbsentClass):
    """Stands for a class, a decorator or a constant of TensorFlow in a definition that is never used."""

    def __new__(cls, *arguments: Any, **named: Any) -> Any:
        """As a bare decorator it returns what it decorates."""
        if cls is Absent and len(arguments) == 1 and callable(arguments[0]) and not named:
            return arguments[0]
        return super().__new__(cls)

    def __init_subclass__(cls, **named: Any) -> None:
        """Takes what real base classes take."""

    def __class_getitem__(cls, item: Any) -> Any:
        return cls

    def __call__(self, decorated: Any = None, *arguments: Any, **named: Any) -> Any:
        """As a decorator with arguments it returns what it decorates."""
        return decorated

    def __getattr__(self, name: str) -> Any:
        if _is_special(name):
            raise AttributeError(name)
        return Absent


class _AbsentModule(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if _is_special(name) and name != "__version__":
            raise AttributeError(name)
        return Absent


class _Finder(MetaPathFinder, Loader):
    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Every module of the libraries is a stand-in."""
        return ModuleSpec(name, self, is_package=True) if name.partition(".")[0] in LIBRARIES else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """An empty module that has every name."""
        return _AbsentModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run."""


def install() -> None:
    """Put the stand-ins before the real libraries, for this process.

    Raises:
        RuntimeError: TensorFlow is loaded already.
    """
    if "tensorflow" in sys.modules:
        raise RuntimeError("TensorFlow is already loaded")
    sys.meta_path.insert(0, _Finder())
