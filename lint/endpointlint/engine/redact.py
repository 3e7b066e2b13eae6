"""Secrets taken out of what a run says.

The model holds no credential, and frames are masked; what is left are secrets that stand in URLs, headers and bodies,
and may be quoted in a message, a note or a witness.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import takewhile

from endpointlint.engine.result import Incomplete, Related, Reported, UnknownAnswer
from endpointlint.policy.document import Input
from endpointlint.source import SourceText, Span
from endpointlint.source.patterns import lazy
from endpointlint.source.records import replace

REDACTED = "(redacted)"

_SHORTEST = 6
"""Code points of a secret that are looked for; shorter ones are words, which stand in many texts."""
_HEAD = 8
"""So much of the beginning of a secret gives it away; what is cut off behind it goes, too."""


class Redactor:
    """Knows the secrets of a run."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = sorted((s for s in secrets if len(s) >= _SHORTEST), key=lambda secret: (-len(secret), secret))

    def __call__(self, text: str) -> str:
        """A text without the secrets. Linear in the text, times the number of secrets."""
        return self._replaced(text, lambda _: REDACTED)

    def mask(self, text: str) -> str:
        """As above, of the length that the text has, for what is pointed into."""
        return self._replaced(text, lambda length: "*" * length)

    def _replaced(self, text: str, stand_in: Callable[[int], str]) -> str:
        for secret in self._secrets:
            head = secret[:_HEAD]
            at = text.find(head)
            while at >= 0:
                same = zip(secret[_HEAD:], text[at + len(head) :], strict=False)
                end = at + len(head) + sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], same))
                shown = stand_in(end - at)
                text = text[:at] + shown + text[end:]
                at = text.find(head, at + len(shown))
        return text

    def finding(self, found: Reported) -> Reported:
        """A finding without the secrets, in any of its texts."""
        if not self._secrets:
            return found
        witness, fix = found.witness, found.fix
        return replace(
            found,
            message=self(found.message),
            label=self(found.label),
            subject=replace(found.subject, text=self(found.subject.text)),
            witness=witness
            and replace(witness, url=self(witness.url), host=self(witness.host), owner=self(witness.owner)),
            notes=tuple(replace(note, text=self(note.text)) for note in found.notes),
            related=tuple(Related(related.place, self(related.text)) for related in found.related),
            fix=fix and replace(fix, replacement=self(fix.replacement), proved=self(fix.proved)),
        )

    def unknown(self, answer: UnknownAnswer) -> UnknownAnswer:
        """An open question without the secrets."""
        return replace(answer, reason=self(answer.reason))

    def incomplete(self, problem: Incomplete) -> Incomplete:
        """A problem without the secrets."""
        return replace(problem, reason=self(problem.reason))


def redactor_of(*texts: str) -> Redactor:
    """For the secrets in some texts."""
    from endpointlint.policy.secret import secrets_in

    return Redactor(text[one.span.start : one.span.end] for text in texts for one in secrets_in(text))


def redactor(inputs: Iterable[Input]) -> Redactor:
    """For the secrets of all inputs; also hides those in regexes and settings, and those that other inputs repeat."""
    read = list(inputs)
    for item in read:
        if item.source is not None:
            _hide_in_settings(item, item.source)
    sources = [item.source for item in read if item.source is not None]
    secrets = frozenset(secret for source in sources for secret in source.secrets)
    for source in sources if secrets else ():
        _hide_copies(source, secrets)
    return Redactor(secrets)


def _hide_in_settings(item: Input, source: SourceText) -> None:
    literals = [entry.literal for document in item.documents for listed in document.lists for entry in listed.entries]
    literals += [value.literal for document in item.documents for one in document.settings for value in one.items]
    suspects = [literal for literal in literals if _SUSPECT.search(literal.value)]
    if not suspects:
        return
    from endpointlint.policy.secret import secrets_in

    for literal in suspects:
        for found in secrets_in(literal.value):
            source.hide(literal.in_file(found.span), literal.value[found.span.start : found.span.end])


_SUSPECT = lazy(r"@|[A-Za-z0-9_-]{12}|(?:key|token|secret|password|pwd|sig|code)=", re.IGNORECASE)
"""In every text that holds a secret; most regexes have none of it."""


def _hide_copies(source: SourceText, secrets: Iterable[str]) -> None:
    known = frozenset(source.hidden)
    for secret in sorted(secrets):
        if len(secret) < _SHORTEST:
            continue
        at = source.text.find(secret)
        while at >= 0:
            span = Span(at, at + len(secret))
            if span not in known:
                source.hide(span, secret)
            at = source.text.find(secret, span.end)
