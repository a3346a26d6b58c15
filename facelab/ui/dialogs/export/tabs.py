"""The tabs of the export dialog, one entry each."""

from __future__ import annotations

from facelab.ui.dialogs.export.clip.tab import ClipTab
from facelab.ui.dialogs.export.pictures_tab import PicturesTab
from facelab.ui.dialogs.export.research.tab import ResearchTab
from facelab.ui.dialogs.export.sheet.tab import SheetTab
from facelab.ui.dialogs.export.tab import TabEntry

TABS: tuple[TabEntry, ...] = (
    TabEntry("pictures", "&Pictures", PicturesTab),
    TabEntry("clip", "C&lip", ClipTab),
    TabEntry("research", "&Research set", ResearchTab),
    TabEntry("sheet", "S&heet", SheetTab),
)
