"""The recipe inside an XMP packet, for formats that have no place of their own for text.

XMP, ISO 16684-1; a packet may hold several descriptions of one file.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from html import escape

from defusedxml import ElementTree as DefusedET

from facelab.damage import UnreadableError, reading
from facelab.recipe.codec import MAX_BYTES as MAX_TEXT

# .invalid is nobody's, for ever (RFC 2606): a name, not an address.
NAMESPACE = "http://facelab.invalid/ns/1.0/"
PROPERTY, TIMELINE = "Recipe", "Timeline"
MAX_PACKET = 2 * MAX_TEXT
# A packet has some tens of elements; millions of them would take minutes and gigabytes.
MOST_ELEMENTS, DEEPEST = 20_000, 100

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
_EMPTY = (
    f'{_BEGIN}\n<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}">'
    '</rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
)
_CLOSING = b"</rdf:RDF>"
# Not characters of XML, though JSON may have them; JSON's own escapes stand for the same.
_ESCAPED = {0x7F: "\\u007f", 0xFFFE: "\\ufffe", 0xFFFF: "\\uffff"}


def with_recipe(xmp: bytes | None, recipe: str | None) -> bytes | None:
    """A packet that holds a recipe as well; None if nothing is said.

    Parameters
    ----------
    xmp : bytes or None
        A packet in UTF-8 whose prefix for RDF is `rdf`.
    recipe : str or None
        JSON.
    """
    return xmp if recipe is None else with_text(xmp, PROPERTY, recipe)


def with_text(xmp: bytes | None, name: str, said: str) -> bytes:
    """A packet that also holds JSON of facelab's, by the name of its property."""
    text = escape(said.translate(_ESCAPED), quote=False)
    description = (
        f'<rdf:Description rdf:about="" xmlns:facelab="{NAMESPACE}">'
        f"<facelab:{name}>{text}</facelab:{name}></rdf:Description>"
    ).encode()
    return _with_description(_EMPTY.encode() if xmp is None else xmp, description)


def with_extension(xmp: bytes | None, name: str) -> bytes:
    """A packet that says where the rest of it is: the MD5 of the extension, in capitals."""
    said = (
        '<rdf:Description rdf:about="" xmlns:xmpNote="http://ns.adobe.com/xmp/note/" '
        f'xmpNote:HasExtendedXMP="{name}"/>'
    ).encode()
    return _with_description(_EMPTY.encode() if xmp is None else xmp, said)


def recipe_in(xmp: bytes) -> str | None:
    """The recipe in a packet, None if there is none; raises as `text_in`."""
    return text_in(xmp, PROPERTY)


def text_in(xmp: bytes, prop: str) -> str | None:
    """JSON of facelab's in a packet, by the name of its property; None if there is none.

    Raises
    ------
    UnreadableError
        It is no XML, or tries what no packet does.
    """
    if len(xmp) > MAX_PACKET:
        raise UnreadableError("its XMP packet is far larger than it should be")
    with reading():
        root = parsed(xmp)
        name = f"{{{NAMESPACE}}}{prop}"
        for each in root.iter():
            # Programs that write a packet anew make attributes of what is short.
            if each.tag == name:
                return each.text or ""
            if name in each.attrib:
                return each.attrib[name]
    return None


def parsed(packet: bytes) -> ET.Element:
    """A packet as a tree, within `damage.reading`.

    Raises
    ------
    UnreadableError
        It is far larger than packets are.
    ParseError, ValueError
        It is no XML, or tries what no packet does.
    """
    parser = DefusedET.DefusedXMLParser(target=_FewElements(), forbid_dtd=True)
    parser.feed(packet.strip(b"\0 \r\n\t"))
    root: ET.Element = parser.close()
    return root


class _FewElements(ET.TreeBuilder):
    def __init__(self) -> None:
        super().__init__()
        self._count = self._depth = 0

    def start(self, tag: str, attrs: dict[str, str]) -> ET.Element:
        self._count += 1
        self._depth += 1
        if self._count > MOST_ELEMENTS or self._depth > DEEPEST:
            raise UnreadableError("its XMP packet has far more in it than it should have")
        return super().start(tag, attrs)

    def end(self, tag: str) -> ET.Element:
        self._depth -= 1
        return super().end(tag)


def _with_description(packet: bytes, said: bytes) -> bytes:
    before, closing, after = packet.rpartition(_CLOSING)
    assert closing, "a packet ends its descriptions with </rdf:RDF>"
    return before + said + closing + after
