"""Builds tiny wheels, so that installing is tested with real installers and no registry."""

from __future__ import annotations

import base64
import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path


def build_wheel(folder: Path, name: str, version: str, files: Mapping[str, str], claims: str = "") -> Path:
    """A wheel of pure Python.

    Args:
        folder: where to put it.
        name: with underscores.
        version: of the wheel's file and folders.
        files: content by path inside the wheel; `{data}/scripts/…` become commands.
        claims: another `Name` in its metadata than its file says.
    """
    metadata = f"{name}-{version}.dist-info"
    contents = {path.format(data=f"{name}-{version}.data"): text for path, text in files.items()}
    contents[f"{metadata}/METADATA"] = f"Metadata-Version: 2.1\nName: {claims or name}\nVersion: {version}\n"
    contents[f"{metadata}/WHEEL"] = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    record = "".join(f"{path},sha256={_digest(text)},{len(text.encode())}\n" for path, text in contents.items())
    contents[f"{metadata}/RECORD"] = f"{record}{metadata}/RECORD,,\n"
    path = folder / f"{name}-{version}-py3-none-any.whl"
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as wheel:
        for inner, text in contents.items():
            wheel.writestr(inner, text)
    return path


def sha256(path: Path) -> str:
    """A file's sum as pip and uv write it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
