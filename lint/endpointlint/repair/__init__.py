"""Candidate entries, each proved before it is offered."""
