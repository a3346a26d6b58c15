"""Every kind of file that facelab reads: sound ones to begin with, and what reads them."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.util
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from safetensors.numpy import save

from facelab.casting.said import wishes_of
from facelab.casting.wishes import Share, Wishes
from facelab.casting.wishes_file import read_wishes, wishes_to_json
from facelab.checkpoints import statistics, store
from facelab.checkpoints.catalogue import CatalogueEntry, Member, read_catalogue
from facelab.checkpoints.directions import read_directions, write_directions
from facelab.checkpoints.families import mobilestylegan
from facelab.checkpoints.fetching.wheel import read_members
from facelab.checkpoints.formats.dlib import read_dlib
from facelab.checkpoints.formats.ncnn import read_ncnn
from facelab.checkpoints.formats.openvino_ir import read_ir
from facelab.checkpoints.kept_arrays import read_arrays
from facelab.checkpoints.lattices import LatticeMetadata, read_lattice, write_lattice
from facelab.checkpoints.outside import is_network, read_network
from facelab.checkpoints.own_direction_file import make_own, write_file
from facelab.checkpoints.own_directions import list_own
from facelab.checkpoints.preview_heads import HeadMetadata, read_preview_head, write_preview_head
from facelab.cutout.backgrounds import read_backdrop
from facelab.damage import reading
from facelab.engine import ModelInfo, load
from facelab.engine.loading import check_tensors
from facelab.engine.own_directions.made import import_file
from facelab.engine.vector_files import read_vectors
from facelab.enhance.network import to_onnx
from facelab.errors import DestinationError, ExportError, RecipeError, WeightsError
from facelab.export.character_file import read_set, read_sheet
from facelab.export.clips.kinds import KINDS as CLIPS
from facelab.export.clips.kinds import Sequence
from facelab.export.clips.write import Clip, write_clip
from facelab.export.format_file import read_formats, to_json
from facelab.export.named import NAMED
from facelab.export.plan import Plan as ExportPlan
from facelab.export.provenance import identity, manifest, xmp
from facelab.export.provenance.content import media_type_of
from facelab.export.provenance.facts import facts_of
from facelab.export.provenance.verify import verify
from facelab.export.recipe_file import read_recipe
from facelab.export.thumbnail import decode, encode
from facelab.export.timeline_file import holds_timeline, read_timeline, with_timeline
from facelab.export.writer import Encoding, Metadata, Picture
from facelab.export.writing import encoded
from facelab.files import read_regular
from facelab.labels import residual_net
from facelab.library import Library, Record, export_faces, import_faces
from facelab.library.exchange import read_faces
from facelab.progress import finish
from facelab.recipe import Latent, Recipe, Seed, recipe_from_json, recipe_to_json
from facelab.recipe.character.codec import set_to_json, sheet_to_json
from facelab.recipe.easing import Curve
from facelab.recipe.timeline import Key, Timeline
from facelab.recipe.timeline_codec import timeline_to_json
from facelab.recipe.tracks import Point, Track
from facelab.recipe.walks import FaceWalk, NoiseWalk
from facelab.session.animating.saved import FILE_NAME as ANIMATING
from facelab.session.animating.saved import Saved, SavedAnimation
from facelab.session.animating.saved import encode as encode_animation
from facelab.session.animating.steps import State
from facelab.session.character.character import Held
from facelab.session.character.saved import FILE_NAME as CHARACTER
from facelab.session.character.saved import SavedCharacter
from facelab.session.character.saved import encode as encode_character
from facelab.session.face.history import Step
from facelab.session.face.history_file import FILE_NAME as HISTORY
from facelab.session.face.history_file import Journal
from facelab.session.face.slots import FILE_NAME as SLOTS
from facelab.session.face.slots import FORMAT, VERSION, Slots
from facelab.session.own_formats import FILE_NAME as OWN_FORMATS
from facelab.session.own_formats import OwnFormats
from facelab.session.settings import FILE_NAME as SETTINGS
from facelab.session.settings import Settings, load_settings, save_settings
from facelab.stimuli.journal import FILE_NAME as STIMULI
from facelab.stimuli.journal import Journal as SetJournal
from facelab.stimuli.journal import known_rows
from facelab.stimuli.plan import StimuliPlan
from facelab.stimuli.reach import read_ends
from facelab.stimuli.rows import Row
from tests.checkpoints.conftest import ir_files, mapping_constants, synthesis_constants
from tests.checkpoints.formats.tiny_dlib import Tiny as TinyDlib
from tests.checkpoints.tiny_snapshots import checkpoint, snapshot_2, snapshot_3
from tests.engine.edit_files import make_file
from tests.enhance.tiny_ncnn import tiny as tiny_ncnn
from tests.export.provenance.conftest import TYPES
from tests.export.provenance.conftest import encoded as picture_file
from tests.png_files import write_png
from tests.recipe.character.test_codec import SET, full_sheet
from tests.recipes import rich_recipe

SHA = "ab" * 32
STIMULI_PLAN = StimuliPlan((rich_recipe(),), ("smile",))
REACH = (
    b'{"format": "facelab-reach", "version": 1, "model_sha256": "ab", "faces": 2, '
    b'"ends": {"smile": [-2.0, 3.1]}}'
)


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Attributes
    ----------
    name : str
        Of a file of it.
    sound : list of bytes
        Contents.
    read : callable
        Reads a file as facelab does; raises nothing but facelab's own errors.
    """

    name: str
    sound: list[bytes]
    read: Callable[[Path], object]


