from __future__ import annotations

import base64
import io
import json
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facelab.errors import ExportError, LibraryError
from facelab.library import (
    Library,
    Query,
    Reading,
    archive,
    exchange,
    export_faces,
    import_faces,
)
from facelab.library.exchange import exporting, importing
from facelab.progress import Progress
from facelab.recipe import recipe_to_json


@pytest.fixture
def full(library, record):
    library.keep(record(1, name="Ann", note="quiet", rating=4, tags=("hero",), casts=("Crew",)))
    library.keep(record(2, thumbnail=b"", ws=None))
    library.keep(record(3))
    library.remove([3])
    return library


@pytest.fixture
def exported(full, folder, tmp_path):
    path = tmp_path / "faces.facelab"
    export_faces(folder, path)
    return path


def contents(folder: Path) -> list[tuple[object, ...]]:
    reading = Reading(folder)
    faces = [reading.face(number) for number in reading.ids(Query(sort="oldest")).tolist()]
    reading.close()
    return [
        (
            *(face.recipe, face.name, face.note, face.rating, face.tags, face.casts),
            *(face.created, face.thumbnail, None if face.ws is None else face.ws.tobytes()),
        )
        for face in faces
    ]


def test_an_export_holds_all_but_the_bin_and_comes_back_whole(exported, folder, tmp_path):
    report = import_faces(tmp_path / "other", exported)
    assert (report.added, report.merged) == (2, 0)
    assert contents(tmp_path / "other") == contents(folder)


def test_the_form_is_what_its_description_says(exported, record):
    with zipfile.ZipFile(exported) as made:
        assert made.namelist() == ["facelab.json", "faces.jsonl", "thumbnails/000001.jpg"]
        manifest = json.loads(made.read("facelab.json"))
        first, second = map(json.loads, made.read("faces.jsonl").splitlines())
        assert made.read("thumbnails/000001.jpg") == record(1).thumbnail
    assert (manifest["format"], manifest["version"], manifest["faces"]) == ("facelab-library", 1, 2)
    assert first["recipe"] == json.loads(recipe_to_json(record(1).recipe))
    assert first["tags"] == ["hero"]
    assert second["thumbnail"] is None


def test_chosen_faces_are_exported_in_the_order_chosen(full, folder, tmp_path):
    path = tmp_path / "some.facelab"
    assert export_faces(folder, path, [3, 1, 1, 99]) == 2
    made = archive.Archive(path)
    assert [record.recipe.seed for record in made.records()] == [3, 1]
    made.close()


def test_an_import_merges_without_duplicates(exported, full, folder):
    full.rename(1, "")
    full.update([1], rating=2)
    full.remove([2])
    for _ in range(2):
        report = import_faces(folder, exported)
        assert (report.added, report.merged, report.new_ids) == (0, 2, [])
    face = full.get(1)
    assert (face.name, face.rating, face.tags) == ("Ann", 2, ("hero",))
    assert full.get(2).deleted_at is None


def test_whatever_is_in_the_library_can_be_imported_again(library, folder, tmp_path, record):
    library.keep(record(1, thumbnail=b"no picture", tags=tuple(map(str, range(90)))))
    library.tag([1], add=[f"more {number}" for number in range(90)])
    library.keep(record(2, thumbnail=BIG_JPEG.getvalue()))
    export_faces(folder, tmp_path / "x.facelab")
    assert import_faces(tmp_path / "other", tmp_path / "x.facelab").added == 2
    assert [face[-2] for face in contents(tmp_path / "other")] == [b"", b""]


def test_nothing_to_export_is_told(library, folder, tmp_path):
    with pytest.raises(ExportError, match="nothing to export"):
        export_faces(folder, tmp_path / "x.facelab")
    with pytest.raises(LibraryError, match="nothing to export"):
        export_faces(tmp_path / "nowhere", tmp_path / "x.facelab")
    assert not (tmp_path / "x.facelab").exists()


def test_an_export_that_is_broken_off_leaves_the_file_that_was_there(full, folder, tmp_path):
    path = tmp_path / "x.facelab"
    path.write_bytes(b"old")
    steps = exporting(folder, path)
    next(steps)
    steps.close()
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.glob("*.part")] == []


def test_an_import_that_is_broken_off_takes_nothing(exported, tmp_path, monkeypatch):
    monkeypatch.setattr(exchange, "AT_ONCE", 1)
    steps = importing(tmp_path / "other", exported)
    while next(steps).done < 3:  # the first of two was written
        pass
    steps.close()
    assert contents(tmp_path / "other") == []


def test_progress_reaches_the_end(exported, tmp_path):
    seen = list(importing(tmp_path / "other", exported))
    assert seen[0] == Progress(0, 4)
    assert seen[-1] == Progress(4, 4)


