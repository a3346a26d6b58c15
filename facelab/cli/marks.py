"""The options that say which marks pictures carry, and what is told of them."""

from __future__ import annotations

import argparse

from facelab.cli.console import say
from facelab.export.orders import Unsigned
from facelab.export.provenance.facts import NOTHING, Parts, parts_of_environment
from facelab.export.provenance.outgoing import Provenance
from facelab.export.writer import Marking, Metadata
from facelab.recipe import Recipe


def add_marks(parser: argparse.ArgumentParser) -> None:
    """What a picture says of itself; all of it unless an option takes something away."""
    group = parser.add_argument_group("what pictures say of themselves")
    group.add_argument(
        "--no-xmp", action="store_true", help="no XMP that says AI made it, and with what"
    )
    group.add_argument("--no-c2pa", action="store_true", help="no content credentials (C2PA)")
    group.add_argument("--no-watermark", action="store_true", help="no invisible watermark")
    group.add_argument("--unmarked", action="store_true", help="none of the three")
    group.add_argument("--ai-label", action="store_true", help="a visible “AI” in the corner")


def parts_of(arguments: argparse.Namespace) -> Parts:
    """What the options leave of what is written by default."""
    usual = NOTHING if arguments.unmarked else parts_of_environment() or Parts()
    return Parts(
        usual.xmp and not arguments.no_xmp,
        usual.signature and not arguments.no_c2pa,
        usual.watermark and not arguments.no_watermark,
        usual.label or arguments.ai_label,
    )


class Marks:
    """Marks the pictures of a run, whose network is known with the first of them.

    Parameters
    ----------
    arguments : Namespace
    parts : Parts, optional
        What is written, in place of what they say.

    Attributes
    ----------
    parts : Parts
    unsigned : Marking
        Only what is in the pixels: for who draws pictures that others sign.
    """

    def __init__(self, arguments: argparse.Namespace, parts: Parts | None = None) -> None:
        self.parts = parts_of(arguments) if parts is None else parts
        self._provenance: Provenance | None = None
        self.marking = Marking(
            lambda pixels: self._known().pixels(pixels),
            lambda content, kind: self._known().file(content, kind),
            lambda content, kind: self._known().sidecar(content, kind),
            lambda path, into, kind: self._known().clip(path, into, kind),
            lambda path, kind: self._known().clip_beside(path, kind),
        )
        self.unsigned = Marking(self.marking.pixels)

    def metadata(self, recipe: Recipe) -> Metadata:
        """What a picture of this recipe says beside its pixels; asked before it is marked."""
        self._provenance = self._provenance or Provenance(recipe, self.parts)
        return Metadata.of(recipe, self._provenance.xmp())

    def is_marked(self, content: bytes) -> bool:
        """Whether the invisible mark is in a finished file."""
        return self._known().is_marked(content)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was to be written and is not."""
        return tuple(self._known().notes)

    def found(self, recipe: Recipe, drawn: Unsigned) -> None:
        """A file was drawn elsewhere, and there it was looked whether the mark is in it."""
        self.metadata(recipe)
        if drawn.marked is not None:
            self._known().note_found(drawn.content, drawn.marked, drawn.notes)

    def _known(self) -> Provenance:
        assert self._provenance is not None, "metadata are asked for first"
        return self._provenance

    def tell(self) -> None:
        """Say once, at the end, what was not written, and what the network's licence limits."""
        if self._provenance is None:
            return
        for note in self._provenance.notes:
            say(note)
        facts = self._provenance.facts
        if facts.limited:
            say(
                f"{facts.network} may not be free for commercial use. Licence: {facts.licence}. "
                f"Training data: {facts.training_data}."
            )
