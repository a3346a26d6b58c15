from __future__ import annotations

import pytest

from facelab.checkpoints.published_names import said_by, said_by_file


@pytest.mark.parametrize(
    ("key", "said"),
    [
        *((key, "face") for key in ("w", "ws", "W", "w+", "w_plus", "latent", "latents")),
        *((key, "face") for key in ("latent_code", "projected_w", "dlatents_out", "latent_in")),
        *((key, "direction") for key in ("direction", "boundary", "edit", "age_direction")),
        *((key, "direction") for key in ("coef_", "delta", "lat_comp", "latent_direction")),
        *((key, "beside") for key in ("w_avg", "dlatent_avg", "latent_avg", "psi", "intercept")),
        *((key, "beside") for key in ("noise0", "noise_17", "z", "w_std", "b", "seed")),
        *((key, "") for key in ("age", "smile_big", "arr_0", "d", "", "x.png")),
    ],
)
def test_what_a_name_says(key, said):
    assert said_by(key) == said


@pytest.mark.parametrize(
    ("stem", "said"),
    [
        ("age_boundary", "direction"),
        ("stylegan_ffhq_pose_w_boundary", "direction"),
        ("projected_w", "face"),
        ("latents", "face"),
        ("smile_w", ""),
        ("e4e_pose", ""),
    ],
)
def test_what_a_file_s_name_says(stem, said):
    assert said_by_file(stem) == said
