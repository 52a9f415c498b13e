"""OpenUSD of a run as plain text, made without any USD library: `write_usd` (docs/omniverse.md)."""

from strata_post.usd.stage import Options, write_usd

__all__ = ["Options", "write_usd"]
