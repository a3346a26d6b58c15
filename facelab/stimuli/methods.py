"""`methods.txt`: what was done, as a paragraph for a report, with the set's own figures."""

from __future__ import annotations

from collections.abc import Sequence

from facelab import __version__
from facelab.checkpoints.fetching.identity_nets import IDENTITY_NET
from facelab.checkpoints.fetching.label_nets import LABEL_NETS
from facelab.engine import ModelInfo
from facelab.export.named import NamedFormat
from facelab.labels.identity import LIMIT
from facelab.plain_text import counted
from facelab.stimuli.plan import StimuliPlan
from facelab.stimuli.rows import HELD_OFF, Row
from facelab.stimuli.ruler import Lever
from facelab.stimuli.summary import summary_of


def methods(
    plan: StimuliPlan,
    rows: Sequence[Row],
    levers: Sequence[Lever],
    model: ModelInfo,
    named: NamedFormat,
) -> str:
    """The paragraph, and what has to be known beside it."""
    there = [row for row in rows if row.there]
    missing = [row for row in rows if not row.there]
    parts = [_done(plan, model, there), _measured(levers), _figures(there, levers)]
    strained = [row.cell.id for row in there if row.beyond]
    if strained:
        parts.append(
            "Look at these before you use them, for their sliders together go beyond what the "
            f"network can draw: {', '.join(strained)}."
        )
    off = [f"{row.cell.id} ({', '.join(row.held_off)})" for row in there if row.held_off]
    if off:
        parts.append(
            f"In {len(off)} of {len(there)} pictures a label that was to be held is off by more "
            f"than {HELD_OFF:g} sd: {'; '.join(off)}. Leave them out, or look at them first."
        )
    parts.append(_pictures(named))
    if missing:
        why = "; ".join(f"{row.cell.id}: {row.reason.rstrip('.')}" for row in missing)
        parts.append(
            f"{len(missing)} of {len(rows)} pictures were not made, because their targets were "
            f"not reached: {why}."
        )
    parts.append(_caveats())
    return "\n\n".join(parts) + "\n"


def _done(plan: StimuliPlan, model: ModelInfo, there: Sequence[Row]) -> str:
    levels = ", ".join(f"{level:+g}" if level else "0" for level in plan.levels)
    zero = (
        "the value measured in the face itself"
        if plan.origin == "face"
        else "the mean of the faces that the network draws"
    )
    design = (
        "one attribute at a time" if plan.design == "single" else "all combinations of their levels"
    )
    return (
        f"{counted(len(there), 'picture')} of {counted(len(plan.faces), 'synthetic face')} "
        f"{'was' if len(there) == 1 else 'were'} drawn with facelab "
        f"{__version__} and the network {model.title} (SHA-256 {model.sha256}). Of "
        f"{_and(plan.attributes)} the levels were {levels} standard deviations from {zero}, "
        f"{design}. A standard deviation is that of the label among the faces on which the "
        "network's named directions were fitted. For each picture amounts of these directions, "
        "each of which was solved so that it leaves other labels alone, were corrected in a "
        "closed loop (draw, measure, correct) until the label that was measured in the full "
        f"frame, reduced to 256 pixels, was within {plan.tolerance:g} sd of its target; labels "
        "that were to be held were corrected with it. The order of presentation was shuffled "
        "with the seed "
        f"{plan.order_seed}."
    )


def _measured(levers: Sequence[Lever]) -> str:
    sources = "; ".join(f"{each.id}: {each.source}" for each in levers)
    nets = ", ".join(
        f"{entry.package} {entry.version} ({entry.licence})"
        for entry in (*LABEL_NETS.entries(), *IDENTITY_NET.entries())
    )
    return (
        f"How labels were measured: {sources}. The networks come from the packages {nets}. "
        "Identity drift is the distance of two faces' descriptions by dlib's network, divided by "
        "the median distance of two different people (drawn seeds): 0 is the same person, 1 as "
        f"far as two strangers, above {LIMIT:g} a face counts as another person."
    )


def _figures(there: Sequence[Row], levers: Sequence[Lever]) -> str:
    found = summary_of(there, {lever.id: lever.label for lever in levers})
    if not found.moved:
        return "No attribute was moved."
    said = [
        f"{name} mean {each.error_mean:.3f}, largest {each.error_largest:.3f}"
        for name, each in found.attributes.items()
        if each.made
    ]
    return (
        f"Error of the steps, in sd: {'; '.join(said)}. What was left over of the labels that "
        f"were held, in sd: mean {found.left_mean:.2f}, 95th percentile {found.left_95:.2f}, "
        f"largest {found.left_largest:.2f}. Identity drift from the face itself: median "
        f"{found.drift_median:.2f}, largest {found.drift_largest:.2f}; {found.others} of "
        f"{found.moved} pictures lie above {LIMIT:g}. Pictures drawn and measured for each: mean "
        f"{found.rounds:.1f}."
    )


def _pictures(named: NamedFormat) -> str:
    said = []
    research = named.research
    if research is not None and research.head:
        said.append(
            f"heads upright, {research.head:g} of the picture's side from the eyes to the chin"
        )
    if named.shape.outline == "oval":
        said.append("an oval mask")
    if research is not None and research.luminance:
        said.append(
            f"mean relative luminance {research.luminance:g} and RMS contrast "
            f"{research.contrast:g} within the outline"
        )
    mark = (
        " Unless that was switched off (`--no-watermark`), they carry an invisible watermark, "
        "which moves the levels of flat areas by up to two of 255."
    )
    if not said:
        return "Pictures were saved as they were drawn." + mark
    return (
        "Pictures were then standardised: " + "; ".join(said) + ". Labels were measured before "
        "that; matching the light changes those of skin, light and colour." + mark
    )


def _caveats() -> str:
    caveats = [each for entry in LABEL_NETS.entries() for each in entry.caveats]
    caveats += [each for entry in IDENTITY_NET.entries() for each in entry.caveats]
    return (
        "What to keep in mind: labels are what networks and measured colours say, not what people "
        "see: validate them with raters. Labels that are the attribute's own by meaning (a smile "
        "opens the mouth) are not held. What no label measures may change as well. "
        + " ".join(caveats)
    )


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
