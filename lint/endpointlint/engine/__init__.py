"""One run: from paths to a report."""
