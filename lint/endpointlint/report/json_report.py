"""The report for other programs: `--format json`, schema version 1. The shape is `schema/check.json`.

Positions count from 1, columns in code points, ends are exclusive. A key that does not apply is absent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from endpointlint import __version__
from endpointlint.engine.result import Incomplete, InputSummary, Report, Reported, UnknownAnswer
from endpointlint.report.escape import RUNNER_COMMAND
from endpointlint.rule.finding import Witness
from endpointlint.source import Position

SCHEMA_VERSION = 1

Json = dict[str, Any]


def json_report(report: Report) -> str:
    """Everything that a run found out. Consequences are findings of their own, with `follows_from`."""
    return dump(
        present(
            {
                "schema_version": SCHEMA_VERSION,
                "tool": {"name": "endpointlint", "version": __version__},
                "opensearch": report.opensearch,
                "inputs": [_input(read) for read in report.inputs],
                "findings": [_finding(finding) for finding in report.findings],
                "unknowns": [_unknown(unknown) for unknown in report.unknowns],
                "incomplete": [_incomplete(incomplete) for incomplete in report.incomplete],
                "refused": [_incomplete(refused) for refused in report.refused] or None,
                "suppressed": report.suppressed,
                "exit_code": report.exit_code,
            }
        )
    )


def dump(value: Mapping[str, Any], *, one_line: bool = False) -> str:
    r"""A JSON text in ASCII: lone surrogates travel as their escapes, and no log takes a part of it for a command.

    What addresses a runner (`##[`, see `escape`) can stand inside of strings only, where `#` may be written `\u0023`.
    `one_line` is for the commands that answer in bulk, one object a line.
    """
    return RUNNER_COMMAND.sub(r"\\u0023#", json.dumps(value, indent=None if one_line else 2)) + "\n"


def witness_fields(witness: Witness) -> Json:
    """A witness as every JSON report shows it."""
    return {"url": witness.url, "host": witness.host, "owner": witness.owner}


def _input(read: InputSummary) -> Json:
    return {"path": read.path, "kind": str(read.kind), "entries": read.entries, "connectors": read.connectors}


def _finding(finding: Reported) -> Json:
    generated, fix = finding.generated, finding.fix
    return present(
        {
            "rule": finding.rule.name,
            "severity": finding.severity.value,
            "evidence": finding.grade.value,
            "message": finding.message,
            "path": finding.place.path,
            "start": position_fields(finding.place.start),
            "end": position_fields(finding.place.end),
            "pointer": finding.place.pointer or None,
            "subject": {"kind": finding.subject.kind, "text": finding.subject.text},
            "witness": None if finding.witness is None else witness_fields(finding.witness),
            "confirmed_by": list(finding.confirmed_by) or None,
            "generated": None if generated is None else {"examples": generated.examples, "agreed": generated.agreed},
            "releases": finding.releases,
            "fix": None if fix is None else {"replacement": fix.replacement, "safe": fix.safe},
            "follows_from": finding.follows_from,
            "fingerprint": finding.fingerprint,
        }
    )


def _unknown(unknown: UnknownAnswer) -> Json:
    return present(
        {
            "rule": unknown.rule,
            "path": unknown.place.path,
            "pointer": unknown.place.pointer or None,
            "reason": unknown.reason,
        }
    )


def _incomplete(incomplete: Incomplete) -> Json:
    return present(
        {
            "path": incomplete.path,
            "line": incomplete.line,
            "column": incomplete.column,
            "reason": incomplete.reason,
        }
    )


def position_fields(position: Position) -> Json:
    """A place in a file: 1-based, columns in code points."""
    return {"line": position.line, "column": position.column}


def present(fields: Mapping[str, Any]) -> Json:
    """The fields that apply: those that are not None."""
    return {key: value for key, value in fields.items() if value is not None}
