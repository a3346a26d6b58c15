"""A monkey at the window: things that a user can do, one after another, drawn from a seed.

It knows no panel. It finds what is on the screen by Qt's classes and the commands in their
table, so whatever joins the window is tried as well. What may not happen: an exception, a
warning of Qt's, a message of a bug, a picture that does not come, a panel that shows another
face.
"""

from __future__ import annotations

import random
from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QRect, Qt, QTimer, QUrl
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDockWidget,
    QLineEdit,
    QMenu,
    QMenuBar,
    QWidget,
)

from facelab.ui.window.command_table import table_of
from facelab.ui.window.main_window import MainWindow
from facelab.ui.window.panel_entries import ENTRIES
from tests.ui.monkey_hands import GoneError, Hands
from tests.ui.monkey_touch import Touch
from tests.ui.monkey_watch import Watch, pump

KEYS = (
    "Left", "Right", "Up", "Down", "Home", "End", "PgUp", "PgDown", "Shift+Left", "Shift+Down",
    "Return", "Esc", "Tab", "Shift+Tab", "Del", "F2", "Space", "Menu", "Ctrl+A", "Ctrl+T", "0",
    "3", "5", "Alt+F", "Alt+V", "Ctrl+Z", "Ctrl+Z", "Ctrl+Shift+Z",
)  # fmt: skip
ANSWER_MS = 15
PATIENCE = 6  # things done in a dialog before it is closed
LARGEST = (1700, 1050)
# Closing the window is the test's business.
NEVER = ("quit",)


