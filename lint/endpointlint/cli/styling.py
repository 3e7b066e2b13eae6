"""How output may look where it goes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from endpointlint.report.style import Style


def style_for(stream: TextIO | None, color: str) -> Style:
    """What a stream can show; None stands for a file.

    Args:
        stream: where the output goes.
        color: `auto`, `always` or `never`.
    """
    from endpointlint.report.style import Style, wants_color, wants_links

    terminal = stream is not None and stream.isatty()
    painted = wants_color(color, os.environ, isatty=terminal) if stream is not None else color == "always"
    links = painted and wants_links(os.environ, isatty=terminal)
    if stream is not None and terminal:
        return Style(color=painted, links=links, width=os.get_terminal_size(stream.fileno()).columns or Style().width)
    return Style(color=painted, links=links)
