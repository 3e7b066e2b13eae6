"""How text is painted, and when."""

from __future__ import annotations

from collections.abc import Mapping

from endpointlint.rule.finding import Severity
from endpointlint.source.records import dataclass

_SEVERITY = {
    Severity.CRITICAL: "1;35",
    Severity.HIGH: "1;31",
    Severity.MEDIUM: "1;33",
    Severity.LOW: "1;36",
    Severity.INFO: "1;34",
}
"""SGR parameters of ECMA-48: bold, with a colour from the terminal's own palette."""

_LINKING_PROGRAMS = frozenset({"ghostty", "Hyper", "iTerm.app", "vscode", "WezTerm"})
"""Values of TERM_PROGRAM of terminals that know OSC 8."""


@dataclass(frozen=True, slots=True)
class Style:
    """What the stream that a report goes to can show."""

    color: bool = False
    links: bool = False
    """Whether names may carry their address in an OSC 8 escape."""
    width: int = 100
    """Columns of a line; lines of a file that are longer are cut. Nothing is cut to less than 40."""

    def bold(self, text: str) -> str:
        """Bold."""
        return self._sgr("1", text)

    def dim(self, text: str) -> str:
        """Faint, for what merely frames."""
        return self._sgr("2", text)

    def frame(self, text: str) -> str:
        """Line numbers, rules and second places."""
        return self._sgr("1;34", text)

    def good(self, text: str) -> str:
        """What there is to be glad of."""
        return self._sgr("1;32", text)

    def warn(self, text: str) -> str:
        """What was not answered."""
        return self._sgr("1;33", text)

    def inverse(self, text: str) -> str:
        """Exchanged colours, for a character that is spelled out."""
        return self._sgr("7", text)

    def severity(self, severity: Severity, text: str) -> str:
        """The colour of a severity."""
        return self._sgr(_SEVERITY[severity], text)

    def link(self, text: str, address: str | None) -> str:
        """The text as a link, if there is an address and the terminal knows links."""
        if not self.links or address is None:
            return text
        return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\"

    def _sgr(self, parameters: str, text: str) -> str:
        return f"\x1b[{parameters}m{text}\x1b[0m" if self.color and text else text


def wants_color(option: str | None, environ: Mapping[str, str], *, isatty: bool) -> bool:
    """Whether to colour a stream.

    The first that has an opinion decides: the option (`always`, `never`; `auto` and None have none), NO_COLOR
    (no-color.org: set and not empty), FORCE_COLOR (force-color.org; `0` and `false` are no opinion, since some programs
    read them as "no"), CLICOLOR_FORCE and CLICOLOR (bixense.com/clicolors), TERM=dumb, and at last `isatty`, which
    is to be that of this very stream.
    """
    if option in ("always", "never"):
        return option == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR", "").lower() not in ("", "0", "false"):
        return True
    if environ.get("CLICOLOR_FORCE", "") not in ("", "0"):
        return True
    if environ.get("CLICOLOR") == "0" or environ.get("TERM") == "dumb":
        return False
    return isatty


def wants_links(environ: Mapping[str, str], *, isatty: bool) -> bool:
    """Whether the terminal behind a stream is known to read OSC 8; others would print the address as rubbish.

    FORCE_HYPERLINK decides if it is set (`0` for no). Terminals tell themselves apart by variables of their own only.
    """
    forced = environ.get("FORCE_HYPERLINK", "")
    if forced:
        return forced != "0"
    if not isatty or environ.get("CI") or environ.get("TERM") == "dumb":
        return False
    vte = environ.get("VTE_VERSION", "")
    return (
        environ.get("TERM_PROGRAM") in _LINKING_PROGRAMS
        or environ.get("TERM") in ("xterm-kitty", "xterm-ghostty", "alacritty")
        or "WT_SESSION" in environ
        or "KONSOLE_VERSION" in environ
        or "DOMTERM" in environ
        or (vte.isdecimal() and vte.isascii() and int(vte) > 5000)  # 0.50.0 crashes on a link
    )
