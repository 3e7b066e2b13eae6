"""A comparison of two policies in words, and as an object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from endpointlint.engine.compare import Change, Comparison, Side
from endpointlint.policy.model import Entry
from endpointlint.query.verdict import Proved, Refuted, Unknown, Verdict
from endpointlint.report.escape import visible, visible_path
from endpointlint.report.frame import Underline, draw
from endpointlint.report.json_report import position_fields, witness_fields
from endpointlint.report.style import Style
from endpointlint.report.summary import count
from endpointlint.rule.finding import Severity, Witness

_LABEL_WIDTH = len("lets through")


def comparison_fields(found: Comparison, exit_code: int) -> dict[str, Any]:
    """The JSON object: what `diff -` answers, and the entries that make the difference."""
    fields: dict[str, Any] = {
        "schema_version": 1,
        "nothing_added": _verdict(found.nothing_added),
        "nothing_removed": _verdict(found.nothing_removed),
        "old": _side(found.old),
        "new": _side(found.new),
        "added": [_change(change) for change in found.added],
        "removed": [_change(change) for change in found.removed],
        "unknowns": [{**_entry(one.entry), "reason": one.reason} for one in found.undecided],
        "incomplete": [
            *(
                {
                    "path": path,
                    **({"line": p.place.start.line, "column": p.place.start.column} if p.place else {}),
                    "reason": p.message,
                }
                for path, p in found.unread
            ),
            *(
                {
                    "path": one.entry.place.path,
                    "line": one.entry.place.start.line,
                    "column": one.entry.place.start.column,
                    "reason": f"no regex: {one.message}",
                }
                for side in (found.old, found.new)
                for one in side.invalid
            ),
        ],
        "exit_code": exit_code,
    }
    return fields


def _verdict(verdict: Verdict[Witness]) -> dict[str, Any]:
    match verdict:
        case Proved():
            return {"verdict": "proved"}
        case Refuted(witness):
            return {"verdict": "refuted", "witness": witness_fields(witness)}
        case Unknown(reason):
            return {"verdict": "unknown", "reason": reason}


def _side(side: Side) -> dict[str, Any]:
    return {"name": side.name, "entries": len(side.entries), "built_in": side.built_in}


def _entry(entry: Entry) -> dict[str, Any]:
    place = entry.place
    fields: dict[str, Any] = {
        "pattern": entry.literal.value,
        "path": place.path,
        "start": position_fields(place.start),
        "end": position_fields(place.end),
    }
    return {**fields, "pointer": place.pointer} if place.pointer else fields


def _change(change: Change) -> dict[str, Any]:
    return {**_entry(change.entry), "witness": witness_fields(change.witness)}


def comparison_lines(found: Comparison, style: Style, opensearch: str) -> Iterator[str]:
    """The lines for people."""
    for change in found.added:
        yield from _block(change, "trusts more than before", Severity.HIGH, found.old, style)
    for change in found.removed:
        yield from _block(change, "no longer trusted", Severity.INFO, found.new, style)
    for one in found.undecided:
        yield f"{_at(one.entry)}: {style.warn('unknown')}: {visible(one.reason)}"
    for path, problem in found.unread:
        at = f":{problem.place.start.line}:{problem.place.start.column}" if problem.place else ""
        yield f"{visible_path(path)}{at}: {style.warn('not read')}: {visible(problem.message)}"
    for side in (found.old, found.new):
        for invalid in side.invalid:
            yield f"{_at(invalid.entry)}: {style.warn('no regex')}: {visible(invalid.message)}"
    for refused in found.new.refused:
        reason = f"OpenSearch {opensearch} refuses the list: {refused.reason}"
        yield f"{_at(refused.entry)}: {style.warn('refused')}: {visible(reason)}"
    yield f"{_headline(found, style)}"
    yield f"compared {_named(found.old)} with {_named(found.new)}, for OpenSearch {visible(opensearch)}"


def _block(change: Change, said: str, severity: Severity, other: Side, style: Style) -> Iterator[str]:
    yield f"{_at(change.entry)}: {style.severity(severity, said)}"
    frame = draw([Underline(change.entry.place, "", main=True)], severity, style)
    yield from frame.lines
    lead = " " * (frame.indent + 1) + style.frame("=")
    witness = change.witness
    owner = "" if witness.owner == witness.host else f" (owner: {witness.owner})"
    notes = (
        ("lets through", witness.url),
        ("connects to", witness.host + owner),
        ("elsewhere", f"no entry of {other.name} admits it"),
    )
    for label, text in notes:
        yield f"{lead} {style.bold(label)}{' ' * (_LABEL_WIDTH - len(label) + 2)}{visible(text)}"
    yield ""


def _at(entry: Entry) -> str:
    start = entry.place.start
    return f"{visible_path(entry.place.path)}:{start.line}:{start.column}"


def _headline(found: Comparison, style: Style) -> str:
    match found.nothing_added:
        case Proved():
            more = style.good("nothing is trusted that was not before (proved)")
        case Refuted():
            some = len(found.added)
            let = "lets" if some == 1 else "let"
            text = f"trust was widened: {some} of {count(len(found.new.entries), 'entry')} {let} through more"
            more = style.severity(Severity.HIGH, text)
        case Unknown():
            more = style.warn("whether trust was widened is not known")
    match found.nothing_removed:
        case Proved():
            less = "nothing is lost (proved)"
        case Refuted():
            less = f"URLs of {count(len(found.removed), 'entry')} are no longer trusted"
        case Unknown():
            less = style.warn("whether anything is lost is not known")
    return f"{more}; {less}"


def _named(side: Side) -> str:
    built_in = ", the built-in list" if side.built_in else ""
    return f"{visible_path(side.name)} ({count(len(side.entries), 'entry')}{built_in})"
