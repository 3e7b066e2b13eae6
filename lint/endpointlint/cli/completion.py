"""`endpointlint completion`."""

from __future__ import annotations

import click

from endpointlint.cli.arguments import Word

SHELLS = ("bash", "zsh", "fish")

VARIABLE = "_ENDPOINTLINT_COMPLETE"
"""Set by the scripts when they ask how a line could go on."""


@click.command("completion", short_help="A script that completes commands in a shell.")
@click.argument("shell", type=Word("shell", lambda: SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the script that completes commands in SHELL: bash, zsh or fish.

    Put eval "$(endpointlint completion bash)" into ~/.bashrc, the same with zsh into ~/.zshrc, or for fish the output
    into ~/.config/fish/completions/endpointlint.fish.
    """
    from click.shell_completion import get_completion_class

    from endpointlint.cli.streams import emit

    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"the installed click completes nothing in {shell}")
    root = ctx.find_root()
    emit(found(root.command, {}, root.info_name or "endpointlint", VARIABLE).source() + "\n")
