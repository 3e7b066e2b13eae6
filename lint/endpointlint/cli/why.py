"""`endpointlint why`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from endpointlint.cli.arguments import (
    answer_format_option,
    color_option,
    complete_files,
    defaults_of,
    judging_options,
    operation_option,
)
from endpointlint.cli.bulk import BULK, answer_lines
from endpointlint.cli.exits import ExitCode
from endpointlint.cli.reach import plain

if TYPE_CHECKING:
    from endpointlint.engine.why import Why
    from endpointlint.policy.release import Release


@click.command("why", short_help="Which entries let a URL through, and where do the others stop?")
@click.argument("url")
@click.argument("paths", nargs=-1, metavar="PATH...", shell_complete=complete_files)
@answer_format_option
@operation_option
@judging_options
@color_option
@click.pass_context
def command(
    ctx: click.Context,
    url: str,
    paths: tuple[str, ...],
    format_: str,
    operation: str,
    release: Release | None,
    java: str | None,
    budget: int | None,
    color: str,
) -> None:
    """Try URL on every entry of the lists of trusted connector endpoints in the files or folders PATH.

    With - for URL it reads requests from standard input, one JSON object a line, {"url": "...", "patterns": ["..."]},
    and answers each with one line of JSON. An object may have its own "java", "opensearch" and "operation", which win
    over the options.

    Exits with 0 if some entry lets URL through, 1 if none does, 3 if there is no entry, and 4 if something could not be
    read or answered.
    """
    from endpointlint.engine.bulk import why_answer

    defaults = defaults_of(release, java, operation, budget)
    if url == BULK:
        if paths:
            raise click.UsageError(f"{BULK} takes lists from standard input, not from files")
        ctx.exit(answer_lines(lambda request: why_answer(request, defaults), format_=format_))
    if not paths:
        raise click.UsageError("name the files or folders with the lists")
    from endpointlint.cli.streams import emit, say, standard_input
    from endpointlint.engine.why import why

    found = why(plain(url, "URL"), paths, defaults, stdin=lambda: standard_input().read())
    if format_ == "json":
        from endpointlint.cli.why_text import why_fields
        from endpointlint.report.json_report import dump

        emit(dump(why_fields(found)))
    else:
        from endpointlint.cli.styling import style_for
        from endpointlint.cli.why_text import why_lines

        emit("".join(f"{line}\n" for line in why_lines(found, style_for(sys.stdout, color))))
    code = _exit_code(found)
    if code is ExitCode.NOTHING:
        say("no list of trusted connector endpoints in what was named")
    ctx.exit(code)


def _exit_code(found: Why) -> ExitCode:
    if found.unread:
        return ExitCode.INCOMPLETE
    if not found.tried:
        return ExitCode.NOTHING
    match found.trusted:
        case True:
            return ExitCode.OK
        case False:
            return ExitCode.FINDINGS
        case None:
            return ExitCode.INCOMPLETE
