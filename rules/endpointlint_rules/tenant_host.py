r"""The owner is pinned, but it is a platform on which any customer can take a name that matches.

``^https://[a-z0-9-]+\.execute-api\.us-east-1\.amazonaws\.com/.*$`` trusts one owner, Amazon, and through it everyone
who opens an account there: an API gateway with a matching name is made in a minute. The same holds for function URLs,
buckets, pages and tunnels, and for the resource names of the large AI services.

Spell the customer's part of the name out: ``^https://k3j2h1\.execute-api\.us-east-1\.amazonaws\.com/.*$``.

Severity: high where strangers publish code or content under such names, medium where they only have an account of the
platform's own service.

What is known: the private section of the public suffix list, and over it a dated table of the large platforms with the
shape of the names that customers get. By that table ``^https://runtime\.sagemaker\.[a-z0-9-]+\.amazonaws\.com/.*$`` is
clean, although the list calls ``us-east-1.amazonaws.com`` a suffix: what varies there is chosen by Amazon.

False alarms: a platform may have stopped giving such names out. Missed: platforms that neither source knows, and those
that name the customer in the path.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    EntrySubject,
    Finding,
    Flagged,
    Grade,
    Note,
    Outcome,
    Path,
    Proved,
    Severity,
    Unknown,
    Witness,
    entry_rule,
    owner_of,
)
from endpointlint_rules.platforms import Shape, platforms


@entry_rule(
    title="Any customer of a shared platform is trusted",
    severity=Severity.HIGH,
    since="0.1",
    references=("CWE-918", "CWE-183", "https://publicsuffix.org"),
    examples=(
        Flagged(r"^https://[a-z0-9-]+\.execute-api\.us-east-1\.amazonaws\.com/.*$", severity=Severity.HIGH),
        Flagged(r"^https://team-[a-z]+\.github\.io/.*$", severity=Severity.HIGH),
        Flagged(r"^https://[a-z0-9.-]+\.amazonaws\.com/.*$", severity=Severity.HIGH),
        Flagged(r"^https://[a-z0-9-]+\.openai\.azure\.com/.*$", severity=Severity.MEDIUM),
        Clean(r"^https://runtime\.sagemaker\.[a-z0-9-]+\.amazonaws\.com/.*$"),
        Clean(r"^https://k3j2h1\.execute-api\.[a-z0-9-]+\.amazonaws\.com/.*$"),
        Clean(r"^https://our-models\.openai\.azure\.com/.*$"),
        Clean(r"^https://vendor\.github\.io/.*$"),
    ),
)
def tenant_host(entry: EntrySubject) -> Iterator[Outcome]:
    """Report names of a shared platform whose customer the entry does not spell out."""
    pinning = entry.reach.pinning
    if not isinstance(pinning.verdict, Proved) or entry.host_is_spelled_out():
        return
    shapes = [shape for owner in pinning.owners for shape in platforms().under(owner) if not shape.in_path]
    # the worst first: one finding says enough
    for shape in sorted(shapes, key=lambda shape: not shape.gives.published):
        path = entry.stranger(shape.host_regex(), shape.tenant_labels, len(shape.labels))
        if isinstance(path, Unknown):
            yield path
            return
        if path is not None and shape.tenant_of(path.host) is not None:
            yield _finding(entry, path, shape)
            return
    if all(owner in platforms().complete for owner in pinning.owners):
        return
    foreign = entry.private_foreign()
    if isinstance(foreign, Unknown):
        yield foreign
    elif foreign is not None and owner_of(foreign.host) not in platforms().complete:
        yield _finding(entry, foreign.path, None, foreign.owner)


def _finding(entry: EntrySubject, path: Path, shape: Shape | None, tenant: str = "") -> Finding:
    published = shape is None or shape.gives.published
    if shape is None:
        said = f"{tenant} can be had by any customer, by the private section of the public suffix list"
    else:
        said = f"any customer of {shape.platform} can have such a name: {shape.service}, {shape.template}"
    return Finding(
        "any customer of a shared platform can take a matching name",
        severity=Severity.HIGH if published else Severity.MEDIUM,
        grade=Grade.WITNESSED,
        at=entry.free_host_span(path),
        label="names a customer, and may be any",
        witness=Witness(path.url, path.host, owner_of(path.host)),
        claims=(entry.accepts(path.url, path.host),),
        notes=(
            Note("connects to", said),
            *((Note("see", shape.source),) if shape else ()),
            Note("as of", platforms().date),
        ),
        releases=entry.releases,
    )
