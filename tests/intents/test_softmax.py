"""Logistic regression: as scikit-learn computes it, and temperatures that make confidences honest."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression

from bot.intents.softmax import fit, temperature

_RANDOM = np.random.default_rng(7)
_LABELS = np.repeat(np.arange(3), 40)
_DENSE = (_RANDOM.normal(size=(120, 4)) + np.eye(3, 4)[_LABELS] * 1.5).astype(np.float32)


def _chances(weights: np.ndarray, features: np.ndarray) -> np.ndarray:
    return np.asarray(softmax(features @ weights[:-1] + weights[-1], axis=1))


def test_agrees_with_scikit_learn() -> None:
    ours = _chances(fit(_DENSE, _LABELS, 3, strength=2.0), _DENSE)
    theirs = LogisticRegression(C=2.0, max_iter=500).fit(_DENSE, _LABELS).predict_proba(_DENSE)
    assert ours == pytest.approx(theirs, abs=0.01)


def test_sparse_and_dense_features_count_alike() -> None:
    sparse = fit(csr_matrix(_DENSE), _LABELS, 3, strength=2.0)
    assert sparse == pytest.approx(fit(_DENSE, _LABELS, 3, strength=2.0), abs=1e-3)


def test_a_large_class_does_not_swallow_the_small_ones() -> None:
    kept = np.concatenate([np.flatnonzero(_LABELS == 0), np.flatnonzero(_LABELS == 1)[:8]])
    dense, labels = _DENSE[kept], _LABELS[kept]
    ours = _chances(fit(dense, labels, 2, 2.0), _DENSE[_LABELS == 1])
    plain = LogisticRegression(C=2.0).fit(dense, labels).predict_proba(_DENSE[_LABELS == 1])
    assert (ours[:, 1] > 0.5).sum() > (plain[:, 1] > 0.5).sum()


def test_the_same_data_give_the_same_weights() -> None:
    first, second = (fit(csr_matrix(_DENSE), _LABELS, 3, 5.0) for _ in range(2))
    assert (first == second).all()


@pytest.mark.parametrize("factor", [0.5, 1.0, 3.0])
def test_temperature_undoes_exaggeration(factor: float) -> None:
    truth = np.log(_RANDOM.dirichlet(np.ones(4), size=4000)).astype(np.float32)
    labels = np.array([_RANDOM.choice(4, p=np.exp(row) / np.exp(row).sum()) for row in truth.astype(float)])
    assert temperature(truth * factor, labels) == pytest.approx(factor, rel=0.1)


def test_without_unseen_texts_scores_stay_as_they_are() -> None:
    assert temperature(np.zeros((0, 3), np.float32), np.zeros(0, np.int64)) == 1.0
