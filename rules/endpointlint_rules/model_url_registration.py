r"""Models are fetched from URLs that anyone may own.

With ``plugins.ml_commons.allow_registering_model_via_url`` the cluster downloads a model from the URL that a caller
names. ``trusted_url_regex`` is searched for in that URL (``find()``), so that a regex without anchors accepts every URL
which has a match somewhere in it, and its default, a check of the shape alone, accepts ``file:///etc/passwd`` and the
address of the cloud's metadata service. What is fetched is fetched without any look at the address.

Leave it off and register models from the vendor's repository, or set ``trusted_url_regex`` to the one place that models
come from, with ``^`` in front and a ``/`` behind the host.

Severity: medium.

False alarms: none known; a regex is asked whether every host that it lets through belongs to an owner which it spells
out, with ``find()``. A value in a weaker layer does not count. Where nothing that was read sets the regex, the built-in
one is taken, as the cluster does. Not seen: models from local files, which ``allow_registering_model_via_local_file``
permits.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    PREFIX,
    Clean,
    Flagged,
    ListSetting,
    Note,
    Outcome,
    Proved,
    Refuted,
    RunSubject,
    Said,
    Severity,
    Unknown,
    Witness,
    provenance,
    replace,
    run_rule,
)
from endpointlint_rules.switches import setting_finding, switched

_KEY = PREFIX + "allow_registering_model_via_url"
_REGEX = ListSetting.MODEL_URL.value
_FILE = "file:///etc/passwd"


@run_rule(
    title="Models from any URL",
    severity=Severity.MEDIUM,
    since="0.2",
    references=("CWE-829", "CWE-918", "ml-commons TransportRegisterModelAction.java"),
    examples=(
        Flagged(f'{{"persistent": {{"{_KEY}": true}}}}'),
        Flagged(f'{{"persistent": {{"{_KEY}": "true", "{_REGEX}": "https://models[.]vendor[.]com/"}}}}'),
        Flagged(
            files=(
                ("opensearch.yml", f"{_KEY}: true\n{_REGEX}: ^https://models[.]vendor[.]com/\n"),
                ("settings.json", f'{{"persistent": {{"{_REGEX}": "^https://.*/model.zip$"}}}}'),
            )
        ),
        Clean(f'{{"persistent": {{"{_KEY}": true, "{_REGEX}": "^https://models[.]vendor[.]com/"}}}}'),
        Clean(f'{{"persistent": {{"{_KEY}": false}}}}'),
    ),
)
def model_url_registration(run: RunSubject) -> Iterator[Outcome]:
    """Report the switch where the regex in force is not pinned."""
    for _, said in switched(run, _KEY, wanted=True):
        yield from _judged(run, said)


def _judged(run: RunSubject, said: Said) -> Iterator[Outcome]:
    endpoints = run.effective_near(said.place).endpoints(ListSetting.MODEL_URL)
    for entry in run.listed(endpoints.endpoints).entries:
        if not entry.compiles:
            return  # reported where it stands; no model can be registered
        match entry.reach.pinning.verdict:
            case Proved():
                return
            case Unknown() as unknown:
                yield unknown
            case Refuted(foreign):
                notes = [
                    Note("regex", entry.text),
                    Note("regex from", provenance(endpoints.said, run.release)),
                ]
                if entry.language.accepts(_FILE) is True:
                    notes.append(Note("also", f"accepts {_FILE}"))
                found = setting_finding(
                    run,
                    said,
                    "models are fetched from any URL that a caller names",
                    Severity.MEDIUM,
                    "the regex for such URLs lets through hosts of anyone",
                    *notes,
                )
                yield replace(found, witness=Witness(foreign.url, foreign.host, foreign.owner))
