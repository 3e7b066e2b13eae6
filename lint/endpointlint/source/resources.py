"""Data files that come with a package."""

from __future__ import annotations

import os
import sys


def read_resource(package: str, name: str) -> bytes:
    """The content of a file in the folder of an imported package; `name` has slashes below it.

    As `importlib.resources`, without that module's price, which is higher than that of reading all the files. It is
    the package's loader that reads (PEP 302), so that a package in a zip file has its data, too.

    Raises:
        OSError: there is no such file.
    """
    module = sys.modules[package]
    loader, origin = getattr(module.__spec__, "loader", None), getattr(module.__spec__, "origin", None)
    if loader is None or origin is None:
        raise FileNotFoundError(f"{package} has no folder")
    content: bytes = loader.get_data(os.path.join(os.path.dirname(origin), *name.split("/")))
    return content
