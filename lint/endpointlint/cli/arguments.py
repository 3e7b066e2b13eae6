"""Kinds of arguments, and the options that several commands have.

What an argument may be is looked up when one is read, so that a command that is not run costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from endpointlint.automata.budget import Budget
    from endpointlint.engine.bulk import Defaults
    from endpointlint.policy.release import Release
    from endpointlint.rule.finding import Severity
    from endpointlint.rule.kinds import AnyRule

F = TypeVar("F", bound=Callable[..., Any])

NEVER = "never"
"""The threshold that no finding reaches."""


def near(word: str, known: Iterable[str]) -> str:
    """`; did you mean …?` if something that is known looks like a word; empty otherwise."""
    found = get_close_matches(word, list(known), n=1)
    return f"; did you mean {found[0]}?" if found else ""


class Word(click.ParamType):  # type: ignore[type-arg, unused-ignore]  # no generic before click 8.4
    """One of some words."""

    def __init__(self, name: str, known: Callable[[], Sequence[str]]) -> None:
        self.name = name
        self._known = known

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word itself; a usage error if it is unknown."""
        known = self._known()
        if value not in known:
            self.fail(f"{value!r} is not one of {', '.join(known)}{near(value, known)}", param, ctx)
        return value

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The words that begin like this."""
        return [CompletionItem(word) for word in self._known() if word.startswith(incomplete)]


class ReleaseType(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """A release of OpenSearch; where that makes sense also `unknown`."""

    name = "release"

    def __init__(self, *, unknown: bool = False) -> None:
        self._unknown = unknown

    def convert(self, value: str | Release, param: click.Parameter | None, ctx: click.Context | None) -> Release | str:
        """The release; a usage error that names the known range if nothing is known of it."""
        from endpointlint.policy.release import UNKNOWN, Release

        if isinstance(value, Release) or (self._unknown and value == UNKNOWN):
            return value
        try:
            return Release.parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The known releases that begin like this, newest first."""
        from endpointlint.policy.release import UNKNOWN, known_releases

        texts = [str(release) for release in reversed(known_releases())] + [UNKNOWN] * self._unknown
        return [CompletionItem(text) for text in texts if text.startswith(incomplete)]


def formats() -> Sequence[str]:
    """The formats of reports."""
    from endpointlint.report import FORMATS

    return FORMATS


def severities() -> list[str]:
    """The thresholds, worst first."""
    from endpointlint.rule.finding import Severity

    return [*(severity.value for severity in sorted(Severity, reverse=True)), NEVER]


def schemas() -> Sequence[str]:
    """The commands whose output has a schema."""
    from endpointlint.report.schema import SCHEMAS

    return SCHEMAS


def java_versions() -> list[str]:
    """The JDKs whose regexes were studied."""
    from endpointlint.engine.bulk import JAVA_VERSIONS

    return [str(version) for version in JAVA_VERSIONS]


def operations() -> list[str]:
    """How a setting may apply its regexes."""
    from endpointlint.query.claim import Operation

    return [operation.value for operation in Operation]


def threshold(word: str) -> Severity | None:
    """The severity that a threshold names; None for `never`."""
    from endpointlint.rule.finding import Severity

    return None if word == NEVER else Severity(word)


def load_rules(collections: Iterable[str]) -> tuple[AnyRule, ...]:
    """The built-in rules and those of the named collections; a usage error if one does not load."""
    from endpointlint.rule.kinds import RuleError
    from endpointlint.rule.registry import load_rules

    try:
        return load_rules(collections)
    except RuleError as error:
        raise click.UsageError(str(error)) from error


def budget_of(steps: int | None) -> Budget:
    """The budget asked for, or the default one."""
    from endpointlint.automata.budget import DEFAULT_BUDGET, Budget

    return DEFAULT_BUDGET if steps is None else Budget(steps)


def defaults_of(release: Release | None, java: str | None, operation: str, budget: int | None) -> Defaults:
    """What holds for requests that do not say otherwise."""
    from endpointlint.engine.bulk import Defaults
    from endpointlint.policy.release import NEWEST
    from endpointlint.query.claim import Operation

    return Defaults(release or NEWEST, None if java is None else int(java), Operation(operation), budget_of(budget))


def judging_options(command: F, *, unknown: bool = False) -> F:
    """Add the options that say for what is judged, and how hard: `release`, `java`, `budget`.

    With `unknown` the release may be the word `unknown`.
    """
    about = " 'unknown' judges for each that is known." if unknown else ""
    for option in (
        click.option("--budget", metavar="STEPS", type=click.IntRange(min=1), help="Work that one question may cost."),
        click.option(
            "--java",
            metavar="JDK",
            type=Word("jdk", java_versions),
            help="JDK whose regexes are meant: 11, 17, 21 or 25.  [default: the one that the release bundles]",
        ),
        click.option(
            "--opensearch",
            "release",
            metavar="RELEASE",
            type=ReleaseType(unknown=unknown),
            help=f"Release of OpenSearch to judge for, such as 2.19.{about}  [default: the newest that is known]",
        ),
    ):
        command = option(command)
    return command


operation_option = click.option(
    "--operation",
    metavar="matches|find",
    type=Word("operation", operations),
    default="matches",
    show_default=True,
    help="How the setting applies the regex: to the whole text, or anywhere in it.",
)

answer_format_option = click.option(
    "--format",
    "format_",
    metavar="text|json",
    type=Word("format", lambda: ("text", "json")),
    default="text",
    show_default=True,
    help="For people, or for programs.",
)

color_option = click.option(
    "--color",
    metavar="WHEN",
    type=Word("when", lambda: ("auto", "always", "never")),
    default="auto",
    show_default=True,
    help="auto, always or never. NO_COLOR, FORCE_COLOR and CLICOLOR are honoured.",
)

collection_option = click.option(
    "--collection",
    "collections",
    metavar="NAME",
    multiple=True,
    help="Also run the rules of an installed package, by the name of its entry point. May be repeated.",
)
