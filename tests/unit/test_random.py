"""The random numbers of the kernels are numpy's, and the directions and noise made from them follow their laws."""

from statistics import NormalDist

import numpy as np
import pytest
from draws import KOLMOGOROV_BOUND, kolmogorov, run_streams
from scipy.stats import chi2

from descent.random import SEED_WORDS, ball, chi_square, normal, normal_numbers, sphere, streams, uniform
from descent.ziggurat_tables import R

DRAWS = 20000
UNIT_TOLERANCE = 1e-14
STANDARD_ERRORS = 5.0
"""Allowed distance between a mean and its expectation."""
LAST_DIGITS = 1e-15
"""Allowed relative difference between our numbers and those that numpy computes with the C library."""
KINDS = (np.random.PCG64, np.random.PCG64DXSM, np.random.SFC64, np.random.Philox, np.random.MT19937)


def twins(kind):
    """Two equal generators, each with half a word in store."""
    pair = np.random.Generator(kind(11)), np.random.Generator(kind(11))
    for generator in pair:
        generator.integers(0, 2**31, 3, dtype=np.uint32)
    return pair


def directions(draw, d):
    """Points from one stream. Returns (DRAWS, d)."""
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


@pytest.mark.parametrize("kind", KINDS)
def test_normal_numbers_of_a_generator_are_those_of_numpy_but_for_last_digits_in_the_tail(kind):
    ours, numpys = twins(kind)
    drawn, expected = normal_numbers(ours, (1000, 500)), numpys.standard_normal((1000, 500))
    inside = np.abs(expected) < R
    np.testing.assert_array_equal(drawn[inside], expected[inside])
    assert (~inside).sum() > 50
    np.testing.assert_allclose(drawn, expected, rtol=LAST_DIGITS)
    assert normal_numbers(ours) == numpys.standard_normal()
    assert normal_numbers(ours, 3).tolist() == numpys.standard_normal(3).tolist()
    assert str(ours.bit_generator.state) == str(numpys.bit_generator.state)


@pytest.mark.parametrize("degrees", [3, 4, 11, 999])
def test_chi_squared_numbers_of_a_generator_are_those_of_numpy_but_for_last_digits(degrees):
    ours, numpys = twins(np.random.PCG64)
    drawn = [chi_square(ours, degrees) for _ in range(DRAWS)]
    np.testing.assert_allclose(drawn, numpys.chisquare(degrees, DRAWS), rtol=LAST_DIGITS)
    assert str(ours.bit_generator.state) == str(numpys.bit_generator.state)


@pytest.mark.parametrize("degrees", [1, 2])
def test_chi_squared_numbers_of_few_degrees_follow_their_law(degrees):
    generator = np.random.default_rng(degrees)
    drawn = np.array([chi_square(generator, degrees) for _ in range(DRAWS)])
    assert kolmogorov(drawn, chi2(degrees).cdf) < KOLMOGOROV_BOUND
