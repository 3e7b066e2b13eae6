"""What is written into a carrier is read back from it, and every code point knows where it stands."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.policy.document import Input
from endpointlint.policy.model import Entry
from endpointlint.reader import read_bytes
from endpointlint.source import Span
from reader.carriers import CARRIERS, KEY, PATTERNS, Carrier

FIXTURES = Path(__file__).parents[2] / "fixtures" / "reader"


def entries(found: Input) -> list[Entry]:
    return [entry for document in found.documents for one in document.lists for entry in one.entries]


ESCAPE = re.compile(r"\\(?:U[0-9a-fA-F]{8}|u[dD][89abAB]..\\u....|u....|x..|.)|.", re.DOTALL)


def unescaped(spelling: str) -> str:
    """The code point of one escape of JSON or YAML, or of none."""
    if spelling[:2] in ("\\U", "\\x"):
        return chr(int(spelling[2:], 16))
    return str(json.loads(f'"{spelling}"')) if len(spelling) > 1 else spelling


def spells(spelling: str, char: str) -> bool:
    """Whether a piece of a file can stand for one code point, in any of the syntaxes."""
    text = "".join(unescaped(found[0]) for found in ESCAPE.finditer(spelling.replace("'\\''", "'").replace("''", "'")))
    return spelling == char or text == char or (char == "$" and text == "$$")


@pytest.mark.parametrize("carrier", CARRIERS, ids=lambda carrier: carrier.name)
@settings(max_examples=60, derandomize=True, database=None, deadline=None)
@given(patterns=PATTERNS, line_end=st.sampled_from(["\n", "\r\n", "\r"]), bom=st.booleans(), seed=st.integers(0, 2**32))
def test_round_trip(carrier: Carrier, patterns: list[str], line_end: str, bom: bool, seed: int) -> None:
    patterns = [pattern for pattern in patterns if carrier.fits(pattern)] or ["^https://a\\.example/.*$"]
    text = carrier.write(patterns, random.Random(seed).randrange).replace("\n", line_end)
    found = read_bytes(carrier.name, (("\ufeff" if bom else "") + text).encode())
    assert found.problems == ()
    got = entries(found)
    assert [entry.literal.value for entry in got] == patterns
    assert found.source is not None
    assert found.source.text == text
    for entry in got:
        literal = entry.literal
        assert list(literal.offsets) == sorted(literal.offsets)
        assert len(literal.offsets) == len(literal.value) + 1
        assert entry.place.span.covers(literal.span)
        for index, char in enumerate(literal.value):
            inside = literal.in_file(Span(index, index + 1))
            spelling = text[inside.start : inside.end]
            if line_end != "\n" and "\\" not in spelling:
                spelling = spelling.rstrip("\r\n")
            assert spells(spelling, char), (spelling, char)


@settings(max_examples=150, derandomize=True, database=None, deadline=None)
@given(patterns=PATTERNS, seed=st.integers(0, 2**32))
def test_a_text_for_a_list_is_cut_as_opensearch_cuts_it(patterns: list[str], seed: int) -> None:
    text = ",".join(patterns)
    found = read_bytes("x.json", json.dumps({"transient": {KEY: text}}, ensure_ascii=bool(seed % 2)).encode())
    blanks = "".join(map(chr, range(33)))
    assert [entry.literal.value for entry in entries(found)] == [p.strip(blanks) for p in text.split(",") if p]
    for entry in entries(found):
        inside = entry.literal.in_file(Span(0, len(entry.literal.value)))
        assert found.source is not None
        assert json.loads(f'"{found.source.text[inside.start : inside.end]}"') == entry.literal.value


def mutants(count: int) -> list[tuple[str, bytes]]:
    chooser = random.Random(20240229)
    files = sorted(path for path in FIXTURES.iterdir() if path.is_file())
    texts = [path.read_bytes() for path in files]
    pieces = [
        b'"',
        b"'",
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"\n",
        b"\r",
        b"```\n",
        b"<<EOF\n",
        b'"""',
        b"#",
        b"//",
    ]
    pieces += [
        b"/*",
        b"\x00",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\\ud83d",
        b"- ",
        b"&a ",
        b"*a",
        b"${",
        b"$(",
        b"`",
        b"> ",
        b"|\n",
        b"\t",
    ]
    out: list[tuple[str, bytes]] = []
    for index in range(count):
        which = index % len(files)
        text = bytearray(texts[which])
        for _ in range(chooser.randrange(1, 5)):
            at = chooser.randrange(len(text) + 1)
            match chooser.randrange(5):
                case 0:
                    text[at:at] = chooser.choice(pieces)
                case 1:
                    del text[at : at + chooser.randrange(1, 12)]
                case 2:
                    text[at:] = b""
                case 3:
                    other = chooser.choice(texts)
                    start = chooser.randrange(len(other))
                    text[at:at] = other[start : start + chooser.randrange(60)]
                case _:
                    text[at : at + 1] = bytes([chooser.randrange(256)])
        name = files[which].name if chooser.randrange(3) else chooser.choice(files).name
        out.append((name, bytes(text)))
    return out


def test_mutants_never_raise() -> None:
    read = 0
    for name, content in mutants(1500):
        found = read_bytes(name, content)
        for entry in entries(found):
            read += 1
            assert found.source is not None
            assert 0 <= entry.literal.span.start <= entry.literal.span.end <= len(found.source.text)
            assert list(entry.literal.offsets) == sorted(entry.literal.offsets)
            assert len(entry.literal.offsets) == len(entry.literal.value) + 1
            assert entry.place.start <= entry.place.end
        for problem in found.problems:
            assert problem.message
            assert problem.place is None or problem.place.start.line >= 1
    assert read > 500
