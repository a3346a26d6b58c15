"""The file beside a sequence that an editor opens: where its pictures are, and at which rate.

OpenTimelineIO's own JSON. Its library is not needed to write this little, so that a sequence
takes no extra; it reads what is written in the tests.
"""

from __future__ import annotations

from typing import Any

import msgspec

SUFFIX = ".otio"


def otio_json(
    name: str, count: int, rate: int, suffix: str, digits: int, kept: dict[str, Any] | None = None
) -> bytes:
    """A timeline of one clip, whose pictures lie beside the file: 0001.png, 0002.png ...

    Parameters
    ----------
    name : str
    count, rate : int
        How many pictures, and how many a second.
    suffix : str
        Of the pictures.
    digits : int
        Of their numbers.
    kept : dict, optional
        What editors keep without looking at it.
    """
    begin, whole = _time(0, rate), _time(count, rate)
    shown = {"OTIO_SCHEMA": "TimeRange.1", "start_time": begin, "duration": whole}
    numbered = {
        "OTIO_SCHEMA": "TimeRange.1", "start_time": _time(1, rate), "duration": whole,
    }  # fmt: skip
    pictures = {
        "OTIO_SCHEMA": "ImageSequenceReference.1",
        "metadata": {},
        "name": "",
        "available_range": numbered,
        "available_image_bounds": None,
        "target_url_base": "./",  # beside this file, wherever the folder goes
        "name_prefix": "",
        "name_suffix": suffix,
        "start_frame": 1,
        "frame_step": 1,
        "rate": float(rate),
        "frame_zero_padding": digits,
        "missing_frame_policy": "error",
    }
    clip = {
        **_item("Clip.2", name),
        "source_range": {**shown, "start_time": _time(1, rate)},
        "media_references": {"DEFAULT_MEDIA": pictures},
        "active_media_reference_key": "DEFAULT_MEDIA",
    }
    track = {**_item("Track.1", "V1"), "children": [clip], "kind": "Video", "source_range": None}
    stack = {**_item("Stack.1", "tracks"), "children": [track], "source_range": None}
    body = {
        "OTIO_SCHEMA": "Timeline.1",
        "metadata": {"facelab": kept or {}},
        "name": name,
        "global_start_time": None,
        "tracks": stack,
    }
    return msgspec.json.format(msgspec.json.encode(body), indent=2) + b"\n"


def _time(value: int, rate: int) -> dict[str, Any]:
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": float(rate), "value": float(value)}


def _item(schema: str, name: str) -> dict[str, Any]:
    return {
        "OTIO_SCHEMA": schema,
        "metadata": {},
        "name": name,
        "effects": [],
        "markers": [],
        "enabled": True,
        "color": None,
    }
