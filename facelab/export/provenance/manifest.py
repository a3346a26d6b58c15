"""C2PA manifests: written into a finished file or beside it, and read with what they are worth.

C2PA Technical Specification 2.2. All of it offline: nothing is fetched, no time stamp is asked
for, and there is no list of signers that the world trusts.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from facelab import __version__
from facelab.damage import DAMAGED
from facelab.errors import ExportError
from facelab.export.provenance.facts import AI_SOURCE, AI_SOURCES, SOFTWARE, Facts, creator_tool
from facelab.export.provenance.identity import SELF_MADE, Signer
from facelab.plain_text import plain

# Imported where it is used: it takes a tenth of a second, and looks for its library in the working
# folder, which may have gone.
if TYPE_CHECKING:
    import c2pa

# Formats that hold a manifest; all others get a file beside them.
EMBEDDED = ("image/png", "image/jpeg", "image/webp", "image/tiff")
EMBEDDED_CLIPS = ("video/mp4", "video/quicktime", "image/gif", "image/png", "image/webp")
SIDECAR = ".c2pa"
ANY_BYTES = "application/octet-stream"
NETWORK_ASSERTION = "org.facelab.network"
_UNTRUSTED = "signingCredential.untrusted"
_MISMATCH = ("assertion.dataHash.mismatch", "assertion.bmffHash.mismatch")
_TRACES = (b"jumb", b"c2pa")  # ISO 19566-5: the box that a manifest is in, and its label
State = Literal["valid", "changed", "broken"]


@dataclass(frozen=True)
class Manifest:
    """What a manifest says, and whether it holds.

    Attributes
    ----------
    state : "valid", "changed" or "broken"
        The signature holds; the file is not the one that was signed; the manifest itself is
        damaged or its signature is wrong.
    program : str
        What says that it made the file.
    signer, issuer : str
        Whom the certificate names, and who issued it. Nobody here has checked either.
    source : str
        IPTC's digital source type; empty if none is said.
    watermarked : bool
        Whether it says that the picture has an invisible watermark.
    network, licence : str
        What drew it, if facelab says so.
    ours : bool
        Whether it was signed with this computer's key.
    problems : tuple of str
        C2PA's codes for what does not hold.
    """

    state: State
    program: str = ""
    signer: str = ""
    issuer: str = ""
    source: str = ""
    watermarked: bool = False
    network: str = ""
    licence: str = ""
    ours: bool = False
    problems: tuple[str, ...] = ()

    @property
    def by_ai(self) -> bool:
        """Whether it says that a network has a part in the file."""
        return self.source in AI_SOURCES

    @property
    def by_facelab(self) -> bool:
        """Whether it says that facelab made the file."""
        return self.program.split(" ")[0] == SOFTWARE

    @property
    def self_made(self) -> bool:
        """Whether the certificate was made by a facelab: nobody has confirmed its name."""
        return self.issuer == SELF_MADE


def signed(content: bytes, media_type: str, facts: Facts, who: Signer, watermarked: bool) -> bytes:
    """The file with its manifest in it.

    Parameters
    ----------
    content : bytes
        The finished file.
    media_type : str
        One of `EMBEDDED`.
    facts : Facts
    who : Signer
    watermarked : bool
        Whether the mark was read back from the file.

    Raises
    ------
    ExportError
        It cannot be signed.
    """
    out = io.BytesIO()
    sign(io.BytesIO(content), media_type, facts, who, watermarked, out)
    return out.getvalue()


def beside(content: bytes, facts: Facts, who: Signer, watermarked: bool) -> bytes:
    """The manifest of a file that cannot hold one, for a file beside it.

    Raises
    ------
    ExportError
        It cannot be signed.
    """
    return sign(io.BytesIO(content), ANY_BYTES, facts, who, watermarked, None)


def sign(
    source: BinaryIO,
    media_type: str,
    facts: Facts,
    who: Signer,
    watermarked: bool,
    out: BinaryIO | None,
) -> bytes:
    """Write a finished file with its manifest to another one, of any size; the manifest alone is
    returned, too.

    Parameters
    ----------
    source : file
    media_type, facts, who, watermarked
        As for `signed`; the media type is one that the library can write, or `ANY_BYTES`.
    out : file or None
        Open for reading, too; None makes a manifest for a file beside it.

    Raises
    ------
    ExportError
        It cannot be signed.
    """
    import c2pa

    try:
        # The library's checks of a key's form are made when it is used.
        info = c2pa.C2paSignerInfo(
            c2pa.C2paSigningAlg[who.algorithm.upper()], who.certificates, who.key, None
        )
        with (
            c2pa.Signer.from_info(info) as signing,
            c2pa.Builder(_claims(facts, watermarked), _context(b"")) as builder,
        ):
            if out is None:
                builder.set_no_embed()
            made = builder.sign(signing, media_type, source, out or io.BytesIO())
    except (c2pa.C2paError, *DAMAGED) as error:
        raise ExportError(
            "The picture could not be signed.",
            plain(str(error), 200),
            "Check the certificate, or switch the signature off.",
        ) from error
    return bytes(made)


def _claims(facts: Facts, watermarked: bool) -> dict[str, Any]:
    agent = {"name": SOFTWARE, "version": __version__}
    when = facts.created.isoformat(timespec="seconds")
    actions: list[dict[str, Any]] = [
        {
            "action": "c2pa.created",
            "when": when,
            "digitalSourceType": AI_SOURCE,
            "softwareAgent": agent,
        }
    ]
    if watermarked:
        # "Unbound": the mark says "facelab", not which manifest belongs to the picture.
        actions.append({"action": "c2pa.watermarked.unbound", "when": when, "softwareAgent": agent})
    network = {
        "name": facts.network,
        "sha256": facts.network_sha256,
        "licence": facts.licence,
        "licence_url": facts.licence_url,
        "training_data": facts.training_data,
        "note": facts.licence_note,
    }
    return {
        "claim_generator_info": [agent],
        "title": f"Face by {creator_tool()}",
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": actions}},
            {"label": NETWORK_ASSERTION, "data": network},
        ],
    }


@cache
def _context(anchors: bytes) -> c2pa.Context:
    """How the library works: without thumbnails (a picture's weight again) and without the net.

    Parameters
    ----------
    anchors : bytes
        PEM of issuers whose signers count as known.
    """
    import c2pa

    settings: dict[str, Any] = {
        "builder": {"thumbnail": {"enabled": False}},
        "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
    }
    if anchors:
        settings["trust"] = {"user_anchors": anchors.decode("ascii", "replace")}
    return c2pa.Context.from_dict(settings)


def read(
    content: bytes, media_type: str, sidecar: bytes | None = None, roots: bytes = b""
) -> Manifest | None:
    """What the manifest of a file says; None if it has none.

    Parameters
    ----------
    content : bytes
    media_type : str
        Of the file; of one that cannot hold a manifest it does not matter.
    sidecar : bytes, optional
        A manifest that lies beside the file.
    roots : bytes
        PEM of this computer's own issuers.
    """
    import c2pa

    kind = media_type if media_type in _readable() and sidecar is None else ANY_BYTES
    if kind == ANY_BYTES and sidecar is None:
        return None
    try:
        found = _report(content, kind, sidecar, b"")
    except c2pa.C2paError as error:
        return _broken(error, content if sidecar is None else sidecar)
    except DAMAGED as error:
        return _broken(error, content if sidecar is None else sidecar)
    manifest = _manifest(found)
    if manifest.state == "valid" and roots:
        known = _report(content, kind, sidecar, roots)
        if known.get("validation_state") == "Trusted":
            return Manifest(**{**vars(manifest), "ours": True})
    return manifest


def _broken(error: Exception, holder: bytes) -> Manifest | None:
    """What to make of a file that the library cannot take apart: None if there is no trace of a
    manifest in it, for then it is a damaged picture and nothing else.
    """
    import c2pa

    if isinstance(error, c2pa.C2paError.ManifestNotFound) or not all(
        trace in holder for trace in _TRACES
    ):
        return None
    return Manifest("broken", problems=(plain(str(error), 200),))


@cache
def _readable() -> frozenset[str]:
    import c2pa

    return frozenset(c2pa.Reader.get_supported_mime_types())


def _report(content: bytes, kind: str, sidecar: bytes | None, anchors: bytes) -> dict[str, Any]:
    import c2pa

    with c2pa.Reader(kind, io.BytesIO(content), sidecar, context=_context(anchors)) as reader:
        report: dict[str, Any] = json.loads(reader.json())
    return report


def _manifest(report: dict[str, Any]) -> Manifest:
    """A report of the library as what facelab asks of it; what is missing there stays empty."""
    codes = [str(each.get("code", "")) for each in report.get("validation_status", ())]
    problems = tuple(plain(code, 80) for code in codes if code != _UNTRUSTED)
    state: State = "valid"
    if report.get("validation_state") not in ("Valid", "Trusted"):
        state = "changed" if any(code in _MISMATCH for code in codes) else "broken"
    active = report.get("manifests", {}).get(report.get("active_manifest", ""), {})
    made = [each for each in active.get("claim_generator_info", ()) if isinstance(each, dict)]
    programs = [f"{each.get('name', '')} {each.get('version', '')}" for each in made]
    signature = active.get("signature_info") or {}
    actions, network = _assertions(active)
    return Manifest(
        state,
        plain(programs[0] if programs else str(active.get("claim_generator", "")), 80),
        plain(str(signature.get("common_name", "")), 80),
        plain(str(signature.get("issuer", "")), 80),
        plain(_source(actions), 120),
        any(str(each.get("action", "")).startswith("c2pa.watermarked") for each in actions),
        plain(str(network.get("name", "")), 120),
        plain(str(network.get("licence", "")), 200),
        False,
        problems,
    )


def _assertions(active: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The actions of a manifest, and facelab's own assertion."""
    actions: list[dict[str, Any]] = []
    network: dict[str, Any] = {}
    for each in active.get("assertions", ()):
        data = each.get("data")
        if not isinstance(data, dict):
            continue
        if str(each.get("label", "")).startswith("c2pa.actions"):
            actions += [one for one in data.get("actions", ()) if isinstance(one, dict)]
        elif each.get("label") == NETWORK_ASSERTION:
            network = data
    return actions, network


def _source(actions: list[dict[str, Any]]) -> str:
    """The source type that says most: one of a network if any action has one."""
    sources = [str(each.get("digitalSourceType") or "") for each in actions]
    return next((each for each in sources if each in AI_SOURCES), next(filter(None, sources), ""))
