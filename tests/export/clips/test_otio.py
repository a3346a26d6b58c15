from __future__ import annotations

import json

from facelab.export.clips.otio import otio_json
from tests.programs import missing


def test_it_points_to_its_pictures_by_relative_paths():
    body = json.loads(otio_json("shot", 48, 24, ".exr", 4))
    (clip,) = body["tracks"]["children"][0]["children"]
    pictures = clip["media_references"]["DEFAULT_MEDIA"]
    assert pictures["target_url_base"] == "./"


def test_its_own_library_reads_it(tmp_path):
    try:
        import opentimelineio as otio
    except ImportError:
        missing("OpenTimelineIO is not installed (extra: interop)")
    path = tmp_path / "shot.otio"
    path.write_bytes(otio_json("shot", 48, 24, ".exr", 4))
    timeline = otio.adapters.read_from_file(str(path))
    (clip,) = timeline.find_clips()
    pictures = clip.media_reference
    assert isinstance(pictures, otio.schema.ImageSequenceReference)
    assert pictures.number_of_images_in_sequence() == 48
    assert pictures.target_url_for_image_number(0) == "./0001.exr"
    assert pictures.target_url_for_image_number(47) == "./0048.exr"
    assert timeline.duration() == otio.opentime.RationalTime(48, 24)
    assert clip.trimmed_range() == clip.available_range()
    again = otio.adapters.read_from_string(otio.adapters.write_to_string(timeline))
    assert again.is_equivalent_to(timeline)
