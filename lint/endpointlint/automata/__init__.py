"""Regular languages over Unicode code points, lone surrogates included. Knows no Java and no URL."""
