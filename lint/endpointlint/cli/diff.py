"""`endpointlint diff`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from endpointlint.cli.arguments import (
    answer_format_option,
    defaults_of,
    judging_options,
    operation_option,
)
from endpointlint.cli.bulk import BULK, answer_lines

if TYPE_CHECKING:
    from endpointlint.policy.release import Release


@click.command("diff", short_help="What does a new list trust that an old one did not?")
@click.argument("lists", nargs=-1, metavar="-")
@answer_format_option
@operation_option
@judging_options
@click.pass_context
def command(
    ctx: click.Context,
    lists: tuple[str, ...],
    format_: str,
    operation: str,
    release: Release | None,
    java: str | None,
    budget: int | None,
) -> None:
    """Compare lists of entries as sets of URLs.

    `-` reads requests from standard input, one JSON object a line, {"old": [...], "new": [...]}, and answers each with
    one line: whether nothing was added, whether nothing was removed, and a URL that shows it where something was. An
    object may say "over": "strings" to compare all texts and not only URLs; its own "java", "opensearch" and
    "operation" win over the options.
    """
    if lists != (BULK,):
        raise click.UsageError("the only argument so far is -, for requests on standard input")
    from endpointlint.engine.bulk import diff_answer

    defaults = defaults_of(release, java, operation, budget)
    ctx.exit(answer_lines(lambda request: diff_answer(request, defaults), format_=format_))
