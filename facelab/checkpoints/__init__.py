"""Weights: from the catalogue and files to named tensors with metadata; never a network."""

from facelab.checkpoints.catalogue import (
    CatalogueEntry,
    Member,
    default_entry,
    find,
    load_catalogue,
)
from facelab.checkpoints.fetching.fetch import converted_path, fetch
from facelab.checkpoints.installed import Listed, listing, other_files
from facelab.checkpoints.statistics import LatentStatistics, read_statistics, statistics_path
from facelab.checkpoints.store import CheckpointInfo, Metadata, info, read, tensors_sha256, verify

__all__ = [
    "CatalogueEntry",
    "CheckpointInfo",
    "LatentStatistics",
    "Listed",
    "Member",
    "Metadata",
    "converted_path",
    "default_entry",
    "fetch",
    "find",
    "info",
    "listing",
    "load_catalogue",
    "other_files",
    "read",
    "read_statistics",
    "statistics_path",
    "tensors_sha256",
    "verify",
]
