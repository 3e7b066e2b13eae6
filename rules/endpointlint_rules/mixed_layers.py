r"""Transient and persistent settings both set the list.

Of the two the transient one is in force, and the other one waits: when the transient settings are cleared, or the whole
cluster restarts, the persistent list takes over without anybody having changed it. Whoever reviews the persistent list
reviews one that does not hold.

Set the list in one layer, the persistent one.

Severity: medium.

False alarms: none known; lists with the same entries in the same order are not reported.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    DocumentSubject,
    Finding,
    Flagged,
    Grade,
    Layer,
    ListSetting,
    Outcome,
    Severity,
    document_rule,
)

_KEY = ListSetting.TRUSTED_ENDPOINTS.value
_ONE, _OTHER = r"^https://a\\.vendor\\.com/.*$", r"^https://b\\.vendor\\.com/.*$"


@document_rule(
    title="Two layers set the same list",
    severity=Severity.MEDIUM,
    since="0.1",
    references=("CWE-1188",),
    examples=(
        Flagged(f'{{"transient": {{"{_KEY}": ["{_ONE}"]}}, "persistent": {{"{_KEY}": ["{_OTHER}"]}}}}'),
        Clean(f'{{"persistent": {{"{_KEY}": ["{_ONE}"]}}, "transient": {{}}}}'),
        Clean(f'{{"transient": {{"{_KEY}": ["{_ONE}"]}}, "persistent": {{"{_KEY}": ["{_ONE}"]}}}}'),
    ),
)
def mixed_layers(document: DocumentSubject) -> Iterator[Outcome]:
    """Report the list that is not in force."""
    for setting in ListSetting:
        by_layer = {found.endpoints.layer: found for found in document.lists if found.setting is setting}
        transient, persistent = by_layer.get(Layer.TRANSIENT), by_layer.get(Layer.PERSISTENT)
        if transient is None or persistent is None:
            continue
        if [entry.text for entry in transient.entries] == [entry.text for entry in persistent.entries]:
            continue
        yield Finding(
            "this list is not in force: a transient one hides it",
            severity=Severity.MEDIUM,
            grade=Grade.PROVED,
            place=persistent.endpoints.key_place,
            label="takes over when the transient settings are gone",
            related=((transient.endpoints.key_place, "this one is in force"),),
        )