class Monkey:
    """Does one thing after another to a window and all that opens from it.

    Parameters
    ----------
    seed : int
        Of all its choices.
    files : list of Path
        What it drops on the window and opens: good ones, broken ones, missing ones.
    log : Path
        Every action, for the day on which it ends in a crash of the interpreter.
    """

    def __init__(self, seed: int, files: list[Path], log: Path) -> None:
        self.seed = seed
        self.chance = random.Random(seed)
        self.files = files
        self.count = 0
        self._log = log.open("w", buffering=1)
        self.trail: deque[list[str]] = deque(maxlen=30)
        self.done: defaultdict[str, int] = defaultdict(int)
        self.hands = Hands()
        self._touch = Touch(self.chance, self.hands)
        self._answers: dict[int, int] = {}
        self._answering = False
        self._window: MainWindow | None = None
        self._acts: list[tuple[int, Callable[[MainWindow], str]]] = [
            (26, self._command),
            (46, self._touch_something),
            (6, self._press_a_key),
            (4, self._menu_entry),
            (5, self._drop_files),
            (4, self._move_a_dock),
            (3, self._resize),
            (3, self._peek),
            (3, self._wait),
        ]

    def run(self, window: MainWindow, watch: Watch, count: int, every: int = 20) -> None:
        """Do that many things; now and then wait until the window has come to rest."""
        self._window = window
        self._answering = True
        QTimer.singleShot(ANSWER_MS, self._answer_dialogs)
        try:
            for number in range(count):
                self.act(window)
                pump(self.chance.choice((0, 0, 0, 1, 5)))
                watch.check()
                if number % every == every - 1:
                    self.rest(window)
                    watch.at_rest()
            self.rest(window)
            watch.at_rest()
        except Exception as error:
            raise AssertionError(
                f"seed {self.seed}, action {self.count}: {error}\nthe last actions:\n{self.told()}"
            ) from error
        finally:
            self._answering = False

    def told(self) -> str:
        """The last actions, a line each."""
        return "\n".join(f"  {line[0]}" for line in self.trail)

    def act(self, window: MainWindow) -> None:
        """Do one thing, to an open menu or dialog if there is one."""
        self.count += 1
        popup = QApplication.activePopupWidget()
        modal = QApplication.activeModalWidget()
        if popup is not None:
            self._do("in a popup", lambda: self._in_popup(popup))
            return
        if modal is not None:
            self._do("in a dialog", lambda: self._in_dialog(modal))
            return
        if QApplication.activeWindow() is None:
            window.activateWindow()
            pump(1)
        weights = [weight for weight, _ in self._acts]
        act = self.chance.choices([act for _, act in self._acts], weights)[0]
        self._do(act.__name__.strip("_"), lambda: act(window))

    def rest(self, window: MainWindow) -> None:
        """Close what covers the window, and let go of everything."""
        for _ in range(50):
            popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
            if popup is None and modal is None:
                break
            (popup or modal or window).close()
            pump(1)
        if window.isMinimized():
            window.showNormal()
        if QApplication.activeWindow() is None:
            window.activateWindow()
        self.hands.let_go()

    def carry(self, data: QMimeData) -> Qt.DropAction:
        """Where something goes that is dragged: stands for the window system's drag."""
        tops = self._tops()
        top = self.chance.choice(tops)
        path = [self._point(top.rect()) for _ in range(self.chance.randint(1, 4))]
        action = self.hands.drop(top, path, data, let_go=self.chance.random() < 0.85)
        places = [place.toTuple() for place in path]
        said = f"carry {data.formats()} over {places}: {action.name}"
        self.trail.append([f"{self.count} {said}"])
        return action

    def close(self) -> None:
        """Close the log."""
        self._log.close()

    def chosen_file(self, saving: bool, suffix: str) -> str:
        """What the user chooses in a file dialog; empty if nothing."""
        if self.chance.random() < 0.2:
            return ""
        folder = self.files[0].parent
        if not saving:
            return str(self.chance.choice(self.files))
        where = self.chance.choice([folder, folder, folder, folder / "new", self.files[0]])
        return str(where / f"saved {self.chance.randrange(4)}{suffix}")

    def chosen_folder(self) -> str:
        """What the user chooses as a folder; one cannot be written."""
        near = self.files[0].parent.parent
        return self.chance.choice(("", "/proc", str(near / "second"), str(near / "third")))

    # -- what it does ------------------------------------------------------------------------

    def _command(self, window: MainWindow) -> str:
        command = self.chance.choice(
            [c for c in table_of(ENTRIES).commands.values() if c.id not in NEVER]
        )
        keys = [*command.keys, *filter(None, (command.plain_key,))]
        if keys and self.chance.random() < 0.8:
            self.hands.keys(self.chance.choice(keys))
            return f"{command.id} by key, focus on {_name(QApplication.focusWidget())}"
        window.commands[command.id].trigger()
        return command.id

    def _press_a_key(self, _: MainWindow) -> str:
        keys = self.chance.choice(KEYS)
        focus = _name(QApplication.focusWidget())
        self.hands.keys(keys)
        return f"{keys} on {focus}"

    def _peek(self, _: MainWindow) -> str:
        if self.hands.held:
            self.hands.let_go()
            return "let C go"
        self.hands.hold(Qt.Key.Key_C)
        return "hold C"

    def _menu_entry(self, window: MainWindow) -> str:
        menus = [a.menu() for a in window.menuBar().actions()]
        entries = [e for menu in menus if isinstance(menu, QMenu) for e in _leaves(menu)]
        entry = self.chance.choice(
            [e for e in entries if e not in [window.commands[name] for name in NEVER]]
        )
        entry.trigger()
        return entry.text()

    def _touch_something(self, _: MainWindow) -> str:
        top = self.chance.choice(self._tops())
        widget = self._some_widget(top)
        return "nothing there" if widget is None else self._touch(widget)

    def _drop_files(self, window: MainWindow) -> str:
        paths = self.chance.sample(self.files, self.chance.choice((1, 1, 1, 2)))
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        path = [self._point(window.rect()) for _ in range(2)]
        action = self.hands.drop(window, path, data, let_go=self.chance.random() < 0.9)
        return f"{[path.name for path in paths]} at {path[-1].toTuple()}: {action.name}"

    def _move_a_dock(self, window: MainWindow) -> str:
        docks = window.findChildren(QDockWidget)
        # What another workspace has, no menu shows.
        docks = [dock for dock in docks if dock.toggleViewAction().isVisible()]
        if not docks:
            return "no panels here"
        closed = [dock for dock in docks if not dock.isVisible()]
        dock = self.chance.choice(closed if closed and self.chance.random() < 0.6 else docks)
        if dock.isVisible() and self.chance.random() < 0.5:
            dock.setFloating(not dock.isFloating())
            return f"float {dock.windowTitle()}: {dock.isFloating()}"
        dock.toggleViewAction().trigger()
        return f"show {dock.windowTitle()}: {dock.isVisible()}"

    def _resize(self, window: MainWindow) -> str:
        match self.chance.randrange(6):
            case 0:
                window.showMaximized()
                return "maximised"
            case 1:
                window.showMinimized()
                pump(5)
                window.showNormal()
                return "minimised and back"
            case _:
                if window.isFullScreen() or window.isMaximized():
                    window.showNormal()
                least = window.minimumSize()
                wide = self.chance.randint(least.width(), LARGEST[0])
                high = self.chance.randint(least.height(), LARGEST[1])
                window.resize(wide, high)
                return f"{wide} x {high}"

    def _wait(self, _: MainWindow) -> str:
        wait = self.chance.choice((5, 20, 60))
        pump(wait)
        return f"{wait} ms"

    # -- what opens ----------------------------------------------------------------------------

    def _in_popup(self, popup: QWidget) -> str:
        name = _name(popup)  # it may be gone afterwards
        if self.chance.random() < 0.25:
            self.hands.keys("Esc")
            return f"Esc in {name}"
        if isinstance(popup, QMenu):
            entries = [e for e in popup.actions() if e.isEnabled() and not e.isSeparator()]
            entries = [e for e in entries if e.text().replace("&", "") != "Quit"]
            if not entries:
                self.hands.keys("Esc")
                return f"{name} is empty"
            entry = self.chance.choice(entries)
            at = popup.actionGeometry(entry).center()
            text = entry.text()
            if entry.menu() is not None or self.chance.random() < 0.5:
                popup.setActiveAction(entry)
                self.hands.keys("Right" if entry.menu() is not None else "Return")
            else:
                with suppress(GoneError):
                    self.hands.click(popup, at)
                self.hands.release_anywhere()
            return f"{text!r} of {name}"
        widget = self._some_widget(popup)
        return f"{name} is empty" if widget is None else self._touch(widget)

    def _in_dialog(self, dialog: QWidget) -> str:
        name = _name(dialog)
        answers = self._answers[id(dialog)] = self._answers.get(id(dialog), 0) + 1
        widget = self._some_widget(dialog)
        if answers > PATIENCE or widget is None:
            self._answers.pop(id(dialog))
            if isinstance(dialog, QDialog):
                dialog.reject()
            else:
                dialog.close()
            return f"close {name}"
        if self.chance.random() < 0.25:
            keys = self.chance.choice(("Return", "Esc", "Tab"))
            self.hands.keys(keys)
            return f"{keys} in {name}"
        return f"{name}: {self._touch(widget)}"

    def _answer_dialogs(self) -> None:
        """A dialog that waits for its answer has stopped whoever opened it, and so has the menu of
        a button: act from here.
        """
        if not self._answering:
            return
        QTimer.singleShot(ANSWER_MS, self._answer_dialogs)
        waits = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        if waits is not None and self._window is not None:
            self.act(self._window)

    # -- what there is -------------------------------------------------------------------------

    def _tops(self) -> list[QWidget]:
        """The windows on the screen, the main one most often."""
        tops = [
            top
            for top in QApplication.topLevelWidgets()
            if top.isVisible()
            and top.windowHandle() is not None
            and top.windowType() not in (Qt.WindowType.ToolTip, Qt.WindowType.Popup)
        ]
        main = [top for top in tops if isinstance(top, MainWindow)]
        return tops + main * max(1, 2 * len(tops))

    def _some_widget(self, top: QWidget) -> QWidget | None:
        """A widget in sight; each kind as often as the others, however many there are of it."""
        kinds: defaultdict[str, list[QWidget]] = defaultdict(list)
        for widget in top.findChildren(QWidget):
            if (
                widget.window() is top
                and widget.isEnabled()
                and not isinstance(widget, QMenuBar | QMenu)
                and not isinstance(widget.parent(), QComboBox)
                and (not isinstance(widget.parent(), QLineEdit) or widget.isVisible())
                and not widget.visibleRegion().isEmpty()
                and Touch.is_touchable(widget)
            ):
                kinds[type(widget).__name__].append(widget)
        if not kinds:
            return None
        return self.chance.choice(kinds[self.chance.choice(sorted(kinds))])

    def _point(self, rect: QRect) -> QPoint:
        return QPoint(
            rect.left() + self.chance.randrange(max(1, rect.width())),
            rect.top() + self.chance.randrange(max(1, rect.height())),
        )

    def _do(self, kind: str, act: Callable[[], str]) -> None:
        self.done[kind] += 1
        # Noted first: it may raise, or open a dialog in which other things are done.
        line = [f"{self.count} {kind} ..."]
        self.trail.append(line)
        self._log.write(f"{line[0]}\n")
        line[0] = f"{line[0].rstrip('.')}{act()}"
        self._log.write(f"{line[0]}\n")


def _leaves(menu: QMenu) -> list[QAction]:
    found: list[QAction] = []
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            found += _leaves(below)
        elif action.isEnabled() and not action.isSeparator():
            found.append(action)
    return found


def _name(widget: QWidget | None) -> str:
    if widget is None:
        return "nothing"
    said = widget.accessibleName() or widget.objectName() or widget.windowTitle()
    return f"{type(widget).__name__} {said!r}" if said else type(widget).__name__
