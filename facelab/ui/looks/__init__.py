"""Looks: the menu that gives them to the face, and the question that saves one."""

from facelab.ui.looks.menu import LooksMenu

__all__ = ["LooksMenu"]
