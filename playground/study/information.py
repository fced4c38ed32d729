"""Softmax, entropy, Kullback-Leibler divergence and cross-entropy of distributions over C outcomes.

H(p) = −Σ p·log p, KL(p‖q) = Σ p·log(p/q), H(p, q) = −Σ p·log q = H(p) + KL(p‖q), with 0·log 0 = 0. All act on the last
axis. In bits (log₂) unless `unit` is "nats" (the natural log, which losses use). Cover and Thomas, chapter 2.
"""

import numpy as np
from numpy.typing import ArrayLike

UNITS = {"bits": float(np.log(2.0)), "nats": 1.0}
"""Nats in one unit."""

CLOSE = 1e-9
"""Largest deviation of a distribution's sum from one: covers the rounding of sliders and float32."""


def softmax(z: ArrayLike) -> np.ndarray:
    """p_i = e^{z_i} / Σ_j e^{z_j}. The largest z is subtracted first to avoid overflow."""
    z = np.asarray(z, dtype=float)
    e: np.ndarray = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


def log_softmax(z: ArrayLike) -> np.ndarray:
    """log p of the softmax: z − log Σ e^z; exact even where p underflows to 0."""
    z = np.asarray(z, dtype=float)
    z = z - z.max(axis=-1, keepdims=True)
    return np.asarray(z - np.log(np.exp(z).sum(axis=-1, keepdims=True)))


def one_hot(label: int, classes: int) -> np.ndarray:
    """(classes,) with 1 at `label` and 0 elsewhere. ValueError for a label outside 0 … classes − 1."""
    if not 0 <= label < classes:
        raise ValueError(f"label = {label} must be a class number from 0 to {classes - 1}")
    return np.asarray(np.arange(classes) == label, float)


def normalized(weights: ArrayLike) -> np.ndarray:
    """Weights ≥ 0 divided by their sum; uniform if all are zero. ValueError for negative or infinite weights."""
    weights = np.asarray(weights, dtype=float)
    if not (np.isfinite(weights).all() and (weights >= 0).all()):
        raise ValueError("weights must be finite and not negative")
    total = weights.sum(axis=-1, keepdims=True)
    return np.where(total > 0, weights / np.where(total > 0, total, 1.0), 1.0 / weights.shape[-1])


def entropy(p: ArrayLike, unit: str = "bits") -> np.ndarray:
    """H(p): 0 for a one-hot distribution, log C for the uniform one."""
    p = _checked("p", p)
    total: np.ndarray = -(p * np.log(np.where(p > 0, p, 1.0))).sum(axis=-1) / UNITS[unit] + 0.0
    return total


def kl(p: ArrayLike, q: ArrayLike, unit: str = "bits") -> np.ndarray:
    """KL(p‖q) ≥ 0; 0 only if p = q; infinite if q is 0 where p is not.

    Computed as Σ (p·log(p/q) − p + q). The sum is the same, since p and q sum to 1, but no term is negative, so nothing
    cancels near p = q.
    """
    p, q = np.broadcast_arrays(_checked("p", p), _checked("q", q))
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(p > 0, p * np.log(p / q) - p + q, q)
        small = np.abs(p - q) < 0.5 * q
        terms = np.where(small, p * np.log1p((p - q) / np.where(small, q, 1.0)) - (p - q), terms)
    total: np.ndarray = np.maximum(terms, 0.0).sum(axis=-1) / UNITS[unit]
    return total


def cross_entropy(p: ArrayLike, q: ArrayLike, unit: str = "bits") -> np.ndarray:
    """H(p, q) = −Σ p·log q; with one-hot p it is −log q_y. Infinite if q is 0 where p is not."""
    p, q = np.broadcast_arrays(_checked("p", p), _checked("q", q))
    with np.errstate(divide="ignore"):
        log_q = np.log(q)
    total: np.ndarray = -np.where(p > 0, p * np.where(p > 0, log_q, 0.0), 0.0).sum(axis=-1) / UNITS[unit] + 0.0
    return total


def cross_entropy_of_logits(p: ArrayLike, z: ArrayLike, unit: str = "bits") -> np.ndarray:
    """H(p, softmax(z)), finite for all finite logits."""
    total: np.ndarray = -(_checked("p", p) * log_softmax(z)).sum(axis=-1) / UNITS[unit] + 0.0
    return total


def _checked(name: str, p: ArrayLike) -> np.ndarray:
    p = np.asarray(p, dtype=float)
    if not (p >= 0).all() or (np.abs(p.sum(axis=-1) - 1.0) > CLOSE).any():
        raise ValueError(f"{name} must be probabilities: none negative, and their sum 1")
    return p
