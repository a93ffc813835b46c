"""The random numbers of the kernels are numpy's, and the directions and noise made of them follow their laws."""

from statistics import NormalDist

import numpy as np
import pytest
from draws import KOLMOGOROV_BOUND, kolmogorov, run_streams

from descent.random import SEED_WORDS, ball, normal, sphere, streams, uniform

DRAWS = 20000
UNIT_TOLERANCE = 1e-14
STANDARD_ERRORS = 5.0
"""How far a mean may lie from its expectation."""


def directions(draw, d):
    """Points that one stream gives. Returns (DRAWS, d)."""
    points = np.empty((DRAWS, d))
    stream = run_streams(1, seed=d)[0]
    for point in points:
        draw(stream, point)
    return points


def test_streams_are_sfc64_of_numpy_bit_for_bit():
    sequences = [np.random.SeedSequence(entropy) for entropy in (*range(200), 2**127 + 9, [3, 1, 4], [0, 0])]
    sequences += np.random.SeedSequence(7).spawn(50)
    started = streams(np.stack([sequence.generate_state(SEED_WORDS, np.uint64) for sequence in sequences]))
    for sequence, stream in zip(sequences, started, strict=True):
        expected = np.random.Generator(np.random.SFC64(sequence)).random(40)
        np.testing.assert_array_equal([uniform(stream) for _ in range(40)], expected)


@pytest.mark.parametrize("d", [1, 2, 3, 10])
def test_sphere_has_length_one_mean_zero_and_equal_variances(d):
    points = directions(sphere, d)
    np.testing.assert_allclose(np.linalg.norm(points, axis=1), 1.0, atol=UNIT_TOLERANCE)
    assert np.abs(points.mean(axis=0)).max() < STANDARD_ERRORS / np.sqrt(d * DRAWS)
    assert np.abs(points.T @ points / DRAWS - np.eye(d) / d).max() < STANDARD_ERRORS / (d * np.sqrt(DRAWS)) * np.sqrt(2)


@pytest.mark.parametrize("d", [1, 2, 5, 10])
def test_radii_of_the_ball_follow_the_power_law(d):
    points = directions(ball, d)
    assert kolmogorov(np.linalg.norm(points, axis=1), lambda r: r**d) < KOLMOGOROV_BOUND
    assert np.abs(points.mean(axis=0)).max() < STANDARD_ERRORS / np.sqrt(d * DRAWS)


def test_normal_numbers_are_normal():
    stream = run_streams(1)[0]
    sample = np.array([normal(stream) for _ in range(DRAWS)])
    assert kolmogorov(sample, np.vectorize(NormalDist().cdf)) < KOLMOGOROV_BOUND


def test_streams_of_different_runs_are_uncorrelated():
    pair = run_streams(2)
    numbers = np.array([[uniform(stream) for _ in range(DRAWS)] for stream in pair])
    assert abs(np.corrcoef(numbers)[0, 1]) < STANDARD_ERRORS / np.sqrt(DRAWS)
