"""A report as text or data."""

from __future__ import annotations

from endpointlint.engine.result import Report
from endpointlint.report.style import Style, wants_color, wants_links

__all__ = ["FORMATS", "Style", "render", "wants_color", "wants_links"]

FORMATS: tuple[str, ...] = ("text", "concise", "json", "sarif", "github")
"""The formats that `render` knows; the first is meant for people."""


def render(
    report: Report,
    format: str,  # noqa: A002 - the name of the option
    *,
    style: Style,
    all_findings: bool = False,
    quiet: bool = False,
    verbose: bool = False,
    root: str | None = None,
) -> str:
    """A report in one of `FORMATS`, with a line end at its end; empty if there is nothing to say.

    `style` is for text and concise; formats for other programs are never painted, and always have every finding.
    `all_findings` shows consequences as findings of their own; `quiet` leaves out all but findings and what was not
    answered; `verbose` adds the inputs and the evidence. `root` is the absolute path of the repository, for SARIF and
    GitHub, whose paths are relative to it; None for the working directory. Raises ValueError for an unknown format.
    """
    match format:
        case "text":
            from endpointlint.report.text import text

            return text(report, style, all_findings=all_findings, quiet=quiet, verbose=verbose)
        case "concise":
            from endpointlint.report.concise import concise

            return concise(report, style, all_findings=all_findings)
        case "json":
            from endpointlint.report.json_report import json_report

            return json_report(report)
        case "sarif":
            from endpointlint.report.sarif import sarif

            return sarif(report, root=root)
        case "github":
            from endpointlint.report.github import github

            return github(report, all_findings=all_findings, quiet=quiet, root=root)
        case _:
            raise ValueError(f"no format called {format}; there are {', '.join(FORMATS)}")
