"""What a URL is to the connector client, and who owns the host that it dials."""
