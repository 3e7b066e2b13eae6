r"""The built-in list is in force.

The document shows what the cluster uses, and no list of its own is set: every endpoint of the built-in list is trusted,
whether or not the cluster needs it. Most of its entries are not pinned: they trust any host that begins in the right
way. What is wrong with each of them is reported on the entry itself, where the document shows the list.

Set a list with the endpoints that are needed.

Severity: info.

False alarms: none known.
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
    Note,
    Outcome,
    Severity,
    built_in_since,
    document_rule,
)

_SETTING = ListSetting.TRUSTED_ENDPOINTS
_LIST_OF_2_9 = (
    r'"^https://runtime\\.sagemaker\\..*[a-z0-9-]\\.amazonaws\\.com/.*$", '
    r'"^https://api\\.openai\\.com/.*$", "^https://api\\.cohere\\.ai/.*$"'
)


@document_rule(
    title="The built-in list is in force",
    severity=Severity.INFO,
    since="0.1",
    references=("CWE-1188", "ml-commons MLCommonsSettings.java"),
    examples=(
        Flagged(
            f'{{"persistent": {{}}, "transient": {{}}, "defaults": {{"{_SETTING.value}": [{_LIST_OF_2_9}]}}}}',
            opensearch="2.9",
        ),
        Clean(
            f'{{"persistent": {{}}, "transient": {{}}, "defaults": {{"{_SETTING.value}": '
            r'["^https://api\\.vendor\\.com/.*$"]}}'.replace("}}", "}")
            + "}"
        ),
        Clean(f'{{"persistent": {{"{_SETTING.value}": []}}}}'),
    ),
)
def default_list(document: DocumentSubject) -> Iterator[Outcome]:
    """Report a list under `defaults` that is the built-in one, where no other layer sets the list."""
    lists = [found for found in document.lists if found.setting is _SETTING]
    if any(found.endpoints.layer is not Layer.DEFAULTS for found in lists):
        return
    for found in lists:
        since = built_in_since(tuple(entry.text for entry in found.entries))
        if since:
            yield Finding(
                "the built-in list of trusted endpoints is in force",
                severity=Severity.INFO,
                grade=Grade.PROVED,
                place=found.endpoints.key_place,
                label=f"{len(found.entries)} entries that nobody chose",
                notes=(Note("built in", f"in {since}"),),
            )
