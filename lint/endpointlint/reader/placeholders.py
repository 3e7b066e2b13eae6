"""Values that something else fills in before OpenSearch sees them, or when it starts.

`${NAME}` and `${NAME:default}` in `opensearch.yml`, in `-E` and in variables of the container are environment
variables (`PropertyPlaceholder` and `Settings.Builder.replacePropertyPlaceholders` of OpenSearch); one without a value
keeps the node from starting. `{{ … }}` is a template in every tool that has templates, and no regex of Java's unless
braces are escaped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from endpointlint.source import SourceLiteral, Span

UNKNOWN_VARIABLE = "the value depends on an environment variable and is not known here"
UNKNOWN_TEMPLATE = "a template fills this in: the value is not known here"

_VARIABLE = re.compile(r"\$\{(?P<name>[^{}:]*)(?P<default>:)?[^{}]*\}")
_TEMPLATE = re.compile(r"\{\{(?![{}])[^{}\r\n]*\}\}")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """Something in a value that is not known here."""

    message: str
    span: Span
    """In the file."""
    default: SourceLiteral | None = None
    """What the value is where nobody sets the variable, if all of it is one variable that has a default."""


def placeholder_in(literal: SourceLiteral, *, from_file: bool) -> Placeholder | None:
    """The first placeholder of a value, None if there is none; with `from_file` also those that a node fills in."""
    text = literal.value
    if from_file and "${" in text and (found := _VARIABLE.search(text)):
        whole = found["default"] and found.span() == (0, len(text))
        default = literal.part(found.end("default"), len(text) - 1) if whole else None
        return Placeholder(UNKNOWN_VARIABLE, literal.in_file(Span(*found.span())), default)
    if "{{" in text and (found := _TEMPLATE.search(text)) and "\\{" not in text:
        return Placeholder(UNKNOWN_TEMPLATE, literal.in_file(Span(*found.span())))
    return None
