"""What is measured in one picture: landmarks, colours of regions, outline, age, gender.

Nothing is judged here: `facelab.labels.definitions` makes labels with names of it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from facelab.labels.landmarks import EYE_POINTS, MESH_POINTS, Landmarks, find_landmarks
from facelab.labels.nets import LabelNets
from facelab.labels.regions import AREAS, FACE, IRISES, MOUTH, POLYGONS, REGIONS
from facelab.labels.upright import upright_face

Array = NDArray[np.float32]
Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]

SIDE = 256  # of the pictures, in pixels
CHIP, SMALL = 40, 16
AGES = 81
SHAPES: Mapping[str, tuple[int, ...]] = {
    "mesh": (MESH_POINTS, 3),
    "eyes": (2, EYE_POINTS, 3),
    "mirrored_mesh": (MESH_POINTS, 3),  # as found in the mirrored picture
    "mirrored_eyes": (2, EYE_POINTS, 3),
    "score": (),
    "colours": (len(REGIONS), 3),  # mean red, green, blue, 0 to 1
    "textures": (len(REGIONS), 3),  # spread of the light, mean slope along rows and columns
    "areas": (len(REGIONS),),  # of the picture
    "hair_beside": (),  # share of what is beside the jaw and the neck that looks like the hair
    "light": (4,),  # of the picture: mean, spread, 5th and 95th percentile
    "ages": (AGES,),
    "gender": (2,),
    "chip": (CHIP, CHIP, 3),  # the upright face, 0 to 1
    "small": (SMALL, SMALL, 3),  # the whole picture, 0 to 1
}

_LUMA = np.array((0.299, 0.587, 0.114), np.float32)
_AGE_PADDING, _CHIP_PADDING = 0.2, 0.35  # around the upright face
_FOREHEAD = 0.35  # of the way from the root of the nose to the mesh's uppermost point
_CHIP_MEANS = np.array((122.782, 117.001, 104.298), np.float32)


def measure(nets: LabelNets, pixels: Pixels) -> dict[str, Array]:
    """Measure a picture [256, 256, 3] of an aligned face; shapes as in `SHAPES`."""
    picture = Image.fromarray(pixels)
    found = find_landmarks(nets, picture)
    mirrored = find_landmarks(nets, picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    values: Array = pixels.astype(np.float32) / np.float32(255)
    person = nets.run("person", values[None])[0][0, :, :, 0]
    luma: Array = values @ _LUMA
    masks = _masks(found, person)
    colours, textures, areas = _regions(values, luma, masks)
    ages, gender = _age_and_gender(nets, picture, found)
    return {
        "mesh": found.mesh.astype(np.float32),
        "eyes": found.eyes.astype(np.float32),
        "mirrored_mesh": mirrored.mesh.astype(np.float32),
        "mirrored_eyes": mirrored.eyes.astype(np.float32),
        "score": np.array(found.score, np.float32),
        "colours": colours,
        "textures": textures,
        "areas": areas,
        "hair_beside": _hair_beside(values, found, masks, person),
        "light": np.array((luma.mean(), luma.std(), *np.percentile(luma, (5, 95))), np.float32),
        "ages": ages,
        "gender": gender,
        "chip": _chip(picture, found),
        "small": _unit(picture.resize((SMALL, SMALL), Image.Resampling.BOX)),
    }


def _masks(found: Landmarks, person: Array) -> dict[str, Mask]:
    side = person.shape[0]
    mesh = found.mesh * side
    masks = {name: _polygon(mesh, points, side) for name, points in POLYGONS.items()}
    masks["lips"] = masks["lips"] & ~masks["mouth"]
    rows, columns = np.mgrid[:side, :side]
    body, outside = person > 0.6, person < 0.1
    face = _polygon(mesh, FACE, side, grown=1.06) | _polygon(_to_hairline(mesh), FACE, side)
    mouth_row = mesh[list(MOUTH), 1].mean()
    middle = mesh[list(FACE), 0].mean()
    chin_row, top_row = mesh[152, 1], mesh[10, 1]
    hair = body & ~face & (rows < mouth_row)
    masks["hair"] = hair
    masks["hair_left"], masks["hair_right"] = hair & (columns < middle), hair & (columns >= middle)
    masks["background"] = outside
    masks["background_left"] = outside & (columns < middle)
    masks["background_right"] = outside & (columns >= middle)
    masks["clothes"] = body & ~face & (rows > 0.5 * (chin_row + side))
    for name, points in zip(IRISES, found.eyes * side, strict=True):
        masks[name] = _iris(points, masks[name.replace("iris", "eye")])
    masks["top"] = body & ~face & (rows < top_row)
    return masks


def _iris(points: NDArray[np.float64], eye: Mask) -> Mask:
    """The ring around the pupil, as far as the lids leave it free."""
    centre, edge = points[-5, :2], points[-4:, :2]
    radius = float(np.hypot(*(edge - centre).T).mean())
    rows, columns = np.mgrid[: eye.shape[0], : eye.shape[1]]
    away = np.hypot(columns + 0.5 - centre[0], rows + 0.5 - centre[1]) / max(radius, 1e-6)
    ring: Mask = eye & (away > 0.4) & (away < 0.85)
    return ring


def _to_hairline(mesh: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mesh with its forehead, which ends halfway, drawn up to where hair usually begins."""
    root = mesh[168]
    up = mesh[10] - root
    share = np.clip(((mesh - root) @ up) / (up @ up), 0.0, None)
    raised: NDArray[np.float64] = mesh + _FOREHEAD * share[:, None] * up
    return raised


