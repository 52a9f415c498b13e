// The folder "checkpoints" beside the results: one folder per checkpoint, named by its step. For one rank
// alone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace strata {

inline constexpr const char* kCheckpointFolder = "checkpoints";

/// "000042"
std::string checkpoint_name(std::int64_t step);

/// Steps of the checkpoints in `folder` that have a manifest, newest first; empty where there is no folder.
std::vector<std::int64_t> list_checkpoints(const std::filesystem::path& folder);

/// Makes an empty folder for a checkpoint, in place of an incomplete one. Throws IoError.
std::filesystem::path make_checkpoint_folder(const std::filesystem::path& folder, std::int64_t step);

/// Removes a checkpoint, its manifest first, so that half of one never looks whole. What cannot be removed
/// stays.
void remove_checkpoint(const std::filesystem::path& folder, std::int64_t step);

/// Removes all but the newest `keep` checkpoints, and what interrupted writes left behind.
void prune_checkpoints(const std::filesystem::path& folder, int keep);

/// Renames a damaged checkpoint to "damaged-000042", out of the way of those to come. Throws IoError.
void put_aside(const std::filesystem::path& folder, std::int64_t step);

}  // namespace strata
