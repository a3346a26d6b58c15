"""The picture: zoom, pan, before and after, and the messages that lie over it."""

from facelab.ui.canvas.canvas import Canvas
from facelab.ui.canvas.notice_bar import NoticeKind
from facelab.ui.canvas.picture_view import CompareMode

__all__ = ["Canvas", "CompareMode", "NoticeKind"]
