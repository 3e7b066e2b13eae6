"""Endpoint policies of OpenSearch ML Commons, read as sets of URLs and judged exactly."""

__version__ = "0.1.0"
