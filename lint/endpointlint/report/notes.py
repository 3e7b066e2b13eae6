"""What stands below the frame of a finding: `= label  text`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from endpointlint.engine.result import Reported
from endpointlint.report.escape import visible, width
from endpointlint.report.order import Group
from endpointlint.report.style import Style
from endpointlint.rule.finding import Fix, Grade, Note, Witness

_CONNECTS_TO = "connects to"
_LABEL_WIDTH = len("lets through")


def note_lines(group: Group, indent: int, style: Style, *, verbose: bool) -> list[str]:
    """The notes of a finding and its consequences, lined up below a bar that stands `indent` columns from the left."""
    notes = [*_notes(group.main, verbose=verbose)]
    if group.consequences:
        notes.append(Note("also", _also(group.consequences)))
    longest = max([_LABEL_WIDTH, *(width(visible(note.label)) for note in notes)])
    lead = " " * (indent + 1) + style.frame("=")
    return [
        f"{lead} {style.bold(label)}{' ' * (longest - width(label) + 2)}{visible(note.text)}"
        for note in notes
        for label in [visible(note.label)]
    ]


def confirmed_by(finding: Reported) -> str:
    """The engines that replayed a finding's claims, and how much was tried on them; empty if none did."""
    parts = list(finding.confirmed_by)
    if finding.generated is not None:
        examples, agreed = finding.generated.examples, finding.generated.agreed
        tried = f"{examples} generated URLs" if agreed == examples else f"{agreed} of {examples} generated URLs"
        # in the order in which they were asked: a JVM is the last
        at = next((i for i, engine in enumerate(parts) if engine.startswith("java")), len(parts))
        parts.insert(at, tried)
    return ", ".join(parts)


def _notes(finding: Reported, *, verbose: bool) -> Iterable[Note]:
    own = list(finding.notes)
    if finding.witness is not None:
        yield Note("lets through", finding.witness.url)
        if finding.witness.host:
            about = next((note for note in own if note.label == _CONNECTS_TO), None)
            if about is not None:
                own.remove(about)
            yield Note(_CONNECTS_TO, _connects_to(finding.witness, about))
    if confirmed := confirmed_by(finding):
        yield Note("confirmed by", confirmed)
    if finding.grade is Grade.HEURISTIC:
        yield Note("known by", "a rule of thumb, not a proof")
    if finding.fix is not None:
        yield Note(finding.fix.label, _replacement(finding.fix))
    if finding.releases is not None:
        yield Note("releases", finding.releases)
    yield from own
    if finding.follows_from is not None:
        yield Note("follows from", finding.follows_from)
    if verbose:
        yield from _details(finding)


def _connects_to(witness: Witness, about: Note | None) -> str:
    if about is not None:
        return about.text if about.text.startswith(witness.host) else f"{witness.host} ({about.text})"
    return witness.host if witness.owner in ("", witness.host) else f"{witness.host} (owner: {witness.owner})"


def _replacement(fix: Fix) -> str:
    warning = "" if fix.safe else "; it may refuse URLs that are needed"
    return f"{fix.replacement}   (proved: {fix.proved}{warning})"


def _also(consequences: tuple[Reported, ...]) -> str:
    counts = Counter(consequence.rule.name for consequence in consequences)
    names = ", ".join(name if count == 1 else f"{name} ({count})" for name, count in counts.items())
    one = len(consequences) == 1
    return f"{names} ({'follows' if one else 'follow'} from the same hole; --all lists {'it' if one else 'them'})"


def _details(finding: Reported) -> Iterable[Note]:
    if finding.grade is not Grade.HEURISTIC:
        yield Note("known by", "proof" if finding.grade is Grade.PROVED else "a witness")
    for engine in finding.not_run:
        yield Note("not asked", engine)
    if finding.place.pointer:
        yield Note("pointer", finding.place.pointer)
    if finding.rule.references:
        yield Note("see", ", ".join(finding.rule.references))
    yield Note("fingerprint", finding.fingerprint)
