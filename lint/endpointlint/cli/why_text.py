"""An answer of `why` in words, and as an object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from endpointlint.engine.why import Tried, Why
    from endpointlint.report.style import Style


def why_fields(found: Why) -> dict[str, Any]:
    """The JSON object: the answer in bulk, with the place of each entry and where it stops."""
    redact = found.redactor
    answer: dict[str, Any] = dict(found.answer)
    # of their own length, which `stops_at` counts in
    answer["url"] = redact.mask(str(answer["url"]))
    answer["trusted"] = found.trusted
    answer["entries"] = [
        {**entry, "pattern": redact.mask(entry["pattern"]), **_place(tried)}
        for entry, tried in zip(answer["entries"], found.tried, strict=True)
    ]
    if found.unread:
        answer["incomplete"] = [
            {
                "path": path,
                **({"line": p.place.start.line, "column": p.place.start.column} if p.place else {}),
                "reason": redact(p.message),
            }
            for path, p in found.unread
        ]
    return answer


def _place(tried: Tried) -> dict[str, Any]:
    place = tried.entry.place
    fields: dict[str, Any] = {
        "path": place.path,
        "start": {"line": place.start.line, "column": place.start.column},
        "end": {"line": place.end.line, "column": place.end.column},
    }
    if place.pointer:
        fields["pointer"] = place.pointer
    if tried.stops_at is not None:
        fields["stops_at"] = tried.stops_at
    return fields


def why_lines(found: Why, style: Style) -> Iterator[str]:
    """The lines for people."""
    from endpointlint.report.escape import visible, visible_path

    redact, url = found.redactor, found.redactor.mask(str(found.answer["url"]))
    yield style.bold(visible(url))
    yield f"  client     {_client(found.answer['client'])}"
    yield f"  trusted    {_trusted(found, style)}"
    for path, problem in found.unread:
        at = f":{problem.place.start.line}:{problem.place.start.column}" if problem.place else ""
        yield f"{visible_path(path)}{at}: {style.warn('not read')}: {visible(redact(problem.message))}"
    for tried in found.tried:
        yield ""
        start = tried.entry.place.start
        where = f"{visible_path(tried.entry.place.path)}:{start.line}:{start.column}"
        yield f"{where}: {_verdict(tried, style)}"
        yield f"  {visible(redact.mask(tried.entry.literal.value))}"
        if tried.stops_at is not None:
            yield from _stop(url, tried.stops_at, style)


def _client(client: Any) -> str:
    from endpointlint.report.escape import visible

    if not client["accepted"]:
        return f"refuses it: {visible(client['reason'])}"
    host, owner = visible(client["host"]), visible(client["owner"])
    return f"connects to {host} on port {client['port']}" + (f" (owner: {owner})" if owner != host else "")


def _trusted(found: Why, style: Style) -> str:
    match found.trusted:
        case True:
            count = sum(tried.matches is True for tried in found.tried)
            return f"{style.good('yes')}, by {count} of {len(found.tried)}"
        case False:
            return "no"
        case None:
            return style.warn("not known")


def _verdict(tried: Tried, style: Style) -> str:
    if not tried.valid:
        return style.warn("is no regex")
    match tried.matches:
        case True:
            return style.good("lets it through")
        case False:
            return "does not"
        case None:
            return style.warn("not known")


def _stop(url: str, stops_at: int, style: Style) -> Iterator[str]:
    from endpointlint.report.escape import spell, width

    spelled = spell(url)
    read = "".join(spelled[:stops_at])
    if stops_at >= len(spelled):
        reason = "it would have to go on here"
    else:
        reason = f"cannot read {spelled[stops_at]!r} here" if stops_at else "cannot read even the first character"
    yield f"  {style.dim(read)}{''.join(spelled[stops_at:])}"
    yield f"  {' ' * width(read)}{style.bold('^')} {reason}"
