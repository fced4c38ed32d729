"""`python -m tests.bench`: one BLAS thread, asked for before anything imports NumPy."""

import os
import sys
from importlib import import_module

for name in ("OPENBLAS", "OMP", "MKL", "BLIS"):
    os.environ[f"{name}_NUM_THREADS"] = "1"
os.environ["VECLIB_MAXIMUM_THREADS"] = "1"

sys.exit(import_module("tests.bench.table").main())
