"""XMP packets that say a picture was made by AI, how and with what.

Adobe, XMP Specification, part 1 (data model and serialisation) and part 3 (where it lies in
files); IPTC Photo Metadata Standard 2025.1 for DigitalSourceType and AISystemUsed.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from xml.etree.ElementTree import Element

from facelab.damage import UnreadableError, reading
from facelab.export.provenance.facts import AI_SOURCE, AI_SOURCES, SOFTWARE, Facts, creator_tool
from facelab.export.xmp import parsed
from facelab.plain_text import plain

MAX_BYTES = 40 * 2**20  # a recipe may be in it
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "facelab": "http://facelab.invalid/ns/1.0/",  # nobody's, for ever (RFC 2606)
}
_BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
_END = '<?xpacket end="w"?>'


@dataclass(frozen=True)
class Said:
    """What a packet says.

    Attributes
    ----------
    source : str
        IPTC's digital source type; empty if none is said.
    tool : str
        What it says made it.
    network, licence : str
    """

    source: str = ""
    tool: str = ""
    network: str = ""
    licence: str = ""

    @property
    def by_ai(self) -> bool:
        """Whether the source type is one of those that a network has a part in."""
        return self.source in AI_SOURCES

    @property
    def by_facelab(self) -> bool:
        """Whether it names facelab."""
        return self.tool.split(" ")[0] == SOFTWARE


def packet(facts: Facts) -> bytes:
    """The packet of a picture, UTF-8."""
    date = facts.created.isoformat(timespec="seconds")
    simple = {
        "xmp:CreatorTool": creator_tool(),
        "xmp:CreateDate": date,
        "xmp:MetadataDate": date,
        "Iptc4xmpExt:DigitalSourceType": AI_SOURCE,
        "Iptc4xmpExt:AISystemUsed": f"{SOFTWARE}, {facts.network}",
        "Iptc4xmpExt:AISystemVersionUsed": creator_tool(),
        "xmpRights:WebStatement": facts.licence_url,
        "facelab:Network": facts.network,
        "facelab:NetworkSHA256": facts.network_sha256,
        "facelab:NetworkLicence": facts.licence,
        "facelab:TrainingData": facts.training_data,
    }
    localised = {"xmpRights:UsageTerms": facts.licence_note}
    lines = [f"   <{name}>{_text(said)}</{name}>" for name, said in simple.items() if said]
    for name, said in localised.items():
        inner = f'<rdf:Alt><rdf:li xml:lang="x-default">{_text(said)}</rdf:li></rdf:Alt>'
        lines.append(f"   <{name}>{inner}</{name}>")
    spaces = "".join(f'\n    xmlns:{name}="{uri}"' for name, uri in _NAMESPACES.items())
    return "\n".join(
        (
            _BEGIN,
            '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
            f' <rdf:RDF xmlns:rdf="{_RDF}">',
            f'  <rdf:Description rdf:about=""{spaces}>',
            *lines,
            "  </rdf:Description>",
            " </rdf:RDF>",
            "</x:xmpmeta>",
            _END,
        )
    ).encode()


def read(content: bytes) -> Said:
    """What a packet says, whoever wrote it.

    Raises
    ------
    UnreadableError
        It is no packet.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableError("its XMP is far too large")
    with reading():
        root = parsed(content)
        return Said(
            _property(root, "Iptc4xmpExt", "DigitalSourceType"),
            _property(root, "xmp", "CreatorTool"),
            _property(root, "facelab", "Network"),
            _property(root, "facelab", "NetworkLicence"),
        )


def _property(root: Element, space: str, name: str) -> str:
    """A property's text: XMP has it as an element or as an attribute of the description."""
    full = f"{{{_NAMESPACES[space]}}}{name}"
    for description in root.iter(f"{{{_RDF}}}Description"):
        if (value := description.get(full)) is not None:
            return plain(value)
        found = description.find(full)
        if found is not None:
            return plain("".join(found.itertext()).strip() or found.get(f"{{{_RDF}}}resource", ""))
    return ""


def _text(said: str) -> str:
    return escape(plain(said), quote=False)
