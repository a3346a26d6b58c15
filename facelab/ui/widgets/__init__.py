"""Parts of panels: plain values in, signals out; nothing here knows of faces' recipes."""

from facelab.ui.widgets.buttons import Segment, SegmentedControl, tool_button
from facelab.ui.widgets.choice_box import ChoiceBox
from facelab.ui.widgets.collapsible_section import CollapsibleSection
from facelab.ui.widgets.elided_label import (
    NAME_ELIDE,
    ElidedLabel,
    Readout,
    elided_name,
)
from facelab.ui.widgets.face_thumb import FaceThumb
from facelab.ui.widgets.labeled_row import LabeledRow
from facelab.ui.widgets.number_edit import NumberEdit
from facelab.ui.widgets.progress_page import ProgressPage
from facelab.ui.widgets.search_field import SearchField
from facelab.ui.widgets.seed_box import SeedBox, parse_seed
from facelab.ui.widgets.slider_scale import SliderScale
from facelab.ui.widgets.slider_track import SliderTrack
from facelab.ui.widgets.switch import Switch
from facelab.ui.widgets.thumb_strip import ThumbItem, ThumbStrip
from facelab.ui.widgets.value_slider import ValueSlider

__all__ = [
    "NAME_ELIDE",
    "ChoiceBox",
    "CollapsibleSection",
    "ElidedLabel",
    "FaceThumb",
    "LabeledRow",
    "NumberEdit",
    "ProgressPage",
    "Readout",
    "SearchField",
    "SeedBox",
    "Segment",
    "SegmentedControl",
    "SliderScale",
    "SliderTrack",
    "Switch",
    "ThumbItem",
    "ThumbStrip",
    "ValueSlider",
    "elided_name",
    "parse_seed",
    "tool_button",
]
