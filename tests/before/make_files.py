"""Makes the files of `tests/before/files` with the facelab of an older commit; see the README.

Run with that commit's checkout as the working folder. It uses that facelab's own code alone, so
nothing here follows what today's facelab is called.
"""
# mypy: ignore-errors

import json
import os
import sys
from pathlib import Path

OUT = Path(sys.argv[1]).resolve()
for name in ("SETTINGS", "LIBRARY", "DIRECTIONS"):
    os.environ[f"FACELAB_{name}"] = str(OUT / name.lower())
sys.path.insert(0, str(Path.cwd()))

import numpy as np  # noqa: E402

from facelab.checkpoints import default_entry, fetch  # noqa: E402
from facelab.checkpoints.own_direction_file import make_own  # noqa: E402
from facelab.checkpoints.own_directions import write_own  # noqa: E402
from facelab.engine import load  # noqa: E402
from facelab.export import thumbnail  # noqa: E402
from facelab.export.picture import write_png  # noqa: E402
from facelab.export.recipe_file import write_recipe  # noqa: E402
from facelab.library import Library, Record, export_faces  # noqa: E402
from facelab.recipe import Blend, BlendPart, Latent, Recipe, Seed, recipe_to_json  # noqa: E402
from facelab.session.history import Step  # noqa: E402
from facelab.session.journal import Journal  # noqa: E402
from facelab.session.settings import Settings, save_settings  # noqa: E402
from facelab.session.slots import FORMAT, VERSION  # noqa: E402


def main() -> None:
    path = fetch(default_entry())
    renderer = load(path, "cpu")
    model = renderer.info.ref
    step = (np.random.RandomState(1).randn(1, 512) * 0.05).astype(np.float32)
    own = make_own("Twinkle", step, model.name, model.sha256, "made for a test")
    write_own(own)
    renderer.close()
    renderer = load(path, "cpu")  # which knows it

    seven = Recipe(model, Seed(7))
    w = Latent.from_array((np.random.RandomState(2).randn(1, 512) * 0.3).astype(np.float32))
    faces = {
        "plain": seven,
        "named": seven.with_amount("smile", 1.5).with_amount("age", -1.0, (0, 8)),
        "held": seven.with_amount("glasses", 2.0).with_lock("age", "held").with_guard(1.2),
        "own": seven.with_amount(own.id, 2.0).with_amount("pca-2", 1.0),
        "mixed": seven.with_mix(range(0, 5), Seed(12), 0.5, label="Ann").with_noise(
            "random", 4, 0.5
        ),
        "blend": seven.with_source(Blend((BlendPart(Seed(1), 0.7), BlendPart(w, 0.3)))),
    }
    (OUT / "recipes").mkdir(parents=True, exist_ok=True)
    frames = {}
    for name, recipe in faces.items():
        write_recipe(OUT / "recipes" / f"{name}.json", recipe)
        frames[name] = renderer.full(recipe)
    write_png(OUT / "named.png", frames["named"].rgb(), faces["named"], 64)
    ws = {name: frame.ws.astype(np.float16) for name, frame in frames.items()}
    np.savez_compressed(OUT / "ws.npz", **ws)

    library = Library(OUT / "library")
    for k, (name, recipe) in enumerate(faces.items()):
        small = thumbnail.encode(frames[name].pixels)
        library.keep(
            Record(
                recipe,
                frames[name].ws,
                small,
                name.title(),
                "note",
                k % 6,
                (f"tag {k}",),
                ("Crew",),
            )
        )
    library.close()
    export_faces(OUT / "library", OUT / "crew.facelab")

    settings = OUT / "settings"
    save_settings(
        Settings(
            theme="light",
            model=model.name,
            recipe=recipe_to_json(faces["named"]),
            map_directions=("smile", "age"),
            save_size=512,
            save_name="{face} {date}",
            pinned_directions=("smile", own.id),
        ),
        settings,
    )
    journal = Journal(settings)
    journal.load()
    journal.begin([Step(each, name) for name, each in faces.items()], 1)
    journal.note([(2, Step(faces["held"], "once more")), (1, None)])
    journal.close()
    held = {"A": recipe_to_json(faces["plain"]), "B": recipe_to_json(faces["own"])}
    body = {"format": FORMAT, "version": VERSION, "slots": held}
    (settings / "slots.json").write_text(json.dumps(body))
    renderer.close()
    for each in [*settings.glob(".*.lock"), *(OUT / "directions").glob(".*")]:
        each.unlink()


main()
