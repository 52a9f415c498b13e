// manifest.json of a checkpoint: whose state it is, how it is shared out over files, and their checksums. It
// is renamed into place after everything it lists, so its presence makes a checkpoint; it carries a checksum
// of its own.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "meshes/grid.hpp"
#include "meshes/partition.hpp"

namespace strata {

inline constexpr int kCheckpointFormatVersion = 1;
inline constexpr const char* kManifestName = "manifest.json";

/// A file of a checkpoint and what it must hold.
struct CheckpointFile {
  std::string name;
  std::uint64_t bytes = 0;
  std::string sha256;                           ///< of the file
  std::map<std::string, std::string> datasets;  ///< SHA-256 of each dataset's numbers as 8-byte little endian
};

/// The part of every field that one rank owned.
struct CheckpointShard {
  CheckpointFile file;
  Window window;
};

/// Two runs may share checkpoints when these are the same.
struct CheckpointIdentity {
  std::string deck_sha256;
  std::string grid_sha256;       ///< of the grid's lines
  std::array<int, 3> n_cells{};  ///< along x, y, z
};

CheckpointIdentity checkpoint_identity(const std::string& deck_sha256, const Grid& grid);

struct Manifest {
  CheckpointIdentity identity;
  std::string strata_version, git_commit;
  std::string written;  ///< UTC, ISO 8601
  std::int64_t step = 0;
  double time = 0.0;  ///< [s]
  CheckpointFile numbers;
  std::vector<CheckpointShard> shards;  ///< by rank
};

/// One JSON object; the time stands in it as a decimal and, exactly, as a hexadecimal number.
std::string manifest_text(const Manifest& manifest);
/// Throws IoError for a text that is not whole, was changed, or has another format version.
Manifest parse_manifest(const std::string& text);

/// A shard as text and back, for the way to rank 0.
std::string shard_text(const CheckpointShard& shard);
CheckpointShard parse_shard(const std::string& text);

}  // namespace strata