def _polygon(mesh: NDArray[np.float64], points: tuple[int, ...], side: int,
             grown: float = 1.0) -> Mask:  # fmt: skip
    corners = mesh[list(points), :2]
    corners = corners.mean(axis=0) + grown * (corners - corners.mean(axis=0))
    mask = Image.new("1", (side, side))
    ImageDraw.Draw(mask).polygon([(x, y) for x, y in corners], fill=1)
    inside: Mask = np.asarray(mask)
    return inside


def _regions(values: Array, luma: Array, masks: Mapping[str, Mask]) -> tuple[Array, Array, Array]:
    """Colours, textures and areas; of a region that is empty, those of the face or the picture."""
    along_rows = np.abs(np.diff(luma, axis=1, prepend=luma[:, :1]))
    along_columns = np.abs(np.diff(luma, axis=0, prepend=luma[:1]))
    colours = np.zeros((len(REGIONS), 3), np.float32)
    textures = np.zeros((len(REGIONS), 3), np.float32)
    areas = np.zeros(len(REGIONS), np.float32)
    for k, name in enumerate(REGIONS):
        mask = masks[name]
        areas[k] = mask.mean()
        if not mask.any():
            mask = np.ones_like(mask) if name in AREAS else masks["face"]
            if name in IRISES:  # a closed eye
                mask = masks[name.replace("iris", "eye")]
        light = luma[mask]
        middle = np.median if name in AREAS else np.mean  # outlines are not exact
        colours[k] = middle(values[mask], axis=0) if light.size else 0.5
        if light.size:
            textures[k] = light.std(), along_rows[mask].mean(), along_columns[mask].mean()
    return colours, textures, areas


def _hair_beside(
    values: Array, found: Landmarks, masks: Mapping[str, Mask], person: Array
) -> Array:
    """How much of the sides of jaw and neck has the colour of the hair above."""
    side = values.shape[0]
    hair = masks["hair"]
    if hair.sum() < 50:
        return np.zeros((), np.float32)
    colour = np.median(values[hair], axis=0)
    rows = np.mgrid[:side, :side][0]
    mesh = found.mesh * side
    mouth, chin = mesh[list(MOUTH), 1].mean(), mesh[152, 1]
    beside = (person > 0.5) & ~masks["face"] & (rows > mouth) & (rows < 2 * chin - mouth)
    like = np.abs(values - colour).max(axis=2) < 0.13
    face = max(float(masks["face"].sum()), 1.0)
    return np.array((beside & like).sum() / face, np.float32)


def _age_and_gender(nets: LabelNets, picture: Image.Image, found: Landmarks) -> tuple[Array, Array]:
    crop = upright_face(found.mesh * picture.width, _AGE_PADDING)
    chip = crop.take(picture, 128).astype(np.float32)
    small = [chip.reshape(n, 128 // n, n, 128 // n, 3).mean(axis=(1, 3)) for n in (64, 32)]
    ages, gender = (
        nets.run(role, ((pixels - _CHIP_MEANS) / 256).transpose(2, 0, 1)[None])[0][0]
        for role, pixels in zip(("age", "gender"), small, strict=True)
    )
    return ages, gender


def _chip(picture: Image.Image, found: Landmarks) -> Array:
    """The upright face, brows to chin, in few pixels."""
    crop = upright_face(found.mesh * picture.width, _CHIP_PADDING)
    pixels = _unit(Image.fromarray(crop.take(picture, 3 * CHIP)))
    chip: Array = pixels.reshape(CHIP, 3, CHIP, 3, 3).mean(axis=(1, 3))
    return chip


def _unit(picture: Image.Image) -> Array:
    """Pixels as numbers from 0 to 1."""
    values: Array = np.asarray(picture).astype(np.float32) / np.float32(255)
    return values