# -- files that are not to be trusted -----------------------------------------------------------


def line_of(record, **changes):
    face = {
        "recipe": json.loads(recipe_to_json(record(5).recipe)),
        "created": 1.0,
        "changed": 1.0,
        **changes,
    }
    return json.dumps(face).encode() + b"\n"


def make(path: Path, members: dict[str, bytes], faces: object = 1, version: object = 1) -> Path:
    manifest = {"format": "facelab-library", "version": version, "faces": faces}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in {"facelab.json": json.dumps(manifest).encode(), **members}.items():
            made.writestr(name, body)
    return path


def refused(path: Path, folder: Path, why: str) -> None:
    with pytest.raises(ExportError, match=why) as caught:
        import_faces(folder, path)
    assert caught.value.what
    assert caught.value.fix
    if (folder / "library.sqlite").exists():
        assert contents(folder) == []


BIG_JPEG = io.BytesIO()
Image.new("L", (1025, 1)).save(BIG_JPEG, "JPEG")
NAN_WS = base64.b64encode(b"\x01\x01\x01\x00\x00" + np.float32(np.nan).tobytes()).decode()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"recipe": {"format": "facelab-recipe", "version": 99, "recipe": {}}}, "version 99"),
        ({"recipe": {"format": "other"}}, "Face 2: It has no"),
        ({"recipe": 5}, "Face 2"),
        ({"rating": 6}, "rating"),
        ({"rating": "5"}, "rating"),
        ({"rating": True}, "rating"),
        ({"name": "x" * 201}, "name"),
        ({"name": ["x"]}, "name"),
        ({"note": "x" * 10_001}, "note"),
        ({"tags": ["x"] * 101}, "tags"),
        ({"tags": "hero"}, "tags"),
        ({"casts": [1]}, "casts"),
        ({"created": 1e308}, "created"),
        ({"created": -1}, "created"),
        ({"created": None}, "created"),
        ({"ws": "not base64!"}, "Face 2"),
        ({"ws": NAN_WS}, "not finite"),
        ({"thumbnail": "../../etc/passwd"}, "not in the file"),
        ({"thumbnail": "facelab.json"}, "not in the file"),
        ({"thumbnail": "thumbnails/000009.jpg"}, "not in the file"),
        ({"thumbnail": "thumbnails/000002.jpg"}, "not a JPEG"),
        ({"thumbnail": "thumbnails/000003.jpg"}, "1025 pixels"),
    ],
)
def test_a_face_that_is_not_in_order_refuses_the_whole_file(tmp_path, record, changes, why):
    members = {
        "faces.jsonl": line_of(record) + line_of(record, **changes),
        "thumbnails/000002.jpg": b"GIF89a nonsense",
        "thumbnails/000003.jpg": BIG_JPEG.getvalue(),
    }
    path = make(tmp_path / "bad.facelab", members, faces=2)
    refused(path, tmp_path / "library", why)


@pytest.mark.parametrize(
    ("lines", "faces", "why"),
    [
        (b"{", 1, "Face 1"),
        (b"\xff\xfe\n", 1, "Face 1"),
        (b'{"recipe": ' + b"[" * 100_000 + b"\n", 1, "Face 1"),
        (b'{"recipe": "\\ud800", "created": 1, "changed": 1}\n', 1, "Face 1"),
        (b"", 1, "declares 1 faces but has 0"),
        (b"", -1, "faces"),
        (b"", 10**9, "faces"),
        (b"", "1", "faces"),
        (b" " * (archive.SMALL_BYTES * 3), 1, "far larger"),
    ],
)
def test_lines_that_are_no_faces_are_refused(tmp_path, lines, faces, why):
    path = make(tmp_path / "bad.facelab", {"faces.jsonl": lines}, faces)
    refused(path, tmp_path / "library", why)


def test_more_faces_than_named_and_endless_lines_are_refused(tmp_path, record, monkeypatch):
    path = make(tmp_path / "a.facelab", {"faces.jsonl": line_of(record) * 2}, 1)
    refused(path, tmp_path / "library", "more than the 1 faces")
    monkeypatch.setattr(archive, "MAX_LINE_BYTES", 100)
    path = make(tmp_path / "b.facelab", {"faces.jsonl": line_of(record)}, 1)
    refused(path, tmp_path / "library", "larger than any face")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../evil.jpg", "points outside"),
        ("/etc/evil", "points outside"),
        ("a/../../evil", "points outside"),
        ("..\\evil", "points outside"),
        ("C:/evil", "points outside"),
    ],
)
def test_names_that_lead_elsewhere_are_refused(tmp_path, record, name, why):
    path = make(tmp_path / "bad.facelab", {"faces.jsonl": line_of(record), name: b"x"})
    refused(path, tmp_path / "library", why)


