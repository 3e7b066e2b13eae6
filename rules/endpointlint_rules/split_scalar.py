r"""The list is written as one text, and OpenSearch reads something else.

A list setting that is given as one text is cut at its commas; the parts are trimmed, and empty parts dropped. The comma
of ``{1,3}`` or ``[a,b]`` cuts a regex in two: the setting is accepted, and from then on creating any connector fails,
for trusted URLs too, because a part does not compile (seen on a real node of 3.6). An empty text, or one of commas
alone, does not close the list either: the built-in list applies.

Write an array. To close the list, write ``[]`` or ``["^$"]``.

Severity: high.

False alarms: none known. A text whose parts all compile is taken for a list that was meant to be cut.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    Finding,
    Flagged,
    Grade,
    ListForm,
    ListSetting,
    ListSubject,
    Note,
    Outcome,
    Severity,
    list_rule,
)


def _setting(value: str) -> str:
    return f'{{"persistent": {{"{ListSetting.TRUSTED_ENDPOINTS.value}": {value}}}}}'


@list_rule(
    title="A list that is cut at the wrong commas, or not at all empty",
    severity=Severity.HIGH,
    since="0.1",
    references=("CWE-1286", "OpenSearch server/src/main/java/org/opensearch/common/settings/Settings.java (getAsList)"),
    examples=(
        Flagged(_setting('"^https://[a-z]{1,3}\\\\.vendor\\\\.com/.*$"')),
        Flagged(_setting('""')),
        Flagged(_setting('","')),
        Clean(_setting('"^https://a\\\\.vendor\\\\.com/.*$, ^https://b\\\\.vendor\\\\.com/.*$"')),
        Clean(_setting('["^https://[a-z]{1,3}\\\\.vendor\\\\.com/.*$"]')),
        Clean(_setting("[]")),
        Clean(_setting('" "')),
    ),
)
def split_scalar(listed: ListSubject) -> Iterator[Outcome]:
    """Report empty texts, and commas that cut a regex."""
    if listed.endpoints.form is not ListForm.SCALAR or listed.setting is ListSetting.MODEL_URL:
        return
    if not listed.entries:
        default = listed.enforcement.default(listed.setting)
        yield Finding(
            "an empty text does not close the list: the built-in one applies",
            severity=Severity.HIGH if default else Severity.LOW,
            grade=Grade.PROVED,
            label="write [] to close the list",
            notes=(Note("in force", f"the built-in list of {len(default)} entries" if default else "an empty list"),),
        )
        return
    broken = [entry for entry in listed.entries if not entry.compiles]
    if len(listed.entries) > 1 and broken and listed.whole_compiles():
        yield Finding(
            "OpenSearch cuts this text at its commas, inside a regex",
            severity=Severity.HIGH,
            grade=Grade.PROVED,
            label="write an array",
            notes=(
                *(Note("reads", entry.text) for entry in listed.entries),
                Note("effect", "creating any connector fails, for trusted URLs too, once such a part is reached"),
            ),
        )
