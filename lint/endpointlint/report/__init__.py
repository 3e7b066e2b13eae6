"""A report as text or data."""
