// Reading checkpoints, on any number of ranks: each reads the parts of the shards that its own window covers.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "meshes/partition.hpp"
#include "postproc/checkpoint/manifest.hpp"
#include "solver/transient/saved_state.hpp"

namespace strata {

/// One checkpoint, verified against its manifest before anything of it is used. Collective; the same on every
/// rank: throws Error (deck) where it is another deck's or another grid's, IoError where it is damaged.
SavedState read_checkpoint(const Partition& partition, const CheckpointIdentity& identity,
                           const std::filesystem::path& folder, std::int64_t step);

struct NewestCheckpoint {
  std::optional<SavedState> state;
  std::vector<std::string> damaged;  ///< a sentence about each newer one that could not be used
};

/// The newest one that is intact; damaged newer ones are put aside. No state where there are none at all.
/// Collective. Throws as read_checkpoint; IoError where there are some, and all are damaged.
NewestCheckpoint read_newest_checkpoint(const Partition& partition, const CheckpointIdentity& identity,
                                        const std::filesystem::path& folder);

}  // namespace strata
