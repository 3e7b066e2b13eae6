"""Packs what `Dump.java` printed on several JVMs into the data files of this package: see README.md."""

from __future__ import annotations

import json
import sys
import unicodedata
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from endpointlint.javaregex.unicode.tables import JAVAS

_PROPERTY_KINDS: Final = (
    "property",
    "property-i",
    "unicode",
    "unicode-i",
    "posix",
    "posix-i",
    "predefined-unicode",
)
_END: Final = 0x110000

_Records = list[list[str]]


def main(arguments: list[str]) -> None:
    """Read one dump per JDK, of the same order as `JAVAS`, and write the data files beside this module."""
    dumps = {java: _records(Path(path)) for java, path in zip(JAVAS, arguments, strict=True)}
    for java, records in dumps.items():
        if records[0] != ["java", str(java)]:
            raise SystemExit(f"the dump for JDK {java} says {records[0]}")
    _write("properties", {"sets": _sets(dumps, _PROPERTY_KINDS)})
    _write("scripts", {"sets": _sets(dumps, ("script",)), "names": _aliases(dumps, "script-name")})
    _write("blocks", {"sets": _sets(dumps, ("block",)), "names": _aliases(dumps, "block-name")})
    _write("graphemes", {"sets": _sets(dumps, ("grapheme", "conjunct"))})
    _write("case", {kind: _mappings(dumps, kind) for kind in ("upper", "lower")})
    _write("names", _character_names(dumps))


def _records(path: Path) -> _Records:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]


def _write(name: str, value: object) -> None:
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=True, sort_keys=True)
    packed = zlib.compress(text.encode("ascii"), 9)
    Path(__file__).with_name(f"{name}.json.z").write_bytes(packed)
    sys.stdout.write(f"{name}: {len(text)} characters, {len(packed)} bytes packed\n")


def _sets(dumps: Mapping[int, _Records], kinds: Iterable[str]) -> dict[str, dict[str, object]]:
    """By kind and name, one row for the JDKs from the newest to the oldest: see `tables.py`."""
    out: dict[str, dict[str, object]] = {}
    seen: dict[str, str] = {}
    for kind in kinds:
        found: dict[str, dict[int, list[int]]] = {}
        for java, records in dumps.items():
            for record in records:
                if record[0] == kind:
                    found.setdefault(record[1], {})[java] = [int(x, 16) for x in record[2].split()]
        names = out.setdefault(kind, {})
        for name, by_java in sorted(found.items()):
            row = _row(by_java)
            same = seen.setdefault(json.dumps(row), f"{kind} {name}")
            names[name] = row if same == f"{kind} {name}" else same
    return out


def _row(by_java: Mapping[int, list[int]]) -> list[list[int] | None]:
    row: list[list[int] | None] = []
    last: set[int] = set()
    for java in reversed(JAVAS):
        if java not in by_java:
            row.append(None)
            continue
        now = set(by_java[java])
        row.append(_gaps(sorted(now ^ last)))
        last = now
    return row


def _gaps(numbers: list[int]) -> list[int]:
    return [b - a for a, b in zip([0, *numbers], numbers, strict=False)]


def _aliases(dumps: Mapping[int, _Records], kind: str) -> dict[str, list[object]]:
    """Each accepted name with what it means and the first JDK that knows it."""
    out: dict[str, list[object]] = {}
    for java, records in dumps.items():
        known = {record[1]: record[2] for record in records if record[0] == kind}
        for name, meaning in known.items():
            if out.setdefault(name, [meaning, java])[0] != meaning:
                raise SystemExit(f"{name} changed its meaning in JDK {java}")
        gone = [name for name in out if name not in known]
        if gone:
            raise SystemExit(f"JDK {java} has lost {gone}")
    return out


def _mappings(dumps: Mapping[int, _Records], kind: str) -> list[list[list[int]]]:
    """For the JDKs from the newest to the oldest: runs of changes against the JDK before in that order."""
    rows: list[list[list[int]]] = []
    last: dict[int, int] = {}
    for java in reversed(JAVAS):
        now = {int(r[1], 16): int(r[2], 16) - int(r[1], 16) for r in dumps[java] if r[0] == kind}
        changed = [(c, now.get(c, 0)) for c in sorted(now.keys() | last.keys()) if now.get(c, 0) != last.get(c, 0)]
        rows.append(_runs(changed))
        last = now
    return rows


def _runs(changed: list[tuple[int, int]]) -> list[list[int]]:
    """Start, step, count and shift of characters one or two apart that are shifted by the same amount."""
    runs: list[list[int]] = []
    for code, shift in changed:
        if runs and runs[-1][3] == shift:
            start, step, count, _ = runs[-1]
            if count == 1 and code - start in (1, 2):
                runs[-1][1:3] = [code - start, 2]
                continue
            if count > 1 and code == start + step * count:
                runs[-1][2] += 1
                continue
        runs.append([code, 1, 1, shift])
    return runs


def _character_names(dumps: Mapping[int, _Records]) -> dict[str, object]:
    r"""Where `Character.getName` agrees with `unicodedata`, and what it says elsewhere.

    A character's name never changes once Unicode has it: what an older `unicodedata` agrees on, newer ones do too.
    """
    agreed: dict[int, list[int]] = {}
    by_block: dict[int, list[int]] = {}
    others: dict[str, list[int]] = {}
    for number, (java, records) in enumerate(dumps.items()):
        blocks = _block_of(records)
        same: list[int] = []
        derived: list[int] = []
        for record in records:
            if record[0] != "name":
                continue
            code, name = int(record[1], 16), record[2]
            if name == unicodedata.name(chr(code), None):
                same.append(code)
            elif name == f"{blocks.get(code, '')} {code:X}":
                derived.append(code)
            else:
                entry = others.setdefault(name, [code, 0])
                if entry[0] != code:
                    raise SystemExit(f"{name} changed its meaning in JDK {java}")
                entry[1] |= 1 << number
        agreed[java] = _boundaries(same)
        by_block[java] = _boundaries(derived)
    return {"agreed": _row(agreed), "block": _row(by_block), "others": others}


def _block_of(records: _Records) -> dict[int, str]:
    out: dict[int, str] = {}
    for record in records:
        if record[0] == "block":
            ends = [int(x, 16) for x in record[2].split()]
            for low, high in zip(ends[::2], ends[1::2], strict=True):
                out.update(dict.fromkeys(range(low, high), record[1].replace("_", " ")))
    return out


def _boundaries(codes: list[int]) -> list[int]:
    out: list[int] = []
    for code in codes:
        if out and out[-1] == code:
            out[-1] = code + 1
        else:
            out += [code, code + 1]
    return out


if __name__ == "__main__":
    main(sys.argv[1:])
