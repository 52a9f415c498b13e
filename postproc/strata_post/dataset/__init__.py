"""Training data that `strata sweep` made: read, checked, shown, in other layouts, and asked for."""

from strata_post.dataset.labelling import LabelError, Labels, label
from strata_post.dataset.reader import Dataset, DatasetError, Sample

__all__ = ["Dataset", "DatasetError", "LabelError", "Labels", "Sample", "label"]