@dataclass(frozen=True)
class Ground:
    """What the kinds are made with.

    Attributes
    ----------
    folder : Path
        Empty, for sound files.
    network : Path
        Of a tiny converted network.
    model : ModelInfo
        What it says of itself.
    """

    folder: Path
    network: Path
    model: ModelInfo


def all_kinds(ground: Ground) -> dict[str, Kind]:
    """By what they are."""
    return {
        **_faces(ground),
        **_published(ground),
        **_networks(ground),
        **_own_networks(),
        **_state(ground),
        **_provenance(ground),
    }


def _made(ground: Ground, name: str, write: Callable[[Path], object]) -> bytes:
    path = ground.folder / name
    write(path)
    return path.read_bytes()


# -- faces ---------------------------------------------------------------------------------------


def _recipes(ground: Ground) -> list[Recipe]:
    return [Recipe(ground.model.ref, Seed(7)), rich_recipe()]


def _faces(ground: Ground) -> dict[str, Kind]:
    recipes = _recipes(ground)
    texts = [recipe_to_json(each, indent).encode() for each in recipes for indent in (0, 2)]
    rgb = np.random.RandomState(0).randint(0, 256, (8, 8, 3), np.uint8)
    pictures = [
        _made(ground, "a.png", functools.partial(write_png, rgb=rgb, recipe=each))
        for each in recipes
    ]
    pictures.append((Path(__file__).parent.parent / "cases" / "text_after_pixels.png").read_bytes())
    jpeg = encode(np.full((192, 192, 4), 99, np.uint8))
    backdrops = [_picture(rgb, name) for name in ("PNG", "JPEG", "WEBP", "TIFF", "BMP")]
    library = Library(ground.folder / "library")
    for k, recipe in enumerate(recipes):
        ws = np.ones((11, 12), np.float32) * k
        library.keep(Record(recipe, ws, jpeg, f"Face {k}", "note", k, ("tag",), ("cast",)))
    library.close()
    export_faces(ground.folder / "library", ground.folder / "a.facelab")
    return {
        "recipe": Kind("a.json", [*texts, texts[0].decode().encode("utf-16")], read_recipe),
        "picture": Kind("a.png", pictures, read_recipe),
        **_other_pictures(rgb, recipes),
        "export": Kind("a.facelab", [(ground.folder / "a.facelab").read_bytes()], _read_export),
        "thumbnail": Kind("a.jpg", [jpeg], lambda path: decode(path.read_bytes())),
        "backdrop": Kind("a.png", backdrops, lambda path: read_backdrop(path, 8)),
    }


