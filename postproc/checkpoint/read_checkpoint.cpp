#include "postproc/checkpoint/read_checkpoint.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fmt/format.h>

#include "inputs/error.hpp"
#include "postproc/checkpoint/checkpoint_folder.hpp"
#include "postproc/checkpoint/shard_file.hpp"
#include "postproc/collective.hpp"
#include "postproc/hdf5_reader.hpp"

namespace strata {
namespace {

namespace fs = std::filesystem;

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw IoError("cannot read '" + path.string() + "': " + std::generic_category().message(errno));
  return {std::istreambuf_iterator<char>(file), {}};
}

void broadcast(MPI_Comm comm, std::string& text) {
  auto length = static_cast<std::int64_t>(text.size());
  MPI_Bcast(&length, 1, MPI_INT64_T, 0, comm);
  text.resize(static_cast<std::size_t>(length));
  MPI_Bcast(text.data(), static_cast<int>(length), MPI_CHAR, 0, comm);
}

/// From rank 0; the names come from the manifest, which every rank has. Collective.
void broadcast(MPI_Comm comm, const CheckpointFile& file, NamedNumbers& numbers) {
  for (const auto& [name, sum] : file.datasets) {
    std::vector<double>& values = numbers[name];
    auto length = static_cast<std::int64_t>(values.size());
    MPI_Bcast(&length, 1, MPI_INT64_T, 0, comm);
    values.resize(static_cast<std::size_t>(length));
    MPI_Bcast(values.data(), static_cast<int>(length), MPI_DOUBLE, 0, comm);
  }
}

std::string short_sum(const std::string& sha256) {
  return sha256.substr(0, 12);
}

void require_same(const CheckpointIdentity& theirs, const CheckpointIdentity& mine, const fs::path& path) {
  if (theirs.deck_sha256 != mine.deck_sha256) {
    throw Error(ExitCode::deck,
                fmt::format("'{}' belongs to another deck (its sum is {}, this deck's {}); --force starts "
                            "anew, --output DIR keeps both",
                            path.string(), short_sum(theirs.deck_sha256), short_sum(mine.deck_sha256)));
  }
  if (theirs.grid_sha256 != mine.grid_sha256 || theirs.n_cells != mine.n_cells) {
    throw Error(ExitCode::deck,
                fmt::format("'{}' has another mesh ({} x {} x {} cells, this run {} x {} x {}): it was "
                            "written by another version of Strata; --force starts anew",
                            path.string(), theirs.n_cells[0], theirs.n_cells[1], theirs.n_cells[2],
                            mine.n_cells[0], mine.n_cells[1], mine.n_cells[2]));
  }
}

Window overlap(const Window& a, const Window& b) {
  return {std::max(a.i0, b.i0), std::min(a.i1, b.i1), std::max(a.j0, b.j0), std::min(a.j1, b.j1)};
}

bool is_empty(const Window& window) {
  return window.nx() <= 0 || window.ny() <= 0;
}

/// Copies the part of a shard's field that lies in both windows.
void copy_part(const Hdf5Reader& reader, const std::string& name, const Window& theirs,
               const Partition& partition, std::vector<double>& field) {
  const Window& mine = partition.window();
  const Window both = overlap(mine, theirs);
  const int nz = partition.nz();
  const auto count = [](int n) { return static_cast<hsize_t>(n); };
  for (int j = both.j0; j < both.j1; ++j) {
    const std::vector<double> rows = reader.read(
        name, {{count(j - theirs.j0), 0, count(both.i0 - theirs.i0)}, {1, count(nz), count(both.nx())}});
    for (int k = 0; k < nz; ++k) {
      const auto from = rows.begin() + std::ptrdiff_t{k} * both.nx();
      const auto to = owned_index(both.i0 - mine.i0, j - mine.j0, k, mine.nx(), nz);
      std::copy_n(from, both.nx(), field.begin() + to);
    }
  }
}

NamedNumbers read_fields(const Partition& partition, const Manifest& manifest, const fs::path& path) {
  NamedNumbers fields;
  std::int64_t n_columns = 0;
  for (const CheckpointShard& shard : manifest.shards) {
    const Window both = overlap(partition.window(), shard.window);
    if (is_empty(both)) continue;
    verify_file(path, shard.file);
    const Hdf5Reader reader(path / shard.file.name);
    for (const auto& [name, sum] : shard.file.datasets) {
      std::vector<double>& field = fields[name];
      field.resize(static_cast<std::size_t>(partition.n_owned()));
      copy_part(reader, name, shard.window, partition, field);
    }
    n_columns += std::int64_t{both.nx()} * both.ny();
  }
  if (n_columns * partition.nz() != partition.n_owned()) {
    throw IoError(std::string(kManifestName) + " lists shards that do not cover the mesh");
  }
  return fields;
}

NamedNumbers read_numbers(const CheckpointFile& file, const fs::path& path) {
  verify_file(path, file);
  const Hdf5Reader reader(path / file.name);
  NamedNumbers numbers;
  for (const auto& [name, sum] : file.datasets) numbers[name] = reader.read(name);
  return numbers;
}

/// The manifest on every rank. Collective. Throws IoError.
Manifest read_manifest(MPI_Comm comm, const fs::path& path) {
  CollectiveGuard guard(comm);
  std::string text;
  guard.run_on_root([&] { text = read_text(path / kManifestName); });
  guard.finish();
  broadcast(comm, text);
  return parse_manifest(text);
}

/// Steps on every rank. Collective.
std::vector<std::int64_t> broadcast_steps(const Partition& partition, const fs::path& folder) {
  std::vector<std::int64_t> steps;
  if (partition.rank() == 0) steps = list_checkpoints(folder);
  auto count = static_cast<int>(steps.size());
  MPI_Bcast(&count, 1, MPI_INT, 0, partition.comm());
  steps.resize(static_cast<std::size_t>(count));
  MPI_Bcast(steps.data(), count, MPI_INT64_T, 0, partition.comm());
  return steps;
}

}  // namespace

