"""The command `endpointlint`: which commands there are, and how a run ends."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from endpointlint.cli.arguments import near
from endpointlint.cli.completion import VARIABLE
from endpointlint.cli.exits import ExitCode
from endpointlint.cli.streams import abandon, prepare, say
from endpointlint.cli.version import LINE

NAME = "endpointlint"

COMMANDS = ("check", "reach", "why", "diff", "explain", "rules", "schema", "version", "completion")
"""Each is the `command` of the module of its name."""


class _Commands(click.Group):
    """Imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"endpointlint.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            hint = f"; to check it: {NAME} check {args[0]}" if os.path.exists(args[0]) else near(args[0], COMMANDS)
            ctx.fail(f"there is no command {args[0]}{hint}")
        return super().resolve_command(ctx, args)


@click.group(
    NAME,
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.option("--debug", is_flag=True, help="Show where an internal error comes from.")
@click.version_option(message=LINE, version="")
@click.pass_context
def cli(ctx: click.Context, debug: bool) -> None:
    """Judge which endpoints OpenSearch ML Commons trusts.

    Reads lists of trusted connector endpoints from settings, requests, pages and configuration files, and decides
    exactly which hosts they let through. Asks no network, sends no telemetry, and writes no file but those named by
    --output.
    """
    if ctx.invoked_subcommand is None:
        say(ctx.get_help())
        ctx.exit(ExitCode.USAGE)


_DEEPEST = 8_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: what stands behind the name of the program; from `sys.argv` if None.

    Returns:
        The exit code, see `ExitCode`.
    """
    prepare()
    if arguments is None:
        # most of what a run makes lasts as long as the run
        gc.set_threshold(50_000)
        # a regex may nest as deep as the JVM can follow, and takes a few calls a level here
        sys.setrecursionlimit(_DEEPEST)
    args = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(list(args))
    except (KeyboardInterrupt, click.Abort):
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        abandon(sys.stdout)
        return ExitCode.PIPE_CLOSED
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        _complain(error)
        return error.exit_code
    except OSError as error:  # such as a full disk behind click's own help
        abandon(sys.stdout)
        say(_visible(f"Error: {error}"))
        return ExitCode.INCOMPLETE
    except Exception as error:
        if "--debug" in args:
            from traceback import format_exc

            say(format_exc().rstrip())
        else:
            say(_visible(f"{NAME}: internal error: {type(error).__name__}: {error}"))
            say(f"This is a defect of {NAME}, and nothing was decided. `{NAME} --debug ...` shows where it comes from.")
        return ExitCode.INCOMPLETE


def _run(args: list[str]) -> int:
    instruction = os.environ.get(VARIABLE)
    if instruction:
        from click.shell_completion import shell_complete

        return shell_complete(cli, {}, NAME, VARIABLE, instruction)
    with cli.make_context(NAME, args) as ctx:
        cli.invoke(ctx)
    return ExitCode.OK


def _complain(error: click.ClickException) -> None:
    if isinstance(error, click.UsageError) and error.ctx is not None:
        say(error.ctx.get_usage())
        say(f"Try '{error.ctx.command_path} --help' for help.")
        say("")
    say(_visible(f"Error: {error.format_message()}"))


def _visible(text: str) -> str:
    try:
        from endpointlint.report.escape import visible
    except ImportError:  # a broken installation, which may be what the text is about
        return ascii(text)[1:-1]
    return visible(text)
