"""Writes lists of regexes into files of every kind, with whatever escapes a test asks for."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

KEY = "plugins.ml_commons.trusted_connector_endpoints_regex"

# what regexes of URLs are made of, and what is hard to carry
ALPHABET = "abz019^$.*+?()[]{}|\\/:@#%&=_-~,;!<> '\"`\t\u00e9\u2192\u00a0\U0001d51e"
PATTERNS = st.lists(st.text(ALPHABET, max_size=12), min_size=1, max_size=4)
SHORT = {'"': '\\"', "\\": "\\\\", "/": "\\/", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}

Choose = Callable[[int], int]
"""A number below the given one."""


@dataclass(frozen=True)
class Carrier:
    """A file name and how to write patterns into a text."""

    name: str
    write: Callable[[list[str], Choose], str]
    fits: Callable[[str], bool] = lambda pattern: True


def json_string(text: str, choose: Choose) -> str:
    """A JSON string with each code point spelled in one of the ways that there are."""
    out: list[str] = []
    for char in text:
        ways = [json.dumps(char, ensure_ascii=True)[1:-1]]
        if char in SHORT:
            ways.append(SHORT[char])
        if char >= " " and char not in '"\\':
            ways += [char, char]
        if ord(char) < 0x10000:
            ways.append(f"\\u{ord(char):04X}")
        out.append(ways[choose(len(ways))])
    return '"' + "".join(out) + '"'


def yaml_double(text: str, choose: Choose) -> str:
    """A double-quoted YAML scalar on one line."""
    out: list[str] = []
    for char in text:
        ways = [f"\\U{ord(char):08x}"] + ([f"\\x{ord(char):02X}"] if ord(char) < 0x100 else [])
        if char in ('"', "\\", "\t"):
            ways += ["\\" + {"\t": "t"}.get(char, char)] * 3
        else:
            ways += [char] * 3
        out.append(ways[choose(len(ways))])
    return '"' + "".join(out) + '"'


def yaml_single(text: str, choose: Choose) -> str:
    """A single-quoted YAML scalar on one line."""
    return "'" + text.replace("'", "''") + "'"


def shell_single(text: str) -> str:
    """A word in single quotes for a POSIX shell."""
    return "'" + text.replace("'", "'\\''") + "'"


def _flat(patterns: list[str], choose: Choose) -> str:
    body = ",\n".join("      " + json_string(p, choose) for p in patterns)
    return f'{{\n  "persistent": {{\n    "{KEY}": [\n{body}\n    ]\n  }}\n}}\n'


def _nested(patterns: list[str], choose: Choose) -> str:
    body = ", /* or */ ".join(json_string(p, choose) for p in patterns)
    inner = f'{{"plugins": {{"ml_commons": {{"trusted_connector_endpoints_regex": [{body}]}}}}}}'
    return f'// a comment\n{{"acknowledged": true, "transient": {inner}, "persistent": {{}}}}'


def _deep(patterns: list[str], choose: Choose) -> str:
    body = ",".join(json_string(p, choose) for p in patterns)
    return f'[[{{"fixture": {{"body": {{"{KEY}": [{body}]}}}}}}]]'


def _console(patterns: list[str], choose: Choose) -> str:
    literals = [f'"""{p}"""' if choose(2) and '"' not in p else json_string(p, choose) for p in patterns]
    return f'# set\nPUT _cluster/settings\n{{"transient": {{"{KEY}": [\n{", ".join(literals)}]}}}}\nGET /\n'


def _page(patterns: list[str], choose: Choose) -> str:
    mark = ("```", "~~~~", "`````")[choose(3)]
    lines = [f"{mark}json", *_console(patterns, choose).split("\n"), mark]
    first, rest = (("", ""), ("> ", "> "), ("1. ", "   "), ("> - ", ">   "), ("  ", "  "))[choose(5)]
    body = "\n".join((first if not i else rest) + line for i, line in enumerate(lines))
    return f"# Page\n\nText `with` code.\n\n{body}\n\nMore text.\n"


def _page_yaml(patterns: list[str], choose: Choose) -> str:
    lines = ["```yaml", *_yaml_flow(patterns, choose).split("\n"), "```"]
    prefix = ("", "> ", ">> ")[choose(3)]
    return "# Page\n\n" + "\n".join(prefix + line for line in lines) + "\n"


def _yaml_flow(patterns: list[str], choose: Choose) -> str:
    body = ", ".join((yaml_double, yaml_single)[choose(2)](p, choose) for p in patterns)
    return f"cluster.name: x\nplugins:\n  ml_commons:\n    trusted_connector_endpoints_regex: [{body}]\nnode.name: y"


def _yaml_block(patterns: list[str], choose: Choose) -> str:
    body = "".join(f"  - {(yaml_double, yaml_single)[choose(2)](p, choose)} # {i}\n" for i, p in enumerate(patterns))
    return f"---\n{KEY}:\n{body}...\n"


def _yaml_literal(patterns: list[str], choose: Choose) -> str:
    return f"{KEY}:\n" + "".join(f"    - {('|-', '>-')[choose(2)]}\n        {p}\n" for p in patterns)


def _config_map(patterns: list[str], choose: Choose) -> str:
    inner = _yaml_block(patterns, choose).replace("---\n", "").replace("...\n", "")
    return "kind: ConfigMap\ndata:\n  opensearch.yml: |\n" + "".join(f"    {line}\n" for line in inner.splitlines())


def _compose(patterns: list[str], choose: Choose) -> str:
    text = ",".join(patterns).replace("$", "$$")
    pair = (yaml_double, yaml_single)[choose(2)](f"{KEY}={text}", choose)
    return f"services:\n  node:\n    environment:\n      - a=b\n      - {pair}\n"


def _compose_map(patterns: list[str], choose: Choose) -> str:
    text = (yaml_double, yaml_single)[choose(2)](",".join(patterns).replace("$", "$$"), choose)
    return f"services:\n  node:\n    environment:\n      {KEY}: {text}\n"


def _curl(patterns: list[str], choose: Choose) -> str:
    body = shell_single(_nested(patterns, choose))
    return f"set -e\ncurl -s -X PUT \\\n  http://localhost/_cluster/settings --data-raw {body} | jq .\n"


def _here(patterns: list[str], choose: Choose) -> str:
    return f"curl -XPUT http://h/_cluster/settings -d @- <<'EOF'\n{_flat(patterns, choose)}EOF\necho done\n"


def _one_line(pattern: str) -> bool:
    return not set(pattern) & set("\t") and pattern == pattern.strip(" \u00a0") and bool(pattern)


def _part(pattern: str) -> bool:
    """What a part of a text that is cut at commas can be."""
    return "," not in pattern and pattern.strip("".join(map(chr, range(33)))) == pattern and bool(pattern)


CARRIERS = [
    Carrier("flat.json", _flat),
    Carrier("nested.json", _nested),
    Carrier("deep.json", _deep),
    Carrier("nested.yml", _nested),
    Carrier("settings.console", _console),
    Carrier("settings.json", _console),
    Carrier("page.md", _page),
    Carrier("page.txt", _page),
    Carrier("yaml.md", _page_yaml),
    Carrier("flow.yml", _yaml_flow),
    Carrier("flow", _yaml_flow),
    Carrier("block.yaml", _yaml_block),
    Carrier("literal.yml", _yaml_literal, _one_line),
    Carrier("map.yml", _config_map),
    Carrier("compose.yml", _compose, _part),
    Carrier("compose-map.yml", _compose_map, _part),
    Carrier("curl.sh", _curl),
    Carrier("here.sh", _here),
]
