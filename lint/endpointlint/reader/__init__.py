"""Files to documents, with places."""

from endpointlint.reader.discover import Found, discover, read
from endpointlint.reader.inputs import read_bytes, unreadable

__all__ = ["Found", "discover", "read", "read_bytes", "unreadable"]
