"""The seeds of one shard: three 64-bit words per run, from numpy's SeedSequence over (root seed, experiment, run index)."""

import hashlib

import numpy as np

from scripts import layout
from scripts.job import arguments, job, whole


def seed_words(root: int, experiment: str, run: int) -> np.ndarray:
    """The words from which every random number of one run is generated. They depend only on the three arguments. Returns (3,) uint64."""
    name = int.from_bytes(hashlib.blake2s(experiment.encode(), digest_size=8).digest())
    return np.random.SeedSequence(root, spawn_key=(name, run)).generate_state(3, np.uint64)


def main():
    """Write the seeds of one shard as a table: run, word0, word1, word2."""
    given = arguments(root={"type": int, "required": True}, experiment=None, shard=None, output=None)
    with job(f"seeds {given.experiment} {given.shard}", given.log), whole(given.output) as part:
        rows = (f"{run},{','.join(map(str, seed_words(given.root, given.experiment, run)))}" for run in layout.runs(given.shard))
        part.write_text("\n".join(["run,word0,word1,word2", *rows, ""]))


if __name__ == "__main__":
    main()
