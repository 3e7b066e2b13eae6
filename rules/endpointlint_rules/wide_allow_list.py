r"""Another list of endpoints lets strangers through.

OpenSearch has more lists that say whom it calls or who may call it, each with a syntax of its own:

* ``http.cors.allow-origin``, while ``http.cors.enabled`` is true: ``*``, a Java regex between slashes that must match
  the whole origin, or origins with commas between them. A page of an origin that is let in reads what the browser of
  its visitor may read, ML Commons included.
* ``reindex.remote.allowlist``: ``host:port`` with ``*``. A star goes on over dots, so that ``10.0.0.*:9200`` also
  means ``10.0.0.evil.example:9200``. OpenSearch refuses a list that means everything; ``*:*`` passes.
* ``repositories.url.allowed_urls``: URLs with ``*`` in server and path. A star ends where its part ends, and may still
  hold a user name.
* ``xff.internalProxies`` of the security plugin: a Java regex for addresses of proxies.

Each entry is asked what an entry for connectors is asked: does it let a host through whose owner it does not spell out?

Spell the owner out; write ``\.`` for a dot in a regex.

Severity: medium.

False alarms: none known; the sets are decided exactly. Hosts that nobody can register today, such as names with one
label or of a network of your own, are not reported. Not seen: the same lists written as ``key.0``, ``key.1``; servers
of a shared platform that belong to somebody else; repositories in the file system.
"""

from collections.abc import Iterator
from functools import lru_cache

from endpointlint.rule import (
    Clean,
    Finding,
    Flagged,
    Grade,
    Language,
    Note,
    Openness,
    Outcome,
    PatternProblem,
    Proved,
    Refuted,
    RunSubject,
    Severity,
    Span,
    Unknown,
    Value,
    Witness,
    allow_lists,
    dataclass,
    pinning,
    provenance,
    read_resource,
    run_rule,
)


@dataclass(frozen=True, slots=True)
class _List:
    """One of the lists of `data/allow_lists.json`."""

    key: str
    form: str
    needs: str | None


@lru_cache(maxsize=1)
def _lists() -> tuple[_List, ...]:
    import json

    data = json.loads(read_resource("endpointlint_rules", "data/allow_lists.json"))
    return tuple(_List(found["key"], found["form"], found.get("needs")) for found in data["lists"])


_CORS = "http.cors.enabled: true\nhttp.cors.allow-origin: "
_XFF = (
    "_meta: {{type: config, config_version: 2}}\n"
    "config:\n  dynamic:\n    http:\n      xff: {{enabled: true, internalProxies: '{}'}}\n    authc: {{}}\n"
)


_ENVIRONMENT = "services:\n  node:\n    environment:\n      - plugins.ml_commons.only_run_on_ml_node=false\n"


def _file(text: str) -> tuple[tuple[str, str], ...]:
    return (("opensearch.yml", text),)


@run_rule(
    title="Another list of endpoints is too wide",
    severity=Severity.MEDIUM,
    since="0.2",
    references=("CWE-942", "CWE-918", "OpenSearch CorsHandler.java, ReindexValidator.java, URIPattern.java"),
    examples=(
        Flagged(files=_file(_CORS + "'*'\n")),
        Flagged(files=_file(_CORS + r"/https?:\/\/(localhost|.*vendor\.com)/" + "\n"), witness="http://xvendor.com"),
        Flagged(files=_file(_CORS + "'https://app.vendor.com,null'\n")),
        Flagged(
            files=_file("reindex.remote.allowlist: ['10.0.0.*:9200']\n"), witness="http://10.0.0.evil.example:9200"
        ),
        Flagged(files=_file("reindex.remote.whitelist: 'localhost:*, *:9200'\n")),
        Flagged(files=_file("repositories.url.allowed_urls: ['https://backup*/snapshots/*']\n")),
        Flagged(files=(("config.yml", _XFF.format("10.*")),)),
        Flagged(
            files=(
                *_file("http.cors.allow-origin: '*'\n"),
                ("compose.yml", _ENVIRONMENT + "      - http.cors.enabled=true\n"),
            )
        ),
        Clean(files=_file(_CORS + r"/https?:\/\/localhost(:[0-9]+)?/" + "\n")),
        Clean(files=_file(_CORS + "'https://app.vendor.com, https://b.vendor.com'\n")),
        Clean(files=_file("http.cors.allow-origin: '*'\n")),
        Clean(files=_file("reindex.remote.allowlist: ['old.vendor.com:9200', '*.vendor.com:*', 'localhost:*']\n")),
        Clean(files=_file("repositories.url.allowed_urls: ['https://*.vendor.com/*', 'file:///mnt/*']\n")),
        Clean(files=(("config.yml", _XFF.format(r"10\..*|203.0.113.7")),)),
    ),
)
def wide_allow_list(run: RunSubject) -> Iterator[Outcome]:
    """Report each entry that lets a stranger's host through."""
    for listed in _lists():
        for found in run.in_force(listed.key):
            said = found.said
            if said is None or said.setting is None:
                continue
            if listed.needs is not None and run.effective_near(said.place).flag(listed.needs) is not True:
                continue
            note = Note("value from", provenance(said, run.release))
            for item in said.setting.items:
                yield from _entries(run, listed, item, note)
    for access in run.configurations:
        config = access.security.config
        value = None if config is None else config.get("http.xff.internalProxies")
        if config is not None and value is not None and config.flag("http.xff.enabled"):
            yield from _proxies(run, value)


