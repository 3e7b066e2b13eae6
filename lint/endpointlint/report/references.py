"""Web addresses of what a rule refers to."""

from __future__ import annotations

from endpointlint.source.patterns import lazy

_CWE = lazy(r"CWE-([0-9]+)")
_RFC = lazy(r"RFC ?([0-9]+)(?:,? (?:§|section) ?([0-9]+(?:\.[0-9]+)*))?")
_WEB = lazy(r"https?://\S+")


def address(reference: str) -> str | None:
    """Where a reference can be read: `CWE-918`, `RFC 3986 §3.2.1`, or an address itself; None for anything else."""
    if cwe := _CWE.match(reference):
        return f"https://cwe.mitre.org/data/definitions/{cwe[1]}.html"
    if rfc := _RFC.match(reference):
        section = f"#section-{rfc[2]}" if rfc[2] else ""
        return f"https://www.rfc-editor.org/rfc/rfc{rfc[1]}{section}"
    if web := _WEB.search(reference):
        from urllib.parse import quote

        return quote(web[0], safe="/:?#[]@!$&'()*+,;=%-._~")
    return None


def first_address(references: tuple[str, ...]) -> str | None:
    """The address of the first reference that has one."""
    return next((found for found in map(address, references) if found is not None), None)


def cwe_numbers(references: tuple[str, ...]) -> list[int]:
    """Numbers of the weaknesses among the references, in order, each once."""
    return list(dict.fromkeys(int(found[1]) for found in map(_CWE.match, references) if found))
