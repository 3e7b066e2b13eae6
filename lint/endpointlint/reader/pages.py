"""Texts that are for people: Markdown pages, and plain texts with requests in them."""

from __future__ import annotations

from endpointlint.reader.anchors import has_yaml_key
from endpointlint.reader.harvest import Harvest, has_meta
from endpointlint.reader.markdown import Block, read_blocks
from endpointlint.reader.requests import has_request, read_requests
from endpointlint.reader.yaml_text import parse_yaml
from endpointlint.source import SourceText

_YAML = ("yaml", "yml")
# fmt: off
_CODE = frozenset((
    "c", "cpp", "cs", "csharp", "css", "diff", "go", "groovy", "hcl", "java", "javascript", "js", "jsx",
    "kotlin", "mermaid", "php", "py", "python", "rb", "ruby", "rust", "scala", "sql", "terraform", "tf", "ts",
    "tsx", "typescript", "xml",
))
# fmt: on
"""Languages whose texts have escapes and syntax of their own; a request is none of them, whatever its fence says."""


def read_page(source: SourceText, harvest: Harvest) -> None:
    """Read the fences of a Markdown page and the text between them."""
    for block in read_blocks(source):
        read_block(block, harvest)


def read_block(block: Block, harvest: Harvest) -> None:
    """Read one fence, or the text between two."""
    text = block.excerpt.text
    if block.info in _CODE and not has_request(text):
        return
    fenced = block.info is not None
    if block.info in _YAML or (fenced and (has_yaml_key(text) or has_meta(text)) and not has_request(text)):
        parsed = parse_yaml(block.excerpt)
        if not harvest.yaml(parsed) and has_yaml_key(text):
            harvest.problems.extend(problem for problem in parsed.problems if problem.blocking)
    else:
        read_requests(block.excerpt, harvest)
