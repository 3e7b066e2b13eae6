r"""A value that cannot be what the setting is.

OpenSearch keeps values as texts and reads them when they are set. ``true`` and ``false`` are the only booleans, in
lower case; numbers are those of Java. A request with any other value is refused as a whole (400), and a node does not
start with one in its ``opensearch.yml``. What was meant to be tightened is not.

Severity: medium.

False alarms: none known. Values with a placeholder (``{{ value }}``, ``${VALUE}``) are left alone. Missed: numbers that
are out of bounds, units of sizes, and settings of other plugins.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    PREFIX,
    Clean,
    Finding,
    Flagged,
    Grade,
    Note,
    Outcome,
    RunSubject,
    Said,
    SettingFacts,
    Severity,
    holes,
    provenance,
    run_rule,
    setting,
    typed,
)

_ACCESS = PREFIX + "connector_access_control_enabled"
_WANTED = {
    "boolean": "`true` or `false`",
    "integer": "a whole number",
    "long": "a whole number",
    "float": "a number",
    "string": "one text",
    "byte_size": "a size, such as `5gb`",
}


@run_rule(
    title="Value of the wrong type",
    severity=Severity.MEDIUM,
    since="0.2",
    references=("CWE-1164", "OpenSearch Setting.java, Booleans.java"),
    examples=(
        Flagged(f'{{"persistent": {{"{_ACCESS}": "yes"}}}}'),
        Flagged(f'{{"persistent": {{"{_ACCESS}": 1}}}}'),
        Flagged(f'{{"persistent": {{"{PREFIX}max_model_on_node": "ten"}}}}'),
        Flagged(f'{{"persistent": {{"{PREFIX}sync_up_job_interval_in_seconds": [3]}}}}'),
        Clean(f'{{"persistent": {{"{_ACCESS}": "true", "{PREFIX}max_model_on_node": "10"}}}}'),
        Clean(f'{{"persistent": {{"{_ACCESS}": "{{{{ on }}}}"}}}}'),
        Clean(f'{{"persistent": {{"{_ACCESS}": null, "{PREFIX}disk_free_space_threshold": "5gb"}}}}'),
    ),
)
def wrong_type(run: RunSubject) -> Iterator[Outcome]:
    """Report each value that cannot be read as what the setting is."""
    for key in run.effective.keys:
        facts = setting(key)
        for said in run.effective.occurrences(key) if facts is not None and facts.exists(run.release) else ():
            if facts is not None and typed(said.value, facts) is False and not _open(said):
                yield _finding(run, said, facts)


def _open(said: Said) -> bool:
    """Whether something else takes the place of the value before OpenSearch sees it."""
    return isinstance(said.value, str) and bool(holes(said.value))


def _finding(run: RunSubject, said: Said, facts: SettingFacts) -> Finding:
    is_list = isinstance(said.value, tuple)
    return Finding(
        f"OpenSearch takes {_WANTED[facts.type.value]} here" + (", and no list" if is_list else ""),
        severity=Severity.MEDIUM,
        grade=Grade.PROVED,
        place=said.place,
        about=("setting", said.key),
        label="refused, with all that stands beside it",
        notes=(Note("value from", provenance(said, run.release)),),
    )
