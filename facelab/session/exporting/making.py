"""From a choice to what is done with each face: the format, the plan, the marks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from facelab.cutout.backgrounds import Background, background_of
from facelab.errors import RecipeError
from facelab.export.named import Enhance, NamedFormat, named_format
from facelab.export.plan import Plan
from facelab.export.provenance.facts import Parts
from facelab.export.provenance.outgoing import Provenance
from facelab.export.writer import Marking, Metadata
from facelab.preparing.leaving import plan_for
from facelab.preparing.preparation import Preparation
from facelab.recipe import Recipe
from facelab.session.choices.export import PATTERN, ExportChoice

DIGITS = 5  # of {index}, as `facelab render --from` has it


def preparation_of(choice: ExportChoice, own: Mapping[str, NamedFormat]) -> Preparation:
    """What is to be done to each face.

    Raises
    ------
    RecipeError
        There is no such format, or it makes no sense with the rest.
    """
    named = named_format(choice.format, own)
    try:
        background = background_of(choice.background) if choice.background else None
        backdrop = None if background is None else background.picture
        changes: dict[str, object] = {"background": _said(background)}
        if named.sheet is None:
            changes["longest"] = choice.size
            changes["enhance"] = enhanced_side(choice)
        return Preparation(named.changed(**changes), backdrop)
    except ValueError as error:
        raise RecipeError(f"The pictures cannot be made like this: {error}.") from error


def _said(background: Background | None) -> str:
    return "" if background is None or background.picture is not None else str(background)


def enhanced_side(choice: ExportChoice) -> Enhance:
    """Side in pixels that a network draws anew; 0 if it does not."""
    if not choice.enhance or choice.size is None:
        return 0
    return 2048 if choice.size <= 2048 else 4096


class Marks:
    """What pictures of one run say of themselves; the network is known with the first of them.

    Attributes
    ----------
    provenance : Provenance or None
        None until the first.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.provenance: Provenance | None = None
        self.marking = Marking(
            lambda pixels: self._known().pixels(pixels),
            lambda content, kind: self._known().file(content, kind),
            lambda content, kind: self._known().sidecar(content, kind),
            lambda path, into, kind: self._known().clip(path, into, kind),
            lambda path, kind: self._known().clip_beside(path, kind),
        )

    def metadata(self, recipe: Recipe) -> Metadata:
        """What a picture of this recipe says beside its pixels; asked before it is marked."""
        self.provenance = self.provenance or Provenance(recipe, self._parts)
        return Metadata.of(recipe, self.provenance.xmp())

    def _known(self) -> Provenance:
        assert self.provenance is not None, "metadata are asked for first"
        return self.provenance


def plan_of(choice: ExportChoice, preparation: Preparation, marks: Marks) -> Plan:
    """Where pictures go, and what they say."""
    plan = Plan(
        folder=Path(choice.folder),
        pattern=choice.pattern or preparation.format.pattern or PATTERN,
        overwrite=choice.overwrite,
        digits=DIGITS,
        metadata=marks.metadata,
        marking=marks.marking,
    )
    return plan_for(preparation, plan)