def _picture(rgb: NDArray[np.uint8], kind: str) -> bytes:
    held = io.BytesIO()
    Image.fromarray(rgb).save(held, kind)
    return held.getvalue()


def _other_pictures(rgb: NDArray[np.uint8], recipes: list[Recipe]) -> dict[str, Kind]:
    """Of the formats that carry a recipe in a packet or in their header."""
    names = {"JPEG": ".jpg", "WebP": ".webp", "TIFF": ".tif", "EXR": ".exr"}
    many = recipes[1].with_mix(range(20), Latent.from_array(np.ones((64, 512), np.float32)))
    recipes = [*recipes, many]  # beyond a segment of a JPEG
    return {
        name: Kind(
            f"a{suffix}",
            [
                encoded(Picture(rgb, each), Metadata.of(each), Encoding(name.lower()))
                for each in recipes
            ],
            read_recipe,
        )
        for name, suffix in names.items()
    }


def _read_export(path: Path) -> object:
    with contextlib.closing(read_faces(path)) as faces:
        count = sum(1 for _ in faces)
    into = path.with_name("imported")
    import_faces(into, path)
    return count


# -- directions ----------------------------------------------------------------------------------


def _published(ground: Ground) -> dict[str, Kind]:
    w_dim = ground.model.w_dim
    rows = np.random.RandomState(1).randn(ground.model.num_ws, w_dim).astype(np.float32)
    components = {
        "lat_comp": np.eye(3, w_dim, dtype=np.float32)[:, None],
        "lat_stdev": np.array([3, 2, 1], np.float32),
    }

    def numpy_file(write: Callable[[io.BytesIO], object]) -> bytes:
        file = io.BytesIO()
        write(file)
        return file.getvalue()

    def torch_file(saved: Any, zipped: bool) -> bytes:
        file = io.BytesIO()
        torch.save(saved, file, _use_new_zipfile_serialization=zipped)
        return file.getvalue()

    saved = [torch.from_numpy(rows), {"a": torch.from_numpy(rows).half(), "epoch": 3}]
    saved.append({"mean": torch.zeros(1, w_dim), "comp": torch.eye(3, w_dim), "std": torch.ones(3)})
    own = make_own("Smile", rows, "tiny", ground.model.sha256, "note")

    def read(path: Path) -> object:
        return import_file(path, ground.model, meant="direction")

    def read_latents(path: Path) -> object:
        return read_vectors(path, ground.model, "face")

    faces = np.stack([rows, -rows])
    return {
        "faces": Kind("a.npy", [numpy_file(functools.partial(np.save, arr=faces))], read_latents),
        "npy": Kind(
            "a.npy",
            [
                numpy_file(functools.partial(np.save, arr=a))
                for a in (rows, rows[0], np.asfortranarray(rows, ">f8"))
            ],
            read,
        ),
        "npz": Kind(
            "a.npz",
            [
                numpy_file(lambda f: np.savez(f, w=rows[None])),
                numpy_file(lambda f: np.savez_compressed(f, **components)),  # type: ignore[arg-type]
            ],
            read,
        ),
        "pt": Kind("a.pt", [torch_file(each, True) for each in saved], read),
        "older pt": Kind("a.pt", [torch_file(each, False) for each in saved], read),
        "safetensors": Kind("a.safetensors", [save({"d": rows}), save({"a": rows[0]})], read),
        "own direction": Kind(
            f"{own.id}.safetensors",
            [_made(ground, "own.safetensors", lambda path: write_file(path, own))],
            lambda path: (read(path), list_own(SHA, path.parent)),
        ),
    }


# -- networks ------------------------------------------------------------------------------------


