"""Softmax, entropy, Kullback-Leibler divergence and cross-entropy of distributions over C things.

H(p) = −Σ p·log p, KL(p‖q) = Σ p·log(p/q), H(p, q) = −Σ p·log q = H(p) + KL(p‖q), with 0·log 0 = 0. All act on the last
axis. In bits (log₂) unless `unit` is "nats" (the natural log, which losses use). Cover and Thomas, chapter 2.
"""

import numpy as np

UNITS = {"bits": float(np.log(2.0)), "nats": 1.0}
"""Nats in one unit."""

CLOSE = 1e-9
"""How far from one the sum of a distribution may be: sliders and float32 do not sum better."""


def softmax(z) -> np.ndarray:
    """p_i = e^{z_i} / Σ_j e^{z_j}. Shifted by the largest z, so that nothing overflows."""
    z = np.asarray(z, dtype=float)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def log_softmax(z) -> np.ndarray:
    """log p of the softmax: z − log Σ e^z; exact where p itself has become 0."""
    z = np.asarray(z, dtype=float)
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def one_hot(label: int, classes: int) -> np.ndarray:
    """The distribution of the sure thing: 1 at `label`, (classes,)."""
    if not 0 <= label < classes:
        raise ValueError(f"label = {label} must be a class number from 0 to {classes - 1}")
    return (np.arange(classes) == label).astype(float)


def normalized(weights) -> np.ndarray:
    """Weights ≥ 0 divided by their sum; all zero: uniform."""
    weights = np.asarray(weights, dtype=float)
    if not (np.isfinite(weights).all() and (weights >= 0).all()):
        raise ValueError("weights must be finite and not negative")
    total = weights.sum(axis=-1, keepdims=True)
    return np.where(total > 0, weights / np.where(total > 0, total, 1.0), 1.0 / weights.shape[-1])


def entropy(p, unit: str = "bits") -> np.ndarray:
    """H(p), 0 for the sure thing, log C for the uniform distribution."""
    p = _checked("p", p)
    return -(p * np.log(np.where(p > 0, p, 1.0))).sum(axis=-1) / UNITS[unit] + 0.0


def kl(p, q, unit: str = "bits") -> np.ndarray:
    """KL(p‖q) ≥ 0; 0 only if p = q; infinite if q rules out what p allows.

    Summed as p·log(p/q) − p + q, which is never negative and, p and q both summing to 1, has the same sum: near p = q
    the plain terms would cancel.
    """
    p, q = np.broadcast_arrays(_checked("p", p), _checked("q", q))
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(p > 0, p * np.log(p / q) - p + q, q)
        small = np.abs(p - q) < 0.5 * q
        terms = np.where(small, p * np.log1p((p - q) / np.where(small, q, 1.0)) - (p - q), terms)
    return np.maximum(terms, 0.0).sum(axis=-1) / UNITS[unit]


def cross_entropy(p, q, unit: str = "bits") -> np.ndarray:
    """H(p, q) = −Σ p·log q; with one-hot p it is −log q_y. Infinite if q rules out what p allows."""
    p, q = np.broadcast_arrays(_checked("p", p), _checked("q", q))
    with np.errstate(divide="ignore"):
        log_q = np.log(q)
    return -np.where(p > 0, p * np.where(p > 0, log_q, 0.0), 0.0).sum(axis=-1) / UNITS[unit] + 0.0


def cross_entropy_of_logits(p, z, unit: str = "bits") -> np.ndarray:
    """H(p, softmax(z)), finite however sure the logits are."""
    return -(_checked("p", p) * log_softmax(z)).sum(axis=-1) / UNITS[unit] + 0.0


def _checked(name, p):
    p = np.asarray(p, dtype=float)
    if not (p >= 0).all() or (np.abs(p.sum(axis=-1) - 1.0) > CLOSE).any():
        raise ValueError(f"{name} must be probabilities: none negative, and their sum 1")
    return p
