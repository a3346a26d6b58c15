"""The manual: pages of Markdown that come with facelab, in a window that can be searched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QTextCursor, QTextDocument, QTextTable
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from facelab.paths import resources
from facelab.ui.theme import TOKENS, colors, text_font, with_alpha
from facelab.ui.widgets import SearchField

ORDER = (
    *("start", "window", "keys", "command-line"),
    *("files", "provenance", "directions", "figures", "help"),
)
LIST_WIDTH = 210


@dataclass(frozen=True)
class Page:
    """A page of the manual.

    Attributes
    ----------
    name : str
        That of its file, without the suffix.
    title : str
    text : str
        Markdown.
    """

    name: str
    title: str
    text: str


def pages(folder: Path | None = None) -> tuple[Page, ...]:
    """All pages, in the order in which they are read."""
    where = folder or resources() / "manual"
    texts = [(name, (where / f"{name}.md").read_text(encoding="utf-8")) for name in ORDER]
    return tuple(Page(name, _title(text), text) for name, text in texts)


def _title(text: str) -> str:
    return text.partition("\n")[0].removeprefix("# ").strip()


class ManualDialog(QDialog):
    """Pages on the left, the page on the right. A search lists the pages that have all its words,
    and marks them.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Manual")
        room = self.screen().availableSize()
        self.resize(min(960, room.width() - 40), min(720, room.height() - 60))
        self._pages = pages()
        self.search = SearchField("Search the manual", self)
        self.search.search_changed.connect(self._on_search)
        self.list = QListWidget(self)
        self.list.setAccessibleName("Pages")
        self.list.setFixedWidth(LIST_WIDTH)
        self.list.currentItemChanged.connect(self._on_chosen)
        self.text = QTextBrowser(self)
        self.text.setAccessibleName("Page")
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._on_link)
        self.text.setFont(text_font())
        left = QVBoxLayout()
        left.setSpacing(TOKENS.space_2)
        left.addWidget(self.search)
        left.addWidget(self.list, 1)
        layout = QHBoxLayout(self)
        pad = TOKENS.space_4
        layout.setContentsMargins(pad, pad, pad, pad)
        layout.setSpacing(TOKENS.space_4)
        layout.addLayout(left)
        layout.addWidget(self.text, 1)
        self._on_search("")
        self.list.setFocus()

    def show_page(self, name: str) -> None:
        """Show the page of this name."""
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole).name == name:
                self.list.setCurrentRow(row)
                return
        self.search.clear()  # it was not among those that were found
        if self.list.count() == len(self._pages):
            self.list.setCurrentRow([page.name for page in self._pages].index(name))

    def _on_search(self, wanted: str) -> None:
        words = wanted.lower().split()
        shown = self.list.currentItem()
        name = "" if shown is None else shown.data(Qt.ItemDataRole.UserRole).name
        self.list.clear()
        for page in self._pages:
            if all(word in page.text.lower() for word in words):
                item = QListWidgetItem(page.title, self.list)
                item.setData(Qt.ItemDataRole.UserRole, page)
                item.setSizeHint(QSize(0, TOKENS.row))
                if page.name == name:
                    self.list.setCurrentItem(item)
        if self.list.currentItem() is None and self.list.count():
            self.list.setCurrentRow(0)
        if not self.list.count():
            self.text.setPlainText(f"Nothing in the manual says “{wanted}”.")
        self._mark(words)

    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            page: Page = item.data(Qt.ItemDataRole.UserRole)
            self.text.setMarkdown(page.text)
            self._quieten()
            self._mark(self.search.text().lower().split())

    def _quieten(self) -> None:
        """Give headings room, and tables thin lines: Qt's own are as bright as the text."""
        document = self.text.document()
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                table = frame.format().toTableFormat()
                table.setBorderBrush(QColor(colors(self.palette()).border))
                table.setBorderCollapse(True)
                table.setCellPadding(TOKENS.space_1 + 1)
                table.setBottomMargin(TOKENS.space_3)
                frame.setFormat(table)
        block = document.begin()
        while block.isValid():
            level = block.blockFormat().headingLevel()
            if level > 1:
                shape = block.blockFormat()
                shape.setTopMargin(TOKENS.space_6)
                shape.setBottomMargin(TOKENS.space_2)
                QTextCursor(block).setBlockFormat(shape)
            block = block.next()

    def _mark(self, words: list[str]) -> None:
        """Mark all that was looked for, and go to the first of it."""
        found: list[QTextEdit.ExtraSelection] = []
        document = self.text.document()
        for word in words:
            at = document.find(word, 0, QTextDocument.FindFlag(0))
            while not at.isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor = at
                mark.format.setBackground(QColor(with_alpha(colors(self.palette()).accent, 0.45)))
                found.append(mark)
                at = document.find(word, at, QTextDocument.FindFlag(0))
        self.text.setExtraSelections(found)
        if found:
            first = min(mark.cursor.selectionStart() for mark in found)
            cursor = QTextCursor(document)
            cursor.setPosition(first)
            self.text.setTextCursor(cursor)
            self.text.ensureCursorVisible()

    def _on_link(self, link: QUrl) -> None:
        page = re.fullmatch(r"([a-z-]+)\.md", link.toString())
        if page is not None and page[1] in ORDER:
            self.show_page(page[1])
        elif link.scheme() in ("http", "https"):
            QDesktopServices.openUrl(link)
