"""The library of kept faces: one SQLite file, a folder of timelines, backups of both, and
their exchange form.
"""

from facelab.library import backups, recovery, timeline_backups
from facelab.library.exchange import (
    export_faces,
    first_face,
    import_faces,
    is_exchange_file,
    read_faces,
)
from facelab.library.faults import LibraryBusyError, LibraryDamagedError, mark_damaged
from facelab.library.reading import Reading
from facelab.library.schema import library_path
from facelab.library.store import Kept, Library
from facelab.library.values import (
    SORTS,
    Card,
    Cast,
    ExportReport,
    Facets,
    ImportReport,
    KeptFace,
    Query,
    Record,
    Sort,
)

__all__ = [
    "SORTS",
    "Card",
    "Cast",
    "ExportReport",
    "Facets",
    "ImportReport",
    "Kept",
    "KeptFace",
    "Library",
    "LibraryBusyError",
    "LibraryDamagedError",
    "Query",
    "Reading",
    "Record",
    "Sort",
    "backups",
    "export_faces",
    "first_face",
    "import_faces",
    "is_exchange_file",
    "library_path",
    "mark_damaged",
    "read_faces",
    "recovery",
    "timeline_backups",
]
