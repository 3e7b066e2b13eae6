"""Questions about entries and policies, and what the answers look like."""
