from __future__ import annotations

import numpy as np

from facelab.cutout.laplacian import EPSILON, MattingLaplacian


def dense(picture, epsilon):
    """The matrix as the paper writes it."""
    height, width = picture.shape[:2]
    out = np.zeros((height * width, height * width))
    for y in range(1, height - 1):
        for x in range(1, width - 1):
            places = [(y + dy) * width + x + dx for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
            colours = picture.reshape(-1, 3)[places].astype(np.float64)
            centred = colours - colours.mean(axis=0)
            covariance = centred.T @ centred / 9 + epsilon / 9 * np.eye(3)
            affinity = (1 + centred @ np.linalg.inv(covariance) @ centred.T) / 9
            out[np.ix_(places, places)] += np.eye(9) - affinity
    return out


def test_it_is_the_papers_matrix():
    random = np.random.RandomState(1)
    picture = random.rand(9, 11, 3).astype(np.float32)
    unknown = random.rand(9, 11) > 0.4
    alpha = random.rand(9, 11).astype(np.float32)
    laplacian = MattingLaplacian(picture, unknown, 1e-3)
    wanted = dense(picture, 1e-3)
    found = laplacian.times(laplacian.padded(alpha))
    assert np.allclose(found, (wanted @ alpha.ravel())[unknown.ravel()], atol=1e-4)
    assert np.allclose(laplacian.diagonal, np.diag(wanted)[unknown.ravel()], atol=1e-5)


def test_alpha_that_is_linear_in_the_colour_costs_nothing():
    picture = np.random.RandomState(2).rand(16, 16, 3).astype(np.float32)
    alpha = (0.3 * picture[..., 0] - 0.2 * picture[..., 2] + 0.4).astype(np.float32)
    laplacian = MattingLaplacian(picture, np.ones((16, 16), np.bool_), EPSILON)
    assert np.abs(laplacian.times(laplacian.padded(alpha))).max() < 1e-4


def test_padding_comes_off_again():
    alpha = np.random.RandomState(3).rand(5, 7).astype(np.float32)
    laplacian = MattingLaplacian(np.zeros((5, 7, 3), np.float32), np.ones((5, 7), np.bool_))
    assert np.array_equal(laplacian.unpadded(laplacian.padded(alpha)), alpha)
