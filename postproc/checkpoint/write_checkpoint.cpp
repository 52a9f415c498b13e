#include "postproc/checkpoint/write_checkpoint.hpp"

#include <numeric>

#include <fmt/format.h>

#include "inputs/error.hpp"
#include "postproc/atomic_file.hpp"
#include "postproc/checkpoint/checkpoint_folder.hpp"
#include "postproc/checkpoint/shard_file.hpp"
#include "postproc/collective.hpp"
#include "postproc/labels.hpp"
#include "postproc/versions.hpp"
#include "solver/estimate.hpp"

namespace strata {
namespace {

namespace fs = std::filesystem;

/// What HDF5 and the file system need per file besides the numbers.
constexpr double kBytesOfFile = 16384.0;
constexpr double kMiB = 1024.0 * 1024.0;

double bytes_of(const NamedNumbers& datasets) {
  double bytes = kBytesOfFile;
  for (const auto& [name, values] : datasets) bytes += static_cast<double>(values.size() * sizeof(double));
  return bytes;
}

/// What all ranks together are about to write [bytes]. Collective.
double bytes_to_write(const Partition& partition, const SavedState& state) {
  double bytes = bytes_of(state.fields);
  if (partition.rank() == 0) bytes += bytes_of(state.numbers);
  MPI_Allreduce(MPI_IN_PLACE, &bytes, 1, MPI_DOUBLE, MPI_SUM, partition.comm());
  return bytes;
}

/// The folder of the new checkpoint, made by rank 0 where the disk has room. Collective.
fs::path prepare_folder(const Partition& partition, const fs::path& folder, const SavedState& state) {
  const double bytes = bytes_to_write(partition, state);
  CollectiveGuard guard(partition.comm());
  guard.run_on_root([&] {
    make_checkpoint_folder(folder, state.step);
    const double room = available_disk(folder.string());
    if (bytes <= room) return;
    throw IoError(fmt::format("a checkpoint needs {:.2f} MiB of disk, '{}' has {:.2f} MiB left", bytes / kMiB,
                              folder.string(), room / kMiB));
  });
  guard.finish();
  return folder / checkpoint_name(state.step);
}

/// The texts of all ranks on rank 0. Collective.
std::vector<std::string> gather_texts(MPI_Comm comm, const std::string& text) {
  int rank = 0, n_ranks = 1;
  MPI_Comm_rank(comm, &rank);
  MPI_Comm_size(comm, &n_ranks);
  const auto n = static_cast<std::size_t>(rank == 0 ? n_ranks : 0);
  const int length = static_cast<int>(text.size());
  std::vector<int> lengths(n), offsets(n);
  MPI_Gather(&length, 1, MPI_INT, lengths.data(), 1, MPI_INT, 0, comm);
  std::exclusive_scan(lengths.begin(), lengths.end(), offsets.begin(), 0);
  std::string all(n == 0 ? 0 : static_cast<std::size_t>(offsets.back() + lengths.back()), '\0');
  MPI_Gatherv(text.data(), length, MPI_CHAR, all.data(), lengths.data(), offsets.data(), MPI_CHAR, 0, comm);
  std::vector<std::string> texts;
  texts.reserve(n);
  for (std::size_t r = 0; r < n; ++r) {
    texts.push_back(all.substr(static_cast<std::size_t>(offsets[r]), static_cast<std::size_t>(lengths[r])));
  }
  return texts;
}

/// Everything the manifest says; filled on rank 0. Collective. Throws IoError.
Manifest write_files(const Partition& partition, const fs::path& path, const SavedState& state) {
  CollectiveGuard guard(partition.comm());
  Manifest manifest;
  CheckpointShard shard{{}, partition.window()};
  guard.run([&] {
    const std::vector<hsize_t> row{static_cast<hsize_t>(partition.nz()),
                                   static_cast<hsize_t>(partition.window().nx())};
    shard.file = write_shard_file(path / fmt::format("rank_{:05}.h5", partition.rank()), state.fields, row);
  });
  guard.run_on_root([&] { manifest.numbers = write_shard_file(path / "numbers.h5", state.numbers); });
  guard.finish();
  for (const std::string& text : gather_texts(partition.comm(), shard_text(shard))) {
    manifest.shards.push_back(parse_shard(text));
  }
  return manifest;
}

/// Puts the manifest in place: from here on the checkpoint exists. Collective.
void commit(const Partition& partition, const fs::path& path, const std::string& text) {
  CollectiveGuard guard(partition.comm());
  guard.run_on_root([&] { write_file_atomically(path / kManifestName, text); });
  guard.finish();
}

}  // namespace

void write_checkpoint(const Partition& partition, const CheckpointIdentity& identity, const fs::path& folder,
                      const SavedState& state, int keep) {
  try {
    const fs::path path = prepare_folder(partition, folder, state);
    Manifest manifest = write_files(partition, path, state);
    manifest.identity = identity;
    manifest.strata_version = strata_version();
    manifest.git_commit = strata_git_commit();
    manifest.written = utc_now();
    manifest.step = state.step;
    manifest.time = state.time;
    commit(partition, path, manifest_text(manifest));
  } catch (const IoError&) {
    // The room that half a checkpoint takes may be what the rest of the run needs.
    if (partition.rank() == 0) remove_checkpoint(folder, state.step);
    throw;
  }
  if (partition.rank() == 0) prune_checkpoints(folder, keep);
}

}  // namespace strata
