"""The rule for plateaus, on hand-written gradient norms and losses."""

import numpy as np
import pytest
import torch

from descent.instruments.plateaus import Watch


@pytest.fixture(autouse=True)
def double():
    """Tensors are float64 here."""
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def watched(norms, losses, until=None, **rule) -> Watch:
    """A watch that has seen these gradient norms and losses. norms, losses: (runs, times). until: (runs,) last times."""
    norms, losses = np.atleast_2d(norms).astype(float), np.atleast_2d(losses).astype(float)
    watch, times = Watch(**rule), norms.shape[1]
    until = np.full(len(norms), times - 1) if until is None else np.asarray(until)
    for t in range(times):
        theta = {"a": torch.full((len(norms), 2), float(t)), "b": torch.full((len(norms), 1, 1), -float(t))}
        slope = torch.from_numpy(norms[:, t].copy())
        gradient = {"a": torch.stack([0.6 * slope, 0 * slope], dim=1), "b": 0.8 * slope[:, None, None]}
        watch(10 * t, theta, torch.from_numpy(losses[:, t].copy()), gradient, torch.from_numpy(until > t))
    return watch


FALLING = np.arange(10, 0, -1)


def test_a_dip_between_two_heights_is_a_plateau_up_to_half_the_lower_height():
    (found,), end = watched([9, 5, 3, 2, 3, 5, 6, 8, 3, 1], FALLING).plateaus(0)
    assert (found.enter, found.lowest_at, found.leave, found.level, found.spent, found.left) == (20, 30, 50, 4.0, 30, 20)
    assert (found.loss, found.slope) == (7.0, pytest.approx(2.0, rel=1e-15))
    assert found.theta.tolist() == [3, 3, -3]
    assert (end.enter, end.lowest_at, end.leave, end.level, end.last) == (80, 90, None, 4.0, 90)
    assert np.isnan(end.left)


def test_a_plateau_ends_at_half_the_lower_of_its_two_heights():
    found, _ = watched([9, 1, 2, 4, 1, 1.5, 3, 9, 3, 1], FALLING).plateaus(0)
    assert [(one.level, one.enter, one.leave) for one in found] == [(2.0, 10, 30), (2.0, 40, 60)]


def test_a_height_lasts_until_the_norm_has_halved():
    (found,), _ = watched([9, 3, 1, 3, 4, 3, 3.5, 8, 3, 1], FALLING).plateaus(0)
    assert (found.level, found.leave) == (4.0, 70)


def test_the_start_counts_as_a_height():
    (found,), _ = watched([1, 1.1, 1.5, 3, 6, 8, 7, 3, 1, 1], FALLING).plateaus(0)
    assert (found.enter, found.lowest_at, found.leave, found.level) == (0, 0, 40, 4.0)


def test_a_norm_that_never_doubles_makes_no_plateau():
    found, end = watched([9, 6, 3, 5.9, 2.9, 5.7, 2, 3, 2, 1], FALLING).plateaus(0)
    assert found == []
    assert (end.lowest_at, end.level) == (90, 4.5)


def test_where_the_loss_rises_with_the_norm_training_overshoots():
    norms = [9, 3, 1, 4, 8, 3, 1, 2, 6, 2]
    falling, _ = watched(norms, FALLING).plateaus(0)
    assert [one.lowest_at for one in falling] == [20, 60]
    overshooting, _ = watched(norms, [9, 4, 2, 3, 5, 2, 1, 0.8, 0.5, 0.2]).plateaus(0)
    assert [(one.lowest_at, one.enter) for one in overshooting] == [(60, 50)]


def test_a_kick_by_noise_neither_ends_a_plateau_nor_begins_one():
    (found,), _ = watched([9, 3, 0.1, 1, 0.2, 0.5, 2, 8, 3, 1], [9, 8, 7, 7.1, 7, 6.9, 6, 3, 1, 0]).plateaus(0)
    assert (found.enter, found.lowest_at, found.leave) == (10, 40, 70)


def test_a_fall_of_the_loss_that_is_small_beside_the_whole_is_none():
    norms, losses = [9, 3, 1, 4, 8, 3, 1, 2, 6, 2], [100, 9, 8, 7, 6.5, 6.4, 6.3, 6.29, 6.28, 0]
    assert [one.lowest_at for one in watched(norms, losses, fall=1e-4).plateaus(0)[0]] == [20, 60]
    assert [one.lowest_at for one in watched(norms, losses, fall=1e-3).plateaus(0)[0]] == [20]
    assert [one.lowest_at for one in watched(norms, losses, fall=0.1).plateaus(0)[0]] == []


def test_a_run_that_ends_while_it_leaves_a_plateau_has_no_end():
    (found,), end = watched([9, 3, 1, 1.5, 3, 6], FALLING[:6]).plateaus(0)
    assert (found.lowest_at, found.level, found.leave, end) == (20, pytest.approx(3.0), 50, None)


def test_without_a_height_there_is_no_level():
    found, end = watched([1, 1.1, 1.2, 1.3], [4, 3.9, 3.8, 3.7]).plateaus(0)
    assert found == []
    assert (end.enter, end.lowest_at, end.spent) == (0, 0, 30)
    assert np.isnan(end.level)


def test_runs_do_not_see_each_other():
    random = np.random.default_rng(5)
    norms = np.exp(np.cumsum(random.normal(size=(40, 200)), axis=1))
    losses = -np.cumsum(random.random((40, 200)), axis=1)
    together = watched(norms, losses)
    seen = 0
    for run in range(40):
        (alone, alone_end), (found, end) = watched(norms[run], losses[run]).plateaus(0), together.plateaus(run)
        seen += len(found)
        assert [one[:-1] for one in found] == [one[:-1] for one in alone]
        assert all(torch.equal(a.theta, b.theta) for a, b in zip(found, alone, strict=True))
        assert (end is None) == (alone_end is None)
        assert all(one.theta[0] == one.lowest_at / 10 for one in found)
    assert seen > 100


def test_a_run_that_has_ended_or_diverged_is_looked_at_no_more():
    norms = [[9, 3, 1, 4, 8, 3], [9, 3, 1, 0.5, 8, 0.1], [9, 3, np.nan, 1, 8, 1]]
    watch = watched(norms, [FALLING[:6]] * 3, until=[5, 3, 2])
    assert [len(watch.plateaus(run)[0]) for run in range(3)] == [1, 0, 0]
    assert [watch.plateaus(run)[1].last for run in range(3)] == [50, 30, 10]
    assert watch.plateaus(1)[1].lowest_at == 30


def test_only_so_many_dips_are_kept():
    norms, losses = [9, *[1, 8] * 20], np.arange(41, 0, -1)
    assert len(watched(norms, losses).plateaus(0)[0]) == 20
    assert len(watched(norms, losses, most=3).plateaus(0)[0]) == 3


@pytest.mark.parametrize("rule", [{"factor": 1.0}, {"factor": float("nan")}, {"fall": -0.1}, {"fall": 1.0}])
def test_a_rule_out_of_bounds_is_refused(rule):
    ((name, _),) = rule.items()
    with pytest.raises(ValueError, match=name):
        Watch(**rule)


def test_a_run_without_a_finite_start_has_no_plateaus():
    with pytest.raises(ValueError, match="run 0: no finite loss and gradient"):
        watched([np.nan, np.nan], [1, 1]).plateaus(0)
