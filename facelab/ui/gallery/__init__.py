"""The gallery of kept faces: a strip in a dock, a page in a workspace, one list for both."""

from facelab.ui.gallery.gallery import Gallery
from facelab.ui.gallery.mime import FACES, dropped_faces, faces_mime, has_faces
from facelab.ui.gallery.page import GalleryPage
from facelab.ui.gallery.strip import GalleryStrip

__all__ = [
    "FACES",
    "Gallery",
    "GalleryPage",
    "GalleryStrip",
    "dropped_faces",
    "faces_mime",
    "has_faces",
]
