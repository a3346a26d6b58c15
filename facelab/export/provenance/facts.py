"""What there is to say about a picture, and which parts of it the user wants said."""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass

from facelab import __version__
from facelab.checkpoints.catalogue import CatalogueEntry, load_catalogue
from facelab.errors import WeightsError
from facelab.recipe import ModelRef, Recipe

SOFTWARE = "facelab"
# IPTC NewsCodes: a picture that a network made from nothing but what it was trained on.
AI_SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
# All that IPTC has for pictures which a network has a part in.
AI_SOURCES = (
    AI_SOURCE,
    "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia",
    "http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic",
    "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia",
    "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicallyEnhanced",
)
UNKNOWN = "not known"
_LIMITING = ("non-commercial", "noncommercial", "-nc-", "nc-sa")


@dataclass(frozen=True)
class Parts:
    """Which parts are written. A part that is off is left out; nothing false takes its place.

    Attributes
    ----------
    xmp : bool
        XMP with IPTC's digital source type, the program, the network and its licence.
    signature : bool
        A C2PA manifest, in the file or beside it.
    watermark : bool
        The invisible mark in the pixels.
    label : bool
        "AI" in a corner, for all to see.
    """

    xmp: bool = True
    signature: bool = True
    watermark: bool = True
    label: bool = False


VARIABLE = "FACELAB_MARKS"
_NAMES = {"xmp": "xmp", "c2pa": "signature", "watermark": "watermark", "label": "label"}
NOTHING = Parts(xmp=False, signature=False, watermark=False, label=False)


def parts_of_environment() -> Parts | None:
    """What `$FACELAB_MARKS` wants written whatever the settings say: names of parts between
    commas (xmp, c2pa, watermark, label), or "none"; None if it is not set.
    """
    wanted = os.environ.get(VARIABLE, "").lower().replace(" ", "")
    if not wanted:
        return None
    names = {_NAMES[each] for each in wanted.split(",") if each in _NAMES}
    return Parts(**{name: name in names for name in _NAMES.values()})


@dataclass(frozen=True)
class Facts:
    """What is known of a picture's origin.

    Attributes
    ----------
    network, network_sha256 : str
        Title and hash of the network that drew it.
    licence, licence_url, training_data : str
        Of the network, as the catalogue has them; `UNKNOWN` for one that it does not have.
    limited : bool
        Whether that says that commercial use is limited.
    created : datetime
        When it leaves, in UTC.
    """

    network: str
    network_sha256: str
    licence: str
    licence_url: str
    training_data: str
    limited: bool
    created: datetime.datetime

    @property
    def licence_note(self) -> str:
        """One sentence or two for whoever has the picture."""
        note = f"Made by AI with {self.network}. Licence of the network: {self.licence}."
        if self.limited:
            note += f" Trained on: {self.training_data}. Commercial use may be restricted."
        return note


def facts_of(recipe: Recipe, now: datetime.datetime | None = None) -> Facts:
    """What the catalogue says of the network that draws a recipe.

    Parameters
    ----------
    recipe : Recipe
    now : datetime, optional
        With a time zone.
    """
    return facts_of_network(recipe.model, now)


def facts_of_network(model: ModelRef, now: datetime.datetime | None = None) -> Facts:
    """What the catalogue says of a network; parameters as of `facts_of`."""
    created = now or datetime.datetime.now(datetime.UTC)
    entry = _entry(model.sha256)
    if entry is None:
        return Facts(model.name, model.sha256, UNKNOWN, "", UNKNOWN, False, created)
    said = " ".join((entry.licence, entry.training_data, *entry.caveats)).lower()
    return Facts(
        entry.title,
        entry.model_sha256,
        entry.licence,
        entry.licence_url,
        entry.training_data,
        any(word in said for word in _LIMITING),
        created,
    )


def creator_tool() -> str:
    """facelab and its version."""
    return f"{SOFTWARE} {__version__}"


def _entry(sha256: str) -> CatalogueEntry | None:
    try:
        entries = load_catalogue()
    except WeightsError:  # a damaged installation is told where networks are loaded
        return None
    return next((each for each in entries if each.model_sha256 == sha256), None)