def _entries(run: RunSubject, listed: _List, item: Value, note: Note) -> Iterator[Outcome]:
    if listed.form == "origins":
        yield from _origins(run, listed, item, note)
        return
    for text in filter(None, map(str.strip, item.text.split(","))):
        entry = allow_lists.remotes(text) if listed.form == "remotes" else allow_lists.repositories(text)
        if entry is not None:
            yield from _strangers(listed, item, text, entry, note)


def _origins(run: RunSubject, listed: _List, item: Value, note: Note) -> Iterator[Outcome]:
    if item.text == "*":
        yield _finding(listed, item, item.text, "pages of any origin are let in", note)
        return
    regex = allow_lists.cors_regex(item.text)
    if regex is None:
        if "null" in (origin.strip() for origin in item.text.split(",")):
            yield _finding(listed, item, item.text, "pages without an origin are let in (`null`)", note)
        return
    entry = allow_lists.origins(regex, java=run.judging.java_tables)
    if not isinstance(entry, PatternProblem):
        yield from _strangers(listed, item, item.text, entry, note)


def _strangers(listed: _List, item: Value, text: str, entry: Language, note: Note) -> Iterator[Outcome]:
    match pinning(entry).verdict:
        case Proved():
            return
        case Unknown() as unknown:
            yield unknown
        case Refuted(foreign):
            if foreign.openness is Openness.UNREGISTRABLE:
                return
            any_host = foreign.openness is Openness.ANY_HOST
            what = "any host" if any_host else f"hosts such as {foreign.host}"
            message = {
                "origins": f"pages of {what} are let in",
                "remotes": f"{what} may be read from",
                "repositories": f"{what} may be read from",
            }[listed.form]
            witness = Witness(foreign.url, foreign.host, foreign.owner)
            yield _finding(listed, item, text, message, note, witness)


def _finding(
    listed: _List, item: Value, text: str, message: str, note: Note, witness: Witness | None = None
) -> Finding:
    at = item.text.find(text)
    return Finding(
        message,
        severity=Severity.MEDIUM,
        grade=Grade.PROVED,
        place=item.at(Span(at, at + len(text))),
        about=("setting", listed.key),
        label="does not spell out whose hosts it means",
        witness=witness,
        notes=(note,),
    )


def _proxies(run: RunSubject, value: Value) -> Iterator[Outcome]:
    found = allow_lists.proxies(value.text, java=run.judging.java_tables)
    if isinstance(found, PatternProblem):
        return
    every = allow_lists.every_address(found)
    address = allow_lists.unspelled_address(found) if every is False else None
    if isinstance(every, Unknown):
        yield every
    elif isinstance(address, Unknown):
        yield address
    elif address is not None:
        yield Finding(
            f"public addresses such as {address} are taken for proxies",
            severity=Severity.MEDIUM,
            grade=Grade.PROVED,
            place=value.place,
            about=("setting", "http.xff.internalProxies"),
            label="does not spell out whose addresses it means",
        )