def test_what_another_program_added_does_no_harm(tmp_path, record):
    members = {"faces.jsonl": line_of(record), "__MACOSX/._x": b"y", ".DS_Store": b"z"}
    path = make(tmp_path / "repacked.facelab", members)
    assert import_faces(tmp_path / "library", path).added == 1


def test_a_large_picture_is_refused_by_the_directory(tmp_path, record):
    members = {"faces.jsonl": line_of(record), "thumbnails/000001.jpg": bytes(2**20 + 1)}
    path = make(tmp_path / "bad.facelab", members)
    refused(path, tmp_path / "library", "larger than allowed")


def test_a_size_that_lies_is_refused(tmp_path, record):
    path = make(tmp_path / "bad.facelab", {"faces.jsonl": line_of(record)})
    raw = bytearray(path.read_bytes())
    at = raw.rfind(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<L", 5)  # the directory says five bytes
    path.write_bytes(raw)
    refused(path, tmp_path / "library", "Face 1|damaged")


def test_a_member_named_twice_is_refused(tmp_path, record):
    path = make(tmp_path / "bad.facelab", {"faces.jsonl": line_of(record)})
    with (
        pytest.warns(UserWarning, match="Duplicate"),
        zipfile.ZipFile(path, "a") as made,
    ):
        made.writestr("faces.jsonl", b"")
    refused(path, tmp_path / "library", "twice")


def test_other_ways_of_packing_and_secrets_are_refused(tmp_path, record):
    path = tmp_path / "bad.facelab"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("facelab.json", b"{}")
    refused(path, tmp_path / "library", "compressed in a way")
    make(path, {"faces.jsonl": line_of(record)})
    raw = bytearray(path.read_bytes())
    raw[raw.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    refused(path, tmp_path / "library", "encrypted")


def test_a_directory_that_would_fill_the_memory_is_refused(tmp_path, record):
    path = make(tmp_path / "bad.facelab", {"faces.jsonl": line_of(record)})
    raw = bytearray(path.read_bytes())
    at = raw.rfind(b"PK\x05\x06")
    raw[at + 12 : at + 16] = struct.pack("<L", 2**31)
    path.write_bytes(raw)
    refused(path, tmp_path / "library", "contents is too long")


@pytest.mark.parametrize("raw", [b"", b"PK\x05\x06", b"hello" * 100, b"PK\x05\x06" + bytes(18)])
def test_files_that_are_no_zip_are_refused(tmp_path, raw):
    (tmp_path / "bad.facelab").write_bytes(raw)
    refused(tmp_path / "bad.facelab", tmp_path / "library", "not a .facelab file")


def test_a_file_that_is_not_there_is_told(tmp_path):
    refused(tmp_path / "absent.facelab", tmp_path / "library", "No such file")


def test_a_newer_form_says_so(tmp_path):
    path = make(tmp_path / "new.facelab", {}, version=2)
    refused(path, tmp_path / "library", r"version 2.*Update")


@pytest.mark.parametrize("version", [0, "1", None, 1.5])
def test_an_odd_version_is_refused(tmp_path, version):
    refused(make(tmp_path / "odd.facelab", {}, version=version), tmp_path / "library", "version")


def test_a_cut_or_flipped_file_is_refused_or_whole(exported, tmp_path, folder):
    """Every 7th byte flipped, and every 97th length: an error that tells, or all of it."""
    raw = exported.read_bytes()
    broken = [raw[:end] for end in range(0, len(raw), 97)]
    for at in range(0, len(raw), 7):
        flipped = bytearray(raw)
        flipped[at] ^= 0x55
        broken.append(bytes(flipped))
    path = tmp_path / "broken.facelab"
    for body in broken:
        path.write_bytes(body)
        try:
            source = archive.Archive(path)
        except ExportError:
            continue
        try:
            assert len(list(source.records())) == 2
        except ExportError:
            pass
        finally:
            source.close()


def test_a_full_disk_while_importing_takes_nothing(exported, tmp_path, monkeypatch):
    other = Library(tmp_path / "other")
    pages = other.database.db.execute("PRAGMA page_count").fetchone()[0]
    other.close()
    opened = Library._open

    def small(self):
        opened(self)
        self.database.db.execute(f"PRAGMA max_page_count={pages}")

    monkeypatch.setattr(Library, "_open", small)
    monkeypatch.setattr("facelab.library.rows.pack_ws", lambda ws: bytes(50_000))
    with pytest.raises(LibraryError, match=r"Nothing was imported.*full"):
        import_faces(tmp_path / "other", exported)
    assert contents(tmp_path / "other") == []
