"""A table of planted faults, and what detects each: verdicts, numbers, unit tests, or the build itself. `make mutants` runs them all.

Tools for mutation testing (mutmut, cosmic-ray) do not fit here. They plant thousands of syntactic faults and run pytest only. The question
here is whether a workflow's verdicts and numbers detect a mathematical fault, in kernels that must be compiled again.
"""
