from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from facelab.ui.icons import ICONS, icon
from facelab.ui.theme import DARK, LIGHT, Colors, Theme, colors, make_palette, style_sheet


def contrast(one: str, two: str) -> float:
    def luminance(color: str) -> float:
        value = QColor(color)
        parts = (value.redF(), value.greenF(), value.blueF())
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


@pytest.fixture
def app(qapp: QApplication):
    palette, sheet = qapp.palette(), qapp.styleSheet()
    yield qapp
    qapp.setPalette(palette)
    qapp.setStyleSheet(sheet)


@pytest.mark.parametrize("c", [DARK, LIGHT], ids=["dark", "light"])
def test_text_can_be_read(c: Colors):
    for ground in (c.window, c.panel, c.field, c.raised):
        assert contrast(c.text, ground) >= 7
        assert contrast(c.text_dim, ground) >= 4.5
    for tone in (c.info, c.warning, c.error):
        assert contrast(tone, c.raised) >= 4.5
    assert contrast(c.on_accent, c.primary) >= 4.5
    assert contrast(c.focus, c.window) >= 3


@pytest.mark.parametrize("c", [DARK, LIGHT], ids=["dark", "light"])
def test_the_palette_sets_every_role(c: Colors):
    palette = make_palette(c)
    for role in QPalette.ColorRole:
        if role in (QPalette.ColorRole.NColorRoles, QPalette.ColorRole.NoRole):
            continue
        for group in (
            QPalette.ColorGroup.Active,
            QPalette.ColorGroup.Inactive,
            QPalette.ColorGroup.Disabled,
        ):
            assert palette.isBrushSet(group, role), (group, role)
    assert colors(palette) is c


@pytest.mark.parametrize("c", [DARK, LIGHT], ids=["dark", "light"])
def test_the_style_sheet_is_filled_in_and_its_icons_exist(app: QApplication, c: Colors):
    sheet = style_sheet(c)
    assert "$" not in sheet
    assert c.focus in sheet
    for part in sheet.split('url("')[1:]:
        assert not QIcon(part.split('"')[0]).pixmap(12, 12).isNull()


def test_a_theme_is_chosen_and_told(app: QApplication):
    theme = Theme(app, "dark")
    told: list[str] = []
    theme.changed.connect(told.append)
    theme.set_choice("light")
    theme.set_choice("light")
    assert (theme.choice, theme.scheme, told) == ("light", "light", ["light"])
    assert app.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.window)
    theme.set_choice("dark")
    assert colors() is DARK
    theme.deleteLater()


def test_an_unknown_desktop_is_dark(app: QApplication):
    theme = Theme(app, "system")
    assert theme.scheme == "dark"
    theme.deleteLater()


@pytest.mark.parametrize("name", sorted(ICONS))
def test_every_icon_has_a_glyph(qapp: QApplication, name: str):
    image = icon(name).pixmap(QSize(32, 32)).toImage()
    assert any(image.pixelColor(x, y).alpha() > 128 for x in range(32) for y in range(32))


def test_an_icon_follows_the_theme(app: QApplication):
    theme = Theme(app, "dark")
    made = icon("close", "text")

    def ink() -> QColor:
        image = made.pixmap(QSize(64, 64)).toImage()
        pixels = [image.pixelColor(x, y) for x in range(64) for y in range(64)]
        return max(pixels, key=lambda color: color.alpha())

    assert ink().lightness() > 128
    theme.set_choice("light")
    assert ink().lightness() < 128
    theme.deleteLater()


def test_an_unknown_icon_is_a_bug(qtbot: QtBot):
    with pytest.raises(KeyError, match="no icon called 'nonsense'"):
        icon("nonsense")


def test_a_menu_that_is_higher_than_the_screen_is_scrolled(app: QApplication, qtbot: QtBot):
    theme = Theme(app, "dark")
    menu = QMenu()
    qtbot.addWidget(menu)
    actions = [menu.addAction(f"Entry {k}") for k in range(200)]
    first, last = (menu.actionGeometry(each) for each in (actions[0], actions[-1]))
    assert first.left() == last.left()  # and not in columns that go beyond its other side
    theme.deleteLater()
