"""The families of networks that facelab can build, without torch: one file and one line each."""

from facelab.networks.families import mobilestylegan
from facelab.networks.family import Family

FAMILIES: dict[str, Family] = {
    each.name: each
    for each in (
        mobilestylegan.FAMILY,
    )
}  # fmt: skip
