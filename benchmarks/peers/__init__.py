"""The same questions to endpointlint and to the tools that can answer them, in one run on the same data."""
