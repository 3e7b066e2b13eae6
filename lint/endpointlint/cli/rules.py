"""`endpointlint rules`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from endpointlint.cli.arguments import answer_format_option, collection_option, load_rules

if TYPE_CHECKING:
    from endpointlint.rule.kinds import AnyRule, Example


@click.command("rules", short_help="All rules, one a line.")
@answer_format_option
@collection_option
def command(format_: str, collections: tuple[str, ...]) -> None:
    """List the rules, with the highest severity that each gives. --format json has their pages and examples, too."""
    from endpointlint.cli.streams import emit
    from endpointlint.report.json_report import dump

    rules = load_rules(collections)
    if format_ == "json":
        emit(dump({"schema_version": 1, "rules": [_fields(rule) for rule in rules]}))
        return
    names = max(len(rule.name) for rule in rules)
    severities = max(len(rule.severity.value) for rule in rules)
    emit("".join(f"{rule.name:{names}}  {rule.severity.value:{severities}}  {rule.title}\n" for rule in rules))


def _fields(rule: AnyRule) -> dict[str, object]:
    from endpointlint.policy.model import ListSetting
    from endpointlint.rule.kinds import EntryRule

    settings = rule.settings if isinstance(rule, EntryRule) else ListSetting
    return {
        "name": rule.name,
        "title": rule.title,
        "severity": rule.severity.value,
        "since": rule.since,
        "settings": sorted(setting.value for setting in settings),
        "references": list(rule.references),
        "page": rule.page,
        "examples": [_example(example) for example in rule.examples],
    }


def _example(example: Example) -> dict[str, object]:
    from endpointlint.rule.kinds import Flagged

    fields: dict[str, object] = {
        "flagged": isinstance(example, Flagged),
        "text": example.text if isinstance(example.text, str) else list(example.text),
        "setting": example.setting.value,
    }
    if example.files:
        fields["files"] = [{"name": name, "text": text} for name, text in example.files]
    if example.opensearch is not None:
        fields["opensearch"] = example.opensearch
    if isinstance(example, Flagged):
        if example.witness is not None:
            fields["witness"] = example.witness
        if example.severity is not None:
            fields["severity"] = example.severity.value
    return fields
