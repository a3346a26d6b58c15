"""Sound files made unsound: by chance, and the same for the same number.

Half of the mutations know the form of a file well enough to get behind its checksums: members of
a zip archive are packed again, chunks of a PNG picture get a new checksum, the header of a
safetensors file its new length. In what is text, values are replaced by others.
"""

from __future__ import annotations

import io
import json
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from typing import Any

ODD_NUMBERS = [0, 1, 2, 3, 0x7F, 0x80, 0xFF, 2**15, 2**16 - 1, 2**31 - 1, 2**31, 2**32 - 1]
ODD_NUMBERS += [2**62, 2**63 - 1, 2**63, 2**64 - 1]
ODD_VALUES: list[Any] = [
    *(None, True, False, 0, -1, 1, 2**31, 2**63, 2**64, -(2**70), 1e308, -1e-320, 0.5),
    *("", "a", "\0", "\x1b[31m", "ä☺\U0001f600", "../../x", "[/b]", "<img src=x>", "9" * 400),
    *([], {}, [[]], [0] * 70, ["x"] * 3, {"": 0}, {"a": {"b": [1, 2]}}),
]
ODD_TEXT = ["1e999", "-0", "NaN", "Infinity", "9" * 5000, '"\\ud800"', '"\\u0000"', "[" * 2000]
ODD_TEXT += ["(" * 150, "-" * 3000, "()[0]", "'<f8',", "{}", "None", "(1,) * 99", "\ufeff", "\x00"]
_TOKEN = re.compile(rb'"[^"]{0,80}"|-?\d[\d.e+-]*|\w+|[\[\]{}(),:]')


def mutated(sound: Sequence[bytes], draw: random.Random) -> bytes:
    """One of the sound files, changed."""
    whole = draw.choice(sound)
    if draw.random() < 0.5:
        whole = _inside(whole, draw)
    else:
        for _ in range(draw.choice((1, 1, 1, 2, 4, 8))):
            whole = draw.choice(_BLIND)(whole, sound, draw)
    return whole


# -- without knowing the form --------------------------------------------------------------------


def _flip(whole: bytes, _: Sequence[bytes], draw: random.Random) -> bytes:
    return _with(whole, draw, lambda byte: byte ^ 1 << draw.randrange(8))


def _byte(whole: bytes, _: Sequence[bytes], draw: random.Random) -> bytes:
    return _with(whole, draw, lambda byte: draw.randrange(256))


def _with(whole: bytes, draw: random.Random, change: Callable[[int], int]) -> bytes:
    if not whole:
        return b"\0"
    changed = bytearray(whole)
    # headers are short and lie at the ends
    place = draw.choice((draw.randrange(len(whole)), draw.randrange(min(len(whole), 64))))
    place = draw.choice((place, place, len(whole) - 1 - place % min(len(whole), 128)))
    changed[place] = change(changed[place])
    return bytes(changed)


def _number(whole: bytes, _: Sequence[bytes], draw: random.Random) -> bytes:
    width = draw.choice((2, 4, 8))
    odd: int = draw.choice(ODD_NUMBERS) % 2 ** (8 * width)
    raw = odd.to_bytes(width, "big" if draw.random() < 0.5 else "little")
    place = draw.randrange(len(whole) + 1)
    return whole[:place] + raw + whole[place + width :]


def _cut(whole: bytes, _: Sequence[bytes], draw: random.Random) -> bytes:
    return whole[: draw.randrange(len(whole) + 1)]


def _without(whole: bytes, _: Sequence[bytes], draw: random.Random) -> bytes:
    start = draw.randrange(len(whole) + 1)
    return whole[:start] + whole[start + draw.randrange(64) :]


def _more(whole: bytes, _: Sequence[bytes], draw: random.Random) -> bytes:
    start = draw.randrange(len(whole) + 1)
    return whole[:start] + draw.randbytes(draw.randrange(64)) + whole[start:]


def _twice(whole: bytes, _: Sequence[bytes], draw: random.Random) -> bytes:
    start = draw.randrange(len(whole) + 1)
    part = whole[start : start + draw.choice((1, 8, 64, 512))]
    return whole[:start] + part * draw.choice((1, 2, 50)) + whole[start:]


def _spliced(whole: bytes, sound: Sequence[bytes], draw: random.Random) -> bytes:
    other = draw.choice(sound)
    return whole[: draw.randrange(len(whole) + 1)] + other[draw.randrange(len(other) + 1) :]


def _token(whole: bytes, _: Sequence[bytes], draw: random.Random) -> bytes:
    return _retold(whole, draw)


_BLIND = (_flip, _flip, _byte, _number, _number, _cut, _without, _more, _twice, _spliced, _token)


# -- knowing it ----------------------------------------------------------------------------------


