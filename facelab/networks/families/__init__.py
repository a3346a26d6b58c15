"""The families of networks that facelab can build, without torch: one file and one line each."""

from facelab.networks.families import mobilestylegan, stylegan2, stylegan3
from facelab.networks.family import Family

FAMILIES: dict[str, Family] = {
    each.name: each
    for each in (
        mobilestylegan.FAMILY,
        stylegan2.FAMILY,
        stylegan3.FAMILY,
    )
}  # fmt: skip