def _networks(ground: Ground) -> dict[str, Kind]:
    mapping_xml, mapping_bin = ir_files("MappingNetwork", mapping_constants())
    synthesis_xml, synthesis_bin = ir_files("SynthesisNetwork", synthesis_constants())
    known = statistics.LatentStatistics(
        np.arange(4, dtype=np.float32), np.eye(2, 4, dtype=np.float32), np.ones(2, np.float32)
    )
    lattice = LatticeMetadata(model="a", model_sha256=SHA, made={}, figures={})
    ncnn_graph, ncnn_weights, _ = tiny_ncnn()
    head = HeadMetadata(model="tiny", model_sha256=SHA, config={}, made={}, figures={})
    named = make_file()
    wheel = io.BytesIO()
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data/a", b"numbers " * 40)
    catalogue = Path(__file__).parents[2] / "weights" / "catalogue.toml"

    def read_ir_files(path: Path) -> object:
        raw = path.read_bytes()
        length = int.from_bytes(raw[:4], "big")
        synthesis = read_ir(synthesis_xml, synthesis_bin)
        mapping = read_ir(raw[4 : 4 + length], raw[4 + length :])
        return mobilestylegan.convert(mapping, synthesis, known.w_avg)

    def read_synthesis(path: Path) -> object:
        mapping = read_ir(mapping_xml, mapping_bin)
        return mobilestylegan.convert(
            mapping, read_ir(path.read_bytes(), synthesis_bin), known.w_avg
        )

    def read_kept(path: Path) -> object:
        return read_arrays(path, ("a", "b"))

    kept = io.BytesIO()
    np.savez(kept, a=np.arange(9), b=np.ones((2, 2), np.float32))
    return {
        "network": Kind("a.safetensors", [ground.network.read_bytes()], _read_network),
        "IR": Kind(
            "a.bin",
            [len(mapping_xml).to_bytes(4, "big") + mapping_xml + mapping_bin],
            read_ir_files,
        ),
        "ncnn graph": Kind(
            "a.param",
            [ncnn_graph],
            lambda path: to_onnx(read_ncnn(path.read_bytes(), ncnn_weights), 32, 4),
        ),
        "ncnn weights": Kind(
            "a.bin", [ncnn_weights], lambda path: read_ncnn(ncnn_graph, path.read_bytes())
        ),
        "dlib": Kind(
            "a.dat",
            [TinyDlib().content()],
            lambda path: residual_net.to_onnx(read_dlib(path.read_bytes()), 1),
        ),
        "IR graph": Kind("a.xml", [synthesis_xml], read_synthesis),
        "wheel": Kind(
            "a.whl", [wheel.getvalue()], lambda path: read_members(path, _entry(b"numbers " * 40))
        ),
        "catalogue": Kind("a.toml", [catalogue.read_bytes()], read_catalogue),
        "statistics": Kind(
            "a.safetensors",
            [_made(ground, "s", lambda path: statistics.write_statistics(path, known, {"a": 1}))],
            statistics.read_statistics,
        ),
        "preview head": Kind(
            "a.safetensors",
            [_made(ground, "h", lambda path: write_preview_head(path, {"a": np.ones(9)}, head))],
            lambda path: read_preview_head(path, SHA),
        ),
        "lattice": Kind(
            "a.safetensors",
            [
                _made(
                    ground,
                    "l",
                    lambda path: write_lattice(path, np.ones((2, 256), np.float32), lattice),
                )
            ],
            lambda path: read_lattice(path, SHA),
        ),
        "named directions": Kind(
            "a.safetensors",
            [_made(ground, "n", lambda path: write_directions(path, named))],
            read_directions,
        ),
        "kept arrays": Kind("a.npz", [kept.getvalue()], read_kept),
    }


def _read_network(path: Path) -> object:
    store.info(path)
    with contextlib.suppress(WeightsError):
        store.verify(path)
    load(path, "cpu").close()
    return True


def _own_networks() -> dict[str, Kind]:
    snapshots = [snapshot_2(4), snapshot_2(3, "resnet"), snapshot_3(4), snapshot_3(5, 2)]
    checkpoints = [checkpoint(True), checkpoint(False)]

    def read(path: Path) -> object:
        is_network(path)  # says no of what cannot be read, and raises nothing
        return check_tensors(*read_network(path))

    return {
        "snapshot": Kind("a.pkl", snapshots, read),
        "checkpoint": Kind("a.pt", checkpoints, read),
    }


