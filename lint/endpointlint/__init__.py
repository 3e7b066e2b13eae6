"""Endpoint policies of OpenSearch ML Commons, read as sets of URLs and judged exactly."""

__version__ = "0.2.0"
