"""The domain as plain values: what a document says, and what a release makes of it."""
