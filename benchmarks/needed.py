"""torch, which the naive loops are written in; one line where it is not there."""

import sys

from descent.devices import torch_for

try:
    torch = torch_for("benchmarks")
except ValueError as error:
    sys.exit(str(error))
