"""`endpointlint check`."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING

import click

from endpointlint.cli.arguments import (
    Word,
    budget_of,
    collection_option,
    color_option,
    complete_files,
    complete_rules,
    formats,
    judging_options,
    load_rules,
    near,
    severities,
    threshold,
)
from endpointlint.cli.exits import ExitCode
from endpointlint.source.records import replace

if TYPE_CHECKING:
    from endpointlint.engine.options import Options
    from endpointlint.engine.result import Report
    from endpointlint.policy.release import Release

_STDOUT = "-"


@click.command("check", short_help="Which of these lists let through hosts that they should not?")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", shell_complete=complete_files)
@click.option(
    "--format",
    "formats_",
    metavar="FORMAT",
    type=Word("format", formats),
    multiple=True,
    help="text, concise, json, sarif or github.  [default: text]",
)
@click.option(
    "--output",
    "outputs",
    metavar="FILE",
    multiple=True,
    shell_complete=complete_files,
    help="Write the report to FILE. For several reports give as many --format as --output; - is standard output.",
)
@click.option(
    "--fail-on",
    metavar="SEVERITY",
    type=Word("severity", severities),
    default="medium",
    show_default=True,
    help="Exit with 1 for findings from here on: critical, high, medium, low, info or never.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 where it would be 1.")
@click.option("--strict", is_flag=True, help="Exit with 4 if a question has no answer.")
@click.option("--allow-empty", is_flag=True, help="Paths may hold nothing to check.")
@click.option(
    "--select",
    metavar="RULE",
    multiple=True,
    shell_complete=complete_rules,
    help="Run only this rule. May be repeated.",
)
@click.option(
    "--ignore",
    metavar="RULE",
    multiple=True,
    shell_complete=complete_rules,
    help="Do not run this rule. May be repeated.",
)
@collection_option
@click.option(
    "--examples",
    metavar="N",
    type=click.IntRange(min=0),
    help="URLs to generate for each claim and each clean entry; 0 asks no other engine.  [default: 100]",
)
@partial(judging_options, unknown=True)
@click.option("--stdin-filename", metavar="PATH", help="What to call standard input; its ending tells its kind.")
@click.option("--all", "all_findings", is_flag=True, help="Show each finding that follows from another one, too.")
@click.option("-q", "--quiet", is_flag=True, help="Show only findings, and what was not answered.")
@click.option("-v", "--verbose", is_flag=True, help="Show also what was read and what was asked.")
@color_option
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    formats_: tuple[str, ...],
    outputs: tuple[str, ...],
    fail_on: str,
    exit_zero: bool,
    strict: bool,
    allow_empty: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    collections: tuple[str, ...],
    examples: int | None,
    release: Release | str | None,
    java: str | None,
    budget: int | None,
    stdin_filename: str | None,
    all_findings: bool,
    quiet: bool,
    verbose: bool,
    color: str,
) -> None:
    """Judge lists of trusted endpoints and connectors in files, in folders, and with - on standard input.

    Settings files, requests to OpenSearch, connectors, opensearch.yml, environments, shell commands, pages and files of
    the security plugin are read, and judged together; in folders, what .gitignore names is not read.

    Exits with 0 if nothing is found, 1 for findings, 2 for a wrong command line, 3 if a path holds nothing to check,
    and 4 if something could not be read or answered, whatever was found.
    """
    reports = _pairs(formats_, outputs)
    if select or ignore:
        _known(collections, (*select, *ignore))
    from endpointlint.engine.options import DEFAULT_EXAMPLES, Options
    from endpointlint.policy.release import NEWEST, Release
    from endpointlint.rule.finding import Severity

    least = threshold(fail_on)
    options = Options(
        release=release if isinstance(release, Release) else NEWEST,
        every_release=isinstance(release, str),
        java=None if java is None else int(java),
        examples=DEFAULT_EXAMPLES if examples is None else examples,
        fail_on=least or Severity.CRITICAL,
        strict=strict,
        allow_empty=allow_empty,
        budget=budget_of(budget),
        select=frozenset(select),
        ignore=frozenset(ignore),
        collections=collections,
        idle_rules="sarif" in formats_,
    )
    report = _run(paths, options, stdin_filename, quiet=quiet)
    if report.exit_code == ExitCode.FINDINGS and (exit_zero or least is None):
        report = replace(report, exit_code=ExitCode.OK)
    texts = [
        (target, _rendered(report, name, target, color, all_findings=all_findings, quiet=quiet, verbose=verbose))
        for name, target in reports
    ]
    from endpointlint.cli.streams import save, say

    # files first: standard output may be a pipe that nobody reads to its end
    for target, text in sorted(texts, key=lambda pair: pair[0] == _STDOUT):
        save(target, text)
    if report.exit_code == ExitCode.NOTHING and not quiet:
        say("nothing to check in a path that was named; --allow-empty permits that")
    ctx.exit(report.exit_code)


def _pairs(formats_: tuple[str, ...], outputs: tuple[str, ...]) -> list[tuple[str, str]]:
    """Which format goes where."""
    names = formats_ or (formats()[0],)
    targets = outputs or (_STDOUT,)
    if len(names) != len(targets):
        raise click.UsageError("give as many --format as --output; --output - is standard output")
    for number, target in enumerate(targets):
        if target in targets[:number]:
            where = "standard output" if target == _STDOUT else target
            raise click.UsageError(f"two reports cannot go to {where}")
        if target != _STDOUT and not os.path.isdir(os.path.dirname(target) or os.curdir):
            raise click.UsageError(f"--output {target}: there is no such folder")
    return list(zip(names, targets, strict=True))


def _known(collections: tuple[str, ...], wanted: tuple[str, ...]) -> None:
    """A usage error if a rule is unknown: a misspelt --ignore must not let a run fail, nor a --select let it pass."""
    names = [rule.name for rule in load_rules(collections)]
    for name in wanted:
        if name not in names:
            raise click.UsageError(f"there is no rule {name}{near(name, names)}")


def _run(paths: tuple[str, ...], options: Options, stdin_filename: str | None, *, quiet: bool) -> Report:
    from endpointlint.cli.progress import Progress
    from endpointlint.cli.streams import standard_input
    from endpointlint.engine.lint import lint
    from endpointlint.rule.kinds import RuleError

    progress = Progress()
    try:
        return lint(
            paths,
            options,
            stdin=lambda: standard_input().read(),
            stdin_name=stdin_filename or "<stdin>",
            progress=None if quiet else progress,
        )
    except RuleError as error:
        raise click.UsageError(str(error)) from error
    finally:
        progress.close()


def _rendered(
    report: Report, format_: str, target: str, color: str, *, all_findings: bool, quiet: bool, verbose: bool
) -> str:
    from endpointlint.cli.styling import style_for
    from endpointlint.report import render

    return render(
        report,
        format_,
        style=style_for(sys.stdout if target == _STDOUT else None, color),
        all_findings=all_findings,
        quiet=quiet,
        verbose=verbose,
        root=_repository(),
    )


def _repository() -> str | None:
    """The root of the repository around the working directory."""
    folder = os.getcwd()
    while not os.path.exists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
    return folder