SavedState read_checkpoint(const Partition& partition, const CheckpointIdentity& identity,
                           const fs::path& folder, std::int64_t step) {
  const fs::path path = folder / checkpoint_name(step);
  const Manifest manifest = read_manifest(partition.comm(), path);
  require_same(manifest.identity, identity, path);
  SavedState state{manifest.time, manifest.step, {}, {}};
  CollectiveGuard guard(partition.comm());
  guard.run([&] {
    if (manifest.step != step) throw IoError("its manifest is of step " + std::to_string(manifest.step));
    state.fields = read_fields(partition, manifest, path);
  });
  guard.run_on_root([&] { state.numbers = read_numbers(manifest.numbers, path); });
  guard.finish();
  broadcast(partition.comm(), manifest.numbers, state.numbers);
  return state;
}

NewestCheckpoint read_newest_checkpoint(const Partition& partition, const CheckpointIdentity& identity,
                                        const fs::path& folder) {
  NewestCheckpoint newest;
  for (const std::int64_t step : broadcast_steps(partition, folder)) {
    try {
      newest.state = read_checkpoint(partition, identity, folder, step);
      break;
    } catch (const IoError& error) {
      newest.damaged.push_back("checkpoint " + checkpoint_name(step) + " is damaged: " + error.what());
    }
  }
  if (!newest.state && !newest.damaged.empty()) {
    throw IoError("no checkpoint in '" + folder.string() + "' can be used (" + newest.damaged.front() +
                  "); --force starts anew");
  }
  CollectiveGuard guard(partition.comm());
  guard.run_on_root([&] {
    for (const std::int64_t step : list_checkpoints(folder)) {
      if (newest.state && step > newest.state->step) put_aside(folder, step);
    }
  });
  guard.finish();
  return newest;
}

}  // namespace strata
