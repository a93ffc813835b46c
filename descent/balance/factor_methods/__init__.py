"""Ways to train a matrix factorisation, each under a name of its own: one file each, with its parameters and `train`."""
