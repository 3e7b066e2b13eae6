"""The examples of rules as files, to be judged like any others."""

from __future__ import annotations

import json

from endpointlint.rule.kinds import AnyRule, ConnectorRule, DocumentRule, EntryRule, Example, ListRule, SecurityRule

Files = tuple[tuple[str, str], ...]


def files_of(rule: AnyRule, example: Example) -> Files:
    """Names and texts of the files that an example stands for.

    Entries become one list in a settings file; a text that is one already stays, as does the text of any other file.
    """
    if example.files:
        return example.files
    if isinstance(rule, EntryRule) or (isinstance(rule, ListRule) and not _is_document(example.text)):
        entries = [example.text] if isinstance(example.text, str) else list(example.text)
        value: object = entries[0] if example.setting.value.endswith("trusted_url_regex") else entries
        return (("settings.json", json.dumps({"persistent": {example.setting.value: value}}, indent=1)),)
    text = example.text if isinstance(example.text, str) else "\n".join(example.text)
    if isinstance(rule, ConnectorRule):
        return (("connector.json", text),)
    if isinstance(rule, SecurityRule):
        return (("security.yml", text),)
    return (("settings.json" if isinstance(rule, DocumentRule) or _is_document(text) else "settings.yml", text),)


def _is_document(text: str | tuple[str, ...]) -> bool:
    return isinstance(text, str) and text.lstrip().startswith("{")
