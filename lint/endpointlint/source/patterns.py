"""Regexes that are compiled when they are first used.

The `re` module takes a tenth of a millisecond for a simple pattern and several for one of many alternatives without
regard to case; most runs use few of those that this program has.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    lazy = re.compile
else:

    class lazy:  # noqa: N801 - stands for a function
        """As `re.compile`. What is asked of the pattern is kept, so that only the first time costs more."""

        def __init__(self, pattern, flags=0):
            self._made = (pattern, flags)

        def __getattr__(self, name):
            found = getattr(re.compile(*self._made), name)
            self.__dict__[name] = found
            return found
