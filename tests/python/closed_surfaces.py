"""What is true of closed surfaces of quadrilaterals, counted without the code under test."""

import collections

import numpy as np


def edges_of(faces):
    """How often each edge occurs in each direction: {(low, high): [up, down]}."""
    counts = collections.defaultdict(lambda: [0, 0])
    for face in np.asarray(faces, dtype=int):
        for a, b in zip(face, np.roll(face, -1)):
            counts[min(a, b), max(a, b)][int(a > b)] += 1
    return counts


def euler(faces):
    """V - E + F."""
    return len(np.unique(faces)) - len(edges_of(faces)) + len(faces)


def volume(points, faces):
    """Signed volume inside closed quadrilaterals, positive where they are turned outward."""
    a, b, c, d = (points[np.asarray(faces, dtype=int)[:, n]] for n in range(4))
    return float((np.einsum("ij,ij->i", a, np.cross(b, c)) + np.einsum("ij,ij->i", a, np.cross(c, d))).sum() / 6.0)
