"""`endpointlint reach`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from endpointlint.cli.arguments import (
    answer_format_option,
    color_option,
    defaults_of,
    judging_options,
    operation_option,
)
from endpointlint.cli.bulk import BULK, answer_lines

if TYPE_CHECKING:
    from endpointlint.policy.release import Release


@click.command("reach", short_help="Which hosts, schemes and ports does one entry let through?")
@click.argument("pattern")
@answer_format_option
@operation_option
@judging_options
@color_option
@click.pass_context
def command(
    ctx: click.Context,
    pattern: str,
    format_: str,
    operation: str,
    release: Release | None,
    java: str | None,
    budget: int | None,
    color: str,
) -> None:
    """Describe the URLs that PATTERN, one entry of a list, lets through.

    With - for PATTERN it reads patterns from standard input, one JSON value a line, "PATTERN" or
    {"pattern": "PATTERN"}, and answers each with one line of JSON. An object may have its own "java", "opensearch" and
    "operation", which win over the options.

    Exits with 0 whatever the answer is, and with 4 if a line could not be read.
    """
    from endpointlint.engine.bulk import reach_answer

    defaults = defaults_of(release, java, operation, budget)
    if pattern == BULK:
        ctx.exit(answer_lines(lambda request: reach_answer(request, defaults), format_=format_))
    from endpointlint.cli.streams import emit

    answer = reach_answer(plain(pattern, "PATTERN"), defaults)
    if format_ == "json":
        from endpointlint.report.json_report import dump

        emit(dump(answer))
    else:
        from endpointlint.cli.reach_text import reach_lines
        from endpointlint.cli.styling import style_for

        emit("".join(f"{line}\n" for line in reach_lines(answer, style_for(sys.stdout, color))))


def plain(argument: str, name: str) -> str:
    """An argument that must be text; a usage error for bytes that are not UTF-8."""
    try:
        argument.encode("utf-8")
    except UnicodeEncodeError:
        raise click.UsageError(f"{name} is not UTF-8; {BULK} takes any text, as JSON on standard input") from None
    return argument
