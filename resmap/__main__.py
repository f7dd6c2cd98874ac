"""`python -m resmap` is the `resmap` command."""

import sys

from resmap.cli import main

if __name__ == "__main__":
    sys.exit(main())
