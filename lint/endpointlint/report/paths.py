"""Paths as hosting services want them: relative to the repository, with forward slashes, percent-encoded."""

from __future__ import annotations

import os
from pathlib import PurePath
from urllib.parse import quote


def in_repository(path: str, root: str | None) -> str:
    """A path, as the user gave it, as seen from the root of the repository; absolute if it lies outside.

    `root` is an absolute path; None stands for the working directory. Symbolic links are left as they are. What is no
    path, such as `-` for standard input, stays.
    """
    if path == "-" or path.startswith("<"):
        return path
    top = os.path.abspath(root or os.curdir)
    absolute = os.path.abspath(path)
    try:
        inside = os.path.commonpath((top, absolute)) == top
    except ValueError:  # another drive
        inside = False
    return PurePath(os.path.relpath(absolute, top) if inside else absolute).as_posix()


def uri_reference(path: str) -> str:
    """A path as a URI reference (RFC 3986 §4.1): relative for a relative path, a `file:` URI for an absolute one."""
    try:
        raw = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "surrogatepass")
    if PurePath(path).is_absolute():
        return f"file:///{quote(raw, safe='/:').lstrip('/')}"
    # a colon would make the first segment a scheme
    return quote(raw, safe="/")