def _entry(content: bytes) -> CatalogueEntry:
    member = Member(
        role="a", path="data/a", sha256=hashlib.sha256(content).hexdigest(), bytes=len(content)
    )
    return CatalogueEntry(
        name="a", title="A", family="mobilestylegan", resolution=64, package="a", version="1",
        wheel="a", wheel_sha256="", wheel_bytes=0, members=(member,), licence="none",
        training_data="none", caveats=(), model_sha256=SHA,
    )  # fmt: skip


# -- what comes back at the next start -----------------------------------------------------------


class _NowWriter:
    """In place of the thread that writes: what fails is an error of the test."""

    def run(self, work: Callable[[], object], *_: object, **__: object) -> None:
        work()


def _state(ground: Ground) -> dict[str, Kind]:
    recipes = _recipes(ground)
    folder = ground.folder / "state"
    save_settings(Settings(recipe=recipe_to_json(recipes[1]), map_directions=("a", "b")), folder)
    journal = Journal(folder)
    journal.load()
    journal.begin([Step(each, "Open") for each in recipes], 1)
    journal.note([(1, Step(recipes[0], "x")), (0, None)])
    journal.close()
    held = {name: recipe_to_json(each) for name, each in zip("AB", recipes, strict=True)}
    slots = msgspec.json.encode({"format": FORMAT, "version": VERSION, "slots": held})
    keys = tuple(Key(each, 1.5, 0.5, "overshoot") for each in recipes)
    (smiling,) = wishes_of("smiling")
    wishes = [
        wishes_to_json(Wishes(count=3)).encode(),
        wishes_to_json(
            Wishes(count=9, wishes=wishes_of("age 20 to 40"), shares=(Share(0.5, smiling),))
        ).encode("utf-16"),
    ]
    timelines = [
        timeline_to_json(Timeline(keys, "loop")).encode(),
        timeline_to_json(Timeline(keys[:1] * 2)).encode("utf-16"),
    ]
    track = Track("smile", (Point(0.0, -1.0), Point(1.0, 2.0, Curve())))
    walks = (FaceWalk(3), NoiseWalk(4))
    moving = Timeline(keys, "ping-pong", (track,), walks, "z")
    timelines.append(timeline_to_json(moving).encode())
    animating = encode_animation(Saved((State(), State(moving, (0,), "Add key")), 1, 0.5))
    character = [encode_character(Held(full_sheet(), False, "happy")), encode_character(Held())]
    formats = [to_json([*NAMED.values()]), to_json([NAMED["token"]])]
    stimuli = folder / STIMULI
    lines = SetJournal(folder, STIMULI_PLAN, ExportPlan(folder), {})
    for cell in list(STIMULI_PLAN.cells())[1:]:
        face, values = STIMULI_PLAN.faces[0], {"smile": 1.0}
        lines.note(Row(cell, face, values, values, values, 0.1, 3, "no nearer", ("smile",)))
    lines.close()
    return {
        "settings": Kind(SETTINGS, [(folder / SETTINGS).read_bytes()], _read_settings),
        "history": Kind(HISTORY, [(folder / HISTORY).read_bytes()], _read_history),
        "slots": Kind(SLOTS, [slots], _read_slots),
        "timeline": Kind("a.json", timelines, read_timeline),
        "character": Kind(CHARACTER, character, _read_character),
        "animating": Kind(ANIMATING, [animating], _read_animating),
        "wishes": Kind("a.json", wishes, read_wishes),
        "stimuli": Kind(STIMULI, [stimuli.read_bytes()], _read_stimuli),
        "reach": Kind("a.json", [REACH], lambda path: read_ends(read_regular(path, 2**20))),
        "sheet": Kind("a.json", [sheet_to_json(full_sheet()).encode()], read_sheet),
        "set": Kind("a.json", [set_to_json(SET).encode()], read_set),
        "formats": Kind("formats.json", formats, read_formats),
        "own formats": Kind(OWN_FORMATS, formats, _read_own_formats),
    }


def _read_settings(path: Path) -> object:
    settings, error = load_settings(path.parent)
    if settings.recipe is not None:
        with contextlib.suppress(RecipeError):
            recipe_from_json(settings.recipe)
    if error is not None:
        raise error
    return settings


