r"""Any client is taken for a proxy.

With ``xff.enabled`` the security plugin takes the address of the client from a header (``X-Forwarded-For``) if the
request comes from a proxy, that is from an address which the regex ``internalProxies`` matches. A regex that matches
every address lets every client name any address as its own. Mappings by host then give their roles to whoever writes
such a header; and authentication by a proxy, which trusts the header with the user's name as soon as the request came
through a proxy, lets everyone be anyone.

Write the addresses of the proxies, dots escaped: ``192\.168\.0\.10|192\.168\.0\.11``.

Severity: high with a mapping by host or an authentication by proxy; medium otherwise, where it is audit logs that lie.

False alarms: none known; whether the regex matches every public address of IPv4 is decided exactly. Not seen: that
nobody but the proxy reaches the port. Regexes that match some public addresses only are the business of
``wide-allow-list``.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    Finding,
    Flagged,
    Grade,
    Note,
    Outcome,
    PatternProblem,
    Place,
    SecuritySubject,
    Severity,
    Unknown,
    allow_lists,
    security_rule,
)

_XFF = "_meta: {{type: config, config_version: 2}}\nconfig:\n  dynamic:\n    http:\n      xff: {}\n    authc: {}\n"
_OPEN = "{enabled: true, internalProxies: '.*'}"
_PROXY = "{proxy: {http_enabled: true, http_authenticator: {type: proxy, challenge: false}}}"
_BY_HOST = (
    "roles_mapping.yml",
    "_meta: {type: rolesmapping, config_version: 2}\nml_full_access:\n  hosts: ['10.0.0.*']\n",
)


@security_rule(
    title="Any client is taken for a proxy",
    severity=Severity.HIGH,
    since="0.2",
    references=("CWE-290", "CWE-348", "security RemoteIpDetector.java, XFFResolver.java, HTTPProxyAuthenticator.java"),
    examples=(
        Flagged(_XFF.format(_OPEN, _PROXY)),
        Flagged(files=(("config.yml", _XFF.format(_OPEN, "{}")), _BY_HOST)),
        Flagged(_XFF.format(r"{enabled: true, internalProxies: '\d+\.\d+\.\d+\.\d+'}", "{}"), severity=Severity.MEDIUM),
        Clean(_XFF.format("{enabled: false, internalProxies: '.*'}", _PROXY)),
        Clean(_XFF.format(r"{enabled: true, internalProxies: '192\.168\.0\.10|192\.168\.0\.11'}", _PROXY)),
        Clean(_XFF.format("{enabled: true}", _PROXY)),
    ),
)
def xff_any_proxy(access: SecuritySubject) -> Iterator[Outcome]:
    """Report a regex that matches every address."""
    config = access.security.config
    value = None if config is None else config.get("http.xff.internalProxies")
    if config is None or value is None or not config.flag("http.xff.enabled"):
        return
    found = allow_lists.proxies(value.text, java=access.run.judging.java_tables)
    if isinstance(found, PatternProblem):
        return
    match allow_lists.every_address(found):
        case True:
            relying = tuple(_relying(access))
            yield Finding(
                "any client is taken for a proxy, and may claim any address",
                severity=Severity.HIGH if relying else Severity.MEDIUM,
                grade=Grade.PROVED,
                place=value.place,
                about=("setting", "http.xff.internalProxies"),
                label="matches every address",
                notes=() if relying else (Note("relying on it", "nothing that was read but the audit log"),),
                related=relying,
            )
        case Unknown() as unknown:
            yield unknown
        case False:
            return


def _relying(access: SecuritySubject) -> Iterator[tuple[Place, str]]:
    """What trusts the address that a client claims."""
    config = access.security.config
    for domain in config.domains("authc") if config is not None else ():
        kind = config.get(f"authc.{domain}.http_authenticator.type") if config is not None else None
        enabled = config.get(f"authc.{domain}.http_enabled") if config is not None else None
        if kind is not None and kind.text in ("proxy", "extended-proxy") and (enabled is None or enabled.flag is True):
            yield kind.place, "takes the user's name from a header"
    for mapping in access.access.mappings:
        if mapping.hosts and mapping.place is not None:
            yield mapping.hosts[0].place, f"gives the role {mapping.role} by address"
            return
