"""Schemas of the documents that are read."""
