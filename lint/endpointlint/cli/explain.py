"""`endpointlint explain`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from endpointlint.cli.arguments import collection_option, color_option, load_rules, near

if TYPE_CHECKING:
    from endpointlint.report.style import Style
    from endpointlint.rule.kinds import AnyRule, Example


def _complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(rule.name, help=rule.title) for rule in load_rules(()) if rule.name.startswith(incomplete)]


@click.command("explain", short_help="What a rule finds, why it matters, and the way out.")
@click.argument("rule", shell_complete=_complete)
@collection_option
@color_option
def command(rule: str, collections: tuple[str, ...], color: str) -> None:
    """Print the page of RULE: the fault, why it matters, the way out, and examples."""
    rules = {found.name: found for found in load_rules(collections)}
    if rule not in rules:
        raise click.UsageError(f"there is no rule {rule}{near(rule, rules)}; `endpointlint rules` lists them")
    from endpointlint.cli.streams import emit
    from endpointlint.cli.styling import style_for

    emit("".join(f"{line}\n" for line in _page(rules[rule], style_for(sys.stdout, color))))


def _page(rule: AnyRule, style: Style) -> Iterator[str]:
    from endpointlint.rule.kinds import Clean, Flagged

    yield f"{style.bold(rule.name)}  {rule.title}"
    yield f"up to {style.severity(rule.severity, rule.severity.value)}, since {rule.since}"
    yield ""
    yield rule.page
    yield ""
    yield style.bold("Reported")
    for example in rule.examples:
        if isinstance(example, Flagged):
            yield from _example(example)
            if example.witness is not None:
                yield f"      lets through {example.witness}"
    yield ""
    yield style.bold("Left alone")
    for example in rule.examples:
        if isinstance(example, Clean):
            yield from _example(example)
    if rule.references:
        yield ""
        yield f"{style.bold('See')} {', '.join(rule.references)}"


def _example(example: Example) -> Iterator[str]:
    for name, text in example.files:
        yield f"  {name}"
        yield from (f"    {line}" for line in text.splitlines())
    texts = (example.text,) if isinstance(example.text, str) else example.text
    for number, text in enumerate(() if example.files else texts):
        lead = "  " if number == 0 else "  + "
        for line in text.splitlines() or [""]:
            yield lead + line
            lead = "    "
