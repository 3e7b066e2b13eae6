"""Terraform resources that are connectors: `opensearch_ml_connector` of the provider for OpenSearch."""

from __future__ import annotations

import re

from endpointlint.policy.form import ConnectorForm
from endpointlint.reader.connector import ConnectorBody
from endpointlint.reader.excerpt import Excerpt
from endpointlint.reader.harvest import Harvest
from endpointlint.reader.hcl import parse_block
from endpointlint.reader.tree import Array, Member, Object
from endpointlint.source import SourceText

_RESOURCE = re.compile(
    r"(?:^|(?<=\r))[ \t]*resource[ \t]+\"opensearch_ml_connector\"[ \t]*(?:\"[^\"\r\n]*\")?\s*(?=(\{)?)", re.MULTILINE
)
_META = frozenset(("count", "depends_on", "for_each", "lifecycle", "provider", "provisioner", "timeouts"))
"""What Terraform asks for in any resource."""


def read_terraform(source: SourceText, harvest: Harvest) -> None:
    """Take every connector of a file. Linear; other resources are not looked at."""
    excerpt = Excerpt.whole(source)
    for found in _RESOURCE.finditer(source.text):
        if found[1] is None:
            harvest.problems.append(excerpt.problem("a block should stand here", found.end(), found.end()))
            body = Object((), excerpt.span(found.start(), found.end()))
        else:
            block = parse_block(excerpt, found.end())
            harvest.problems.extend(block.problems)
            body = Object(tuple(map(_single, block.body.members)), block.body.span)
            body = Object(tuple(m for m in body.members if m.key.value not in _META), body.span)
        harvest.connectors.append(ConnectorBody(body, "", ConnectorForm.RESOURCE))


def _single(member: Member) -> Member:
    """A block that there can be one of is the value of its name; `actions` is a list of blocks."""
    value = member.value
    if member.key.value == "actions" or not isinstance(value, Array) or len(value.items) != 1:
        return member
    (item,) = value.items
    return Member(member.key, item) if isinstance(item, Object) else member
