"""Multinomial logistic regression over sparse or dense features."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky, solve_triangular
from scipy.optimize import minimize, minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import log_softmax

Floats = NDArray[np.float32]
Labels = NDArray[np.int64]

_HOW = {"maxiter": 60, "maxcor": 5}  # 120 steps or 10 corrections are no more accurate, only slower
_EVENING = 0.2
_RIDGE = 1e-4  # beside squared lengths of about two: equal lines must not make the kernel singular


def fit(features: csr_matrix | Floats, labels: Labels, classes: int, strength: float) -> Floats:
    """The weights: one row a feature, then the intercept; one column a class.

    Minimises ``strength * cross entropy + |weights|² / 2`` as scikit-learn does, in single precision. Deterministic.

    A line of a large class counts a little less: out_of_scope has several times the lines of the others and would
    swallow them. The power of the class's size weighs what is refused against what is not found (``in_scope_refused``
    and ``out_of_scope_recall`` of ``python -m bot evaluate``).
    """
    columns = features.shape[1] + 1
    turned = features.T.tocsr() if isinstance(features, csr_matrix) else features.T
    truth = np.arange(len(labels)), labels
    share = _shares(labels, classes)

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(columns, classes).astype(np.float32)
        logs = log_softmax(features @ weights[:-1] + weights[-1], axis=1)
        error = np.exp(logs)
        error[truth] -= 1
        error *= share[:, np.newaxis]
        gradient = strength * np.concatenate([turned @ error, error.sum(axis=0, keepdims=True)])
        gradient[:-1] += weights[:-1]
        misfit = -(logs[truth] * share).sum(dtype=np.float64)
        size = np.square(weights[:-1], dtype=np.float64).sum()
        return float(strength * misfit + size / 2), gradient.astype(np.float64).ravel()

    found = minimize(loss, np.zeros(columns * classes), jac=True, method="L-BFGS-B", options=_HOW)
    return cast(Floats, found.x.reshape(columns, classes).astype(np.float32))


def fit_few(features: csr_matrix, labels: Labels, classes: int, strength: float) -> Floats:
    """The same weights where lines are fewer than features: found among the lines' own combinations, since no other
    direction can matter to them, which takes a tenth of the time."""
    kernel = (features @ features.T).toarray().astype(np.float64)
    kernel[np.diag_indices_from(kernel)] += _RIDGE
    root = cholesky(kernel, lower=True)
    weights = fit(root.astype(np.float32), labels, classes, strength)
    back = solve_triangular(root, weights[:-1], lower=True, trans="T").astype(np.float32)
    return np.concatenate([np.asarray(features.T @ back), weights[-1:]])


def _shares(labels: Labels, classes: int) -> Floats:
    shares = np.bincount(labels, minlength=classes)[labels] ** -_EVENING
    return cast(Floats, (shares / shares.mean()).astype(np.float32))


def temperature(scores: Floats, labels: Labels) -> float:
    """The divisor that makes confidences of unseen texts mean what they say (Guo et al. 2017); 1 without such texts."""
    if not len(labels):
        return 1.0
    truth = np.arange(len(labels)), labels

    def cost(log_divisor: float) -> float:
        return float(-log_softmax(scores / np.exp(log_divisor), axis=1)[truth].mean())

    return float(np.exp(minimize_scalar(cost, bounds=(-2, 2), method="bounded").x))
