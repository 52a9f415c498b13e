"""A dataset as other loaders want it."""

from strata_post.dataset.views.physicsnemo import to_physicsnemo
from strata_post.dataset.views.points import to_points
from strata_post.dataset.views.thermbench import to_thermbench
from strata_post.dataset.views.zarr import to_zarr

VIEWS = {"zarr": to_zarr, "points": to_points, "thermbench": to_thermbench, "physicsnemo": to_physicsnemo}

__all__ = ["VIEWS", "to_physicsnemo", "to_points", "to_thermbench", "to_zarr"]
