"""Settings that are true or false, wherever documents set them."""

from collections.abc import Iterator

from endpointlint.rule import (
    Finding,
    Grade,
    InForce,
    Layer,
    Note,
    RunSubject,
    Said,
    Severity,
    folders_of,
    provenance,
    setting,
)


def switched(run: RunSubject, key: str, wanted: bool) -> Iterator[tuple[InForce, Said]]:
    """Where a setting that the release has is set to a value, and that holds as seen from there."""
    facts = setting(key)
    if facts is not None and not facts.exists(run.release):
        return
    for found in run.in_force(key):
        if found.said is not None and found.flag is wanted:
            yield found, found.said


def shown_default(said: Said) -> bool:
    """Whether an answer merely shows the value as a default: nobody wrote it, or it stands in `opensearch.yml`."""
    return said.layer is Layer.DEFAULTS


def setting_finding(
    run: RunSubject, said: Said, message: str, severity: Severity, label: str, *notes: Note, releases: str | None = None
) -> Finding:
    """A finding about the value of a setting."""
    return Finding(
        message,
        severity=severity,
        grade=Grade.PROVED,
        place=said.place,
        about=("setting", said.key),
        label=label,
        notes=(Note("value from", provenance(said, run.release)), *notes),
        releases=releases,
    )


def security_is_off(run: RunSubject, said: Said) -> bool:
    """Whether the security plugin is off, as the files in the folder of what is said have it."""
    near = run.effective_near(said.place)
    found = [switch.said for key in SECURITY_OFF if (switch := near.setting(key)).flag is True]
    here = folders_of(said.place.path)
    return any(one is not None and folders_of(one.place.path) == here for one in found)


SECURITY_OFF = {
    "plugins.security.disabled": "the security plugin does nothing",
    "DISABLE_SECURITY_PLUGIN": "the container starts with `plugins.security.disabled`",
    "plugins.security.ssl_only": "connections are encrypted, and nobody is asked who they are",
}
"""Settings that switch it off, each with what it does."""
