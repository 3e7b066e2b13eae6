"""`python -m endpointlint`."""

import sys

from endpointlint.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
