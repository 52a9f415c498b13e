// Writing a checkpoint: every rank its own shard, rank 0 the numbers and, last, the manifest.
#pragma once

#include <filesystem>

#include "meshes/partition.hpp"
#include "postproc/checkpoint/manifest.hpp"
#include "solver/transient/saved_state.hpp"

namespace strata {

/// Writes `folder`/<step>, reads it back from the disk, and only then puts its manifest in place and removes
/// all but the newest `keep` checkpoints. Streams from `state`: no copy of a field is made. Collective.
/// Throws IoError, the same on every rank, where the disk would not do or does not; what was written is then
/// removed and earlier checkpoints are as they were.
void write_checkpoint(const Partition& partition, const CheckpointIdentity& identity,
                      const std::filesystem::path& folder, const SavedState& state, int keep);

}  // namespace strata