def _read_history(path: Path) -> object:
    journal = Journal(path.parent)
    try:
        return journal.load()
    finally:
        journal.close()


def _read_stimuli(path: Path) -> object:
    try:
        return known_rows(path.parent, STIMULI_PLAN, ExportPlan(path.parent))
    except DestinationError as error:  # another set, or none
        return error


def _read_slots(path: Path) -> object:
    told: list[object] = []
    slots = Slots(path.parent, _NowWriter(), told.append)  # type: ignore[arg-type]
    slots.load()
    return slots.get("A"), slots.get("B"), told


def _read_animating(path: Path) -> object:
    told: list[object] = []
    return SavedAnimation(path.parent, _NowWriter(), told.append).load(), told  # type: ignore[arg-type]


def _read_character(path: Path) -> object:
    told: list[object] = []
    return SavedCharacter(path.parent, _NowWriter(), told.append).load(), told  # type: ignore[arg-type]


def _read_own_formats(path: Path) -> object:
    told: list[Exception] = []
    formats = OwnFormats(path.parent, _NowWriter(), told.append)  # type: ignore[arg-type]
    formats.load()
    return formats.own, told


# -- what pictures say -----------------------------------------------------------------------------


def _provenance(ground: Ground) -> dict[str, Kind]:
    facts = facts_of(Recipe(ground.model.ref, Seed(7)))
    packet, folder = xmp.packet(facts), ground.folder / "signing"
    who = identity.signer(folder)
    pixels = np.random.RandomState(2).randint(0, 256, (24, 24, 3)).astype(np.uint8)
    signed = [
        manifest.signed(picture_file(pixels, name, packet), kind, facts, who, True)
        for name, kind in TYPES.items()
    ]
    exr = b"\x76\x2f\x31\x01" + bytes(40)
    own = (folder / identity.KEY).read_bytes()

    def read_packet(path: Path) -> object:
        with reading(lambda why: ExportError("", why)):  # as a picture of which nothing is said
            return xmp.read(path.read_bytes())

    def read_beside(path: Path) -> object:
        return manifest.read(exr, media_type_of(exr), path.read_bytes(), who.certificates)

    def read_key(path: Path) -> object:
        chain = path.with_name("chain.pem")
        chain.write_bytes(who.certificates)
        return identity.use_certificate(chain, path, path.with_name("into"))

    def read_chain(path: Path) -> object:
        key = path.with_name("key.pem")
        key.write_bytes(own)
        return identity.use_certificate(path, key, path.with_name("into"))

    return {
        **_clips(ground, packet),
        "marked picture": Kind("a.jpg", signed, lambda path: verify(path, lambda: None)),
        "XMP": Kind("a.xmp", [packet], read_packet),
        "manifest": Kind("a.c2pa", [manifest.beside(exr, facts, who, False)], read_beside),
        "key": Kind("a.pem", [own], read_key),
        "certificates": Kind("a.pem", [who.certificates], read_chain),
    }


def _clips(ground: Ground, packet: bytes) -> dict[str, Kind]:
    """Clips of every kind; those of FFmpeg not without PyAV, which is an extra."""
    pictures = np.random.RandomState(3).randint(0, 256, (4, 32, 32, 3)).astype(np.uint8)
    face = _recipes(ground)[0]
    said = with_timeline(Metadata(xmp=packet), Timeline((Key(face), Key(face))))
    assert said is not None

    def read(path: Path) -> object:
        return holds_timeline(path) and read_timeline(path), verify(path, lambda: None)

    found = {}
    for name, writer in CLIPS.items():
        if isinstance(writer, Sequence):
            continue
        if importlib.util.find_spec("av") is None and name not in ("gif", "apng", "webp"):
            continue
        path = ground.folder / f"{name}{writer.suffixes[0]}"
        clip = Clip(path, len(pictures), 24, writer=writer, repeat=True)
        content = finish(write_clip(clip, pictures, said)).read_bytes()
        found[f"clip {name}"] = Kind(path.name, [content], read)
    return found