def _inside(whole: bytes, draw: random.Random) -> bytes:
    if whole[:2] == b"PK":
        return _in_zip(whole, draw)
    if whole[:4] == b"\x89PNG":
        return _in_png(whole, draw)
    length = int.from_bytes(whole[:8], "little")
    if 2 <= length < len(whole) and whole[8:9] == b"{":
        return _in_tensors(whole, length, draw)
    lines = whole.split(b"\n")
    place = draw.randrange(len(lines))
    changed = _in_json(lines[place] if len(lines) < 50 else whole, draw)
    if changed is None:
        return _retold(whole, draw)
    lines[place] = changed
    return b"\n".join(lines) if len(lines) < 50 else changed


def _part(raw: bytes, draw: random.Random) -> bytes:
    """What lies inside a file, changed."""
    if draw.random() < 0.4:
        changed = _in_json(raw, draw)
        if changed is not None:
            return changed
    return draw.choice(_BLIND)(raw, [raw], draw)


def _in_zip(whole: bytes, draw: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        members = old.infolist()
        chosen = draw.randrange(len(members))
        for k, member in enumerate(members):
            raw = old.read(member)
            if k == chosen and draw.random() < 0.1:
                continue
            name, how = member.filename, member.compress_type
            if k == chosen and draw.random() < 0.1:
                name = draw.choice(("../x", "/x", "a\\b", "x" * 300, "ä"))
            if k == chosen and draw.random() < 0.1:
                how = draw.choice((zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
            new.writestr(name, _part(raw, draw) if k == chosen else raw, how)
    return out.getvalue()


def _in_png(whole: bytes, draw: random.Random) -> bytes:
    chunks, place = [], 8
    while place < len(whole):
        length, kind = struct.unpack(">I4s", whole[place : place + 8])
        chunks.append((kind, whole[place + 8 : place + 8 + length]))
        place += 12 + length
    chosen = draw.choice([k for k, (kind, _) in enumerate(chunks) if kind != b"IDAT"])
    kind, body = chunks[chosen]
    if kind in (b"iTXt", b"tEXt", b"zTXt") and draw.random() < 0.8:
        key, _, rest = body.partition(b"\0")
        if kind == b"iTXt" and rest[:1] == b"\1" and draw.random() < 0.5:
            text = zlib.decompress(rest[4:])
            body = key + b"\0" + rest[:4] + zlib.compress(_part(text, draw))
        else:
            body = key + b"\0" + _part(rest, draw)
        kind = draw.choice((kind, kind, b"iTXt", b"tEXt", b"zTXt"))
    else:
        body = _part(body, draw)
    chunks[chosen] = (kind, body)
    if draw.random() < 0.2:
        draw.shuffle(chunks)
    raw = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
    return whole[:8] + b"".join(raw)


def _in_tensors(whole: bytes, length: int, draw: random.Random) -> bytes:
    header = _part(whole[8 : 8 + length], draw)
    if draw.random() < 0.6:
        # what a file says of itself is JSON in JSON
        said = json.loads(whole[8 : 8 + length])
        metadata = said.get("__metadata__", {})
        if metadata:
            key = draw.choice(sorted(metadata))
            metadata[key] = _part(metadata[key].encode(), draw).decode("utf-8", "replace")
            header = json.dumps(said).encode()
    return struct.pack("<Q", len(header)) + header + whole[8 + length :]


def _in_json(raw: bytes, draw: random.Random) -> bytes | None:
    """JSON with one value replaced, taken away or put in; None if it is none."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    places: list[tuple[Any, Any]] = []

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            places.extend((value, key) for key in value)
            for each in value.values():
                collect(each)
        elif isinstance(value, list):
            places.extend((value, k) for k in range(len(value)))
            for each in value:
                collect(each)

    collect(body)
    if not places:
        return None
    holder, key = draw.choice(places)
    inner = holder[key]
    nested = _in_json(inner.encode(), draw) if isinstance(inner, str) and "{" in inner else None
    if nested is not None and draw.random() < 0.8:
        holder[key] = nested.decode()
    elif draw.random() < 0.15:
        del holder[key]
    elif isinstance(holder, dict) and draw.random() < 0.1:
        holder[draw.choice(["unknown", "\x1b[31m", "", "ä"])] = draw.choice(ODD_VALUES)
    else:
        holder[key] = draw.choice(ODD_VALUES)
    return json.dumps(body, ensure_ascii=draw.random() < 0.5).encode("utf-8", "replace")


def _retold(raw: bytes, draw: random.Random) -> bytes:
    """Text with one word of it replaced."""
    words = list(_TOKEN.finditer(raw[:20_000]))
    if not words:
        return raw
    word = draw.choice(words)
    new = draw.choice(
        [each.encode("utf-8", "replace") for each in ODD_TEXT] + [w[0] for w in words]
    )
    return raw[: word.start()] + new + raw[word.end() :]
