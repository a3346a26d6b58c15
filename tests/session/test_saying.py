from __future__ import annotations

import pytest

from facelab.errors import DownloadError
from facelab.export.provenance import identity, manifest
from facelab.export.provenance.outgoing import NO_NETWORK
from facelab.progress import finish
from facelab.recipe import ModelRef, Recipe, Seed
from facelab.session import saying as module
from facelab.session.jobs import Jobs
from facelab.session.opening.contents import read_files
from facelab.session.opening.words import told_opened
from tests.export.provenance.conftest import DEFAULT_SHA, encoded, soft, written
from tests.session.rendering.engine_world import wait_until


class Keeper:
    """The settings, kept nowhere."""

    def __init__(self) -> None:
        from facelab.session.settings import Settings

        self.value = Settings()

    def change(self, **changes: object) -> None:
        import msgspec

        self.value = msgspec.structs.replace(self.value, **changes)


class Now:
    """In place of the thread that writes."""

    def run(self, job, done=lambda _: None, failed=lambda _: None, promised=""):
        done(job())


@pytest.fixture
def saying(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("FACELAB_MARKS")
    errors: list[Exception] = []
    jobs = Jobs(lambda call: call())
    made = module.Saying(Keeper(), Now(), jobs, errors.append)  # type: ignore[arg-type]
    made.errors = errors  # type: ignore[attr-defined]
    made.jobs = jobs  # type: ignore[attr-defined]
    yield made
    assert jobs.close(20)


def test_the_licence_is_said_with_the_first_picture_only(saying):
    recipe = Recipe(ModelRef(DEFAULT_SHA, "mobilestylegan-ffhq-1024"), Seed(1))

    first = saying.told_of(saying.provenance(recipe))
    second = saying.told_of(saying.provenance(recipe))

    assert "commercial use" in first
    assert second == ""


def test_that_the_watermark_is_missing_is_said_once(saying):
    recipe = Recipe(ModelRef("0" * 64, "tiny"), Seed(1))
    said = []
    for _ in range(2):
        provenance = saying.provenance(recipe)
        provenance.notes.append(NO_NETWORK)
        said.append(saying.told_of(provenance))

    assert said == [NO_NETWORK, ""]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("none", (False, False, False)), ("xmp, C2PA", (True, True, False)), ("", (True, True, True))],
)
def test_the_environment_decides_first(saying, monkeypatch, wanted, expected):
    monkeypatch.setenv("FACELAB_MARKS", wanted)

    parts = saying.parts

    assert (parts.xmp, parts.signature, parts.watermark) == expected


def test_a_download_that_fails_is_told(saying, monkeypatch):
    said: list[str] = []
    saying.fetching_changed.connect(said.append)

    def fail():
        yield from ()
        raise DownloadError("It was not downloaded.")

    monkeypatch.setattr(module, "fetch_watermark_nets", fail)

    saying.fetch_watermark()
    wait_until(lambda: saying.errors)

    assert said == ["Starting", ""]
    assert [str(error) for error in saying.errors] == ["It was not downloaded."]


def test_a_name_is_in_the_next_signature(saying):
    told: list[identity.Signer] = []
    saying.set_signer("Jane Doe", told.append)
    content = saying.provenance(Recipe(ModelRef("0" * 64, "tiny"), Seed(1))).file(
        encoded(soft(64), "PNG"), "image/png"
    )

    assert told[0].name == "Jane Doe"
    assert manifest.read(content, "image/png").signer == "Jane Doe"  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["a.png", "a.JPG", "a.webp"])
def test_a_picture_without_a_recipe_offers_to_verify_it(name, tmp_path):
    path = written(tmp_path, name, encoded(soft(64), "PNG"))

    told = told_opened(finish(read_files([path], None, None)), 0)

    assert told is not None
    assert (told.offers, told.file) == ("verify", path)


def test_what_is_no_picture_does_not(tmp_path):
    path = written(tmp_path, "a.json", b"{}")

    told = told_opened(finish(read_files([path], None, None)), 0)

    assert told is not None
    assert told.offers == ""
