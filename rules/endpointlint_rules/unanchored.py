r"""The entry has no ``^`` or no ``$``.

The lists of endpoints are applied with ``matches()``, to the whole URL: anchors say nothing there, and their absence is
harmless. ``trusted_url_regex`` is applied with ``find()``, anywhere in the URL: without ``^`` it is enough that the
trusted URL stands in the query of another one, and without ``$`` everything may follow.

Anchor the regex on both sides where it is searched for; elsewhere anchors are a help to the reader.

Severity: high with a URL that shows it, for the setting applied with ``find()``; info for the lists.

False alarms: none known. For a searched regex that ends in something like ``/.*``, a missing ``$`` changes nothing, and
is not reported.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    EntrySubject,
    Finding,
    Flagged,
    Grade,
    ListSetting,
    Note,
    Operation,
    Outcome,
    Severity,
    Unknown,
    Witness,
    entry_rule,
    owner_of,
)

_SEARCHED = ListSetting.MODEL_URL


@entry_rule(
    title="Not anchored",
    severity=Severity.HIGH,
    since="0.1",
    references=("CWE-777", "CWE-625"),
    settings=frozenset(ListSetting),
    examples=(
        Flagged(r"https://api\.vendor\.com/.*", severity=Severity.INFO),
        Flagged(r"https://models\.vendor\.com/", severity=Severity.HIGH, setting=_SEARCHED),
        Flagged(r"^https://models\.vendor\.com", severity=Severity.HIGH, setting=_SEARCHED),
        Clean(r"^https://api\.vendor\.com/.*$"),
        Clean(r"^https://models\.vendor\.com/.*$", setting=_SEARCHED),
        Clean(r"^https://models\.vendor\.com/", setting=_SEARCHED),
    ),
)
def unanchored(entry: EntrySubject) -> Iterator[Outcome]:
    """Report missing anchors: as a remark, or where they matter with a URL that shows it."""
    if entry.operation is Operation.MATCHES:
        missing = entry.missing_anchors()
        if missing:
            yield Finding(
                f"no {' and no '.join(f'`{anchor}`' for anchor in missing)}",
                severity=Severity.INFO,
                grade=Grade.PROVED,
                notes=(Note("harmless", "this list is applied with matches(), to the whole text"),),
                releases=entry.releases,
            )
        return
    beyond = entry.foreign_when_searched()
    if isinstance(beyond, Unknown):
        yield beyond
    elif beyond is not None:
        yield Finding(
            "searched for anywhere in the URL, and not anchored",
            severity=Severity.HIGH,
            grade=Grade.WITNESSED,
            label="a URL of another host can hold it",
            witness=Witness(beyond.url, beyond.host, owner_of(beyond.host)),
            claims=(entry.accepts(beyond.url, beyond.host),),
            releases=entry.releases,
        )
