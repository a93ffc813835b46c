"""Data sets of two classes: one file each, with its parameters and `signals`, which draws it."""
