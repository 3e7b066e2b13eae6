"""`endpointlint diff`."""

from __future__ import annotations

import os
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
from endpointlint.cli.exits import ExitCode
from endpointlint.cli.reach import plain

if TYPE_CHECKING:
    from endpointlint.engine.bulk import Defaults
    from endpointlint.engine.compare import Comparison
    from endpointlint.policy.release import Release


@click.command("diff", short_help="What does a new policy trust that an old one did not?")
@click.argument("old")
@click.argument("new", required=False)
@answer_format_option
@operation_option
@judging_options
@color_option
@click.pass_context
def command(
    ctx: click.Context,
    old: str,
    new: str | None,
    format_: str,
    operation: str,
    release: Release | None,
    java: str | None,
    budget: int | None,
    color: str,
) -> None:
    """Compare two policies as sets of URLs: what NEW trusts that OLD did not, and the other way round.

    OLD and NEW are files or folders with settings, or two regexes. Of what a file sets the list in force is compared.

    With - alone it reads requests from standard input, one JSON object a line, {"old": [...], "new": [...]}, and
    answers each with one line: whether nothing was added, whether nothing was removed, and a URL that shows it where
    something was. An object may say "over": "strings" to compare all texts and not only URLs; its own "java",
    "opensearch" and "operation" win over the options.

    Exits with 0 if nothing was added, 1 if trust was widened, 3 if there is no list, and 4 if something could not be
    read or answered.
    """
    defaults = defaults_of(release, java, operation, budget)
    if new is None:
        if old != BULK:
            raise click.UsageError("name the new list, too; or - alone for requests on standard input")
        from endpointlint.engine.bulk import diff_answer

        ctx.exit(answer_lines(lambda request: diff_answer(request, defaults), format_=format_))
    found = _compared(old, new, defaults)
    code = _exit_code(found)
    from endpointlint.cli.streams import emit, say

    if format_ == "json":
        from endpointlint.report.comparison import comparison_fields
        from endpointlint.report.json_report import dump

        emit(dump(comparison_fields(found, code)))
    else:
        from endpointlint.cli.styling import style_for
        from endpointlint.report.comparison import comparison_lines

        lines = comparison_lines(found, style_for(sys.stdout, color), str(defaults.release))
        emit("".join(f"{line}\n" for line in lines))
    if code is ExitCode.NOTHING:
        say("no settings in what was named")
    ctx.exit(code)


def _compared(old: str, new: str, defaults: Defaults) -> Comparison:
    from endpointlint.cli.streams import standard_input
    from endpointlint.engine.compare import from_paths, from_patterns

    files = [name for name in (old, new) if name == BULK or os.path.exists(name)]
    if len(files) == 2:
        if old == new == BULK:
            raise click.UsageError("only one of the two can be standard input")
        return from_paths(old, new, defaults, stdin=lambda: standard_input().read())
    missing = next(name for name in (old, new) if name not in files)
    if files or (os.path.splitext(missing)[1].lower() in _SUFFIXES and "://" not in missing):
        raise click.UsageError(f"{missing}: there is no such file; give two files, or two regexes")
    return from_patterns(plain(old, "OLD"), plain(new, "NEW"), defaults)


def _exit_code(found: Comparison) -> ExitCode:
    if found.unread or found.old.invalid or found.new.invalid:
        return ExitCode.INCOMPLETE
    if not (found.old.found and found.new.found):
        return ExitCode.NOTHING
    if found.added:
        return ExitCode.FINDINGS
    return ExitCode.INCOMPLETE if found.undecided else ExitCode.OK


_SUFFIXES = frozenset((".json", ".jsonc", ".yml", ".yaml", ".md", ".txt", ".console", ".http"))
