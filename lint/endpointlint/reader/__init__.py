"""Files to documents, with places."""
