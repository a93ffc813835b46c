"""A table of planted faults, and what sees each of them: verdicts, numbers, unit tests, or the build itself. `make mutants` runs them all.

No tool for mutations serves here (mutmut, cosmic-ray): these plant thousands of faults of syntax and ask pytest alone, while the question
here is whether a workflow's verdicts and numbers see a fault of mathematics, in kernels that must be compiled anew.
"""
