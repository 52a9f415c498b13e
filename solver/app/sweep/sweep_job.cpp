#include "solver/app/sweep/sweep_job.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include <fmt/format.h>

#include "inputs/error.hpp"
#include "meshes/grid.hpp"
#include "postproc/atomic_file.hpp"
#include "postproc/checksum.hpp"
#include "postproc/collective.hpp"
#include "postproc/dataset/dataset_json.hpp"
#include "postproc/dataset/layout.hpp"
#include "solver/app/before_run.hpp"
#include "solver/app/deck_identity.hpp"
#include "solver/app/solve_model.hpp"

namespace strata::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDatasetFile = "dataset.json";

std::string text_of_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw IoError(fmt::format("{}: cannot be read", path.string()));
  return {std::istreambuf_iterator<char>(file), {}};
}

fs::path requests_path(const fs::path& directory, std::uint64_t first_id) {
  return directory / "requests" / fmt::format("{:09}.csv", first_id);
}

/// The tables of parameters that earlier calls brought, by the id of their first row.
std::map<std::uint64_t, fs::path> earlier_requests(const fs::path& directory) {
  std::map<std::uint64_t, fs::path> requests;
  const fs::path folder = directory / "requests";
  if (!fs::is_directory(folder)) return requests;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string stem = entry.path().stem().string();
    const bool is_number = !stem.empty() && std::all_of(stem.begin(), stem.end(),
                                                        [](unsigned char c) { return std::isdigit(c) != 0; });
    if (entry.path().extension() == ".csv" && is_number) requests.emplace(std::stoull(stem), entry.path());
  }
  return requests;
}

/// The dataset in the folder, where there is one, must be of this sweep.
void require_same_dataset(const SweepJob& job) {
  const fs::path path = job.directory / kDatasetFile;
  if (!fs::exists(path)) return;
  const auto dataset = nlohmann::json::parse(text_of_file(path), nullptr, false);
  const std::string identity = dataset.is_object() ? dataset.value("sweep_sha256", "") : "";
  if (identity == job.identity) return;
  throw Error(
      ExitCode::deck,
      fmt::format(
          "{} holds the dataset of another sweep (or the sweep or its deck has changed since); --output "
          "DIR keeps both, or remove it",
          job.directory.string()));
}

Sweep part_of_table(const SweepArguments& arguments, const std::string& path, std::uint64_t first_id) {
  Sweep part = load_sweep(arguments.sweep.path, arguments.sweep.overrides, path);
  part.first_id = first_id;
  return part;
}

std::uint64_t round_up(std::uint64_t n, std::uint64_t to) {
  return (n + to - 1) / to * to;
}

/// The sweep itself and the tables before; then the one that comes with this call.
void find_parts(SweepJob& job, const SweepArguments& arguments, std::uint64_t next_id) {
  const auto block = static_cast<std::uint64_t>(job.base.dataset.block);
  std::uint64_t end = 0;
  const auto earlier = earlier_requests(job.directory);
  const bool starts_from_table = !arguments.requests.empty() && !arguments.append;
  if (earlier.count(0) == 0 && !starts_from_table) job.parts.push_back(job.base);
  if (!job.parts.empty()) end = job.base.n_samples;
  for (const auto& [first, path] : earlier) {
    job.parts.push_back(part_of_table(arguments, path.string(), first));
    end = std::max(end, first + job.parts.back().n_samples);
  }
  if (arguments.requests.empty()) return;
  const std::uint64_t first = starts_from_table ? 0 : round_up(std::max(end, next_id), block);
  Sweep asked = part_of_table(arguments, arguments.requests, first);  // says what is wrong with the table
  job.requests_text = text_of_file(arguments.requests);
  if (starts_from_table && !earlier.empty()) {
    if (text_of_file(earlier.begin()->second) == job.requests_text) return;
    throw Error(ExitCode::deck, fmt::format("{} already has samples; --append adds those of {}",
                                            job.directory.string(), arguments.requests));
  }
  job.parts.push_back(std::move(asked));
}

void check_start(const SweepJob& job, const SweepArguments& arguments) {
  const auto block = static_cast<std::uint64_t>(job.base.dataset.block);
  if (arguments.start % block == 0 && arguments.count % block == 0) return;
  throw Error(
      ExitCode::deck,
      fmt::format("--start {} --count {}: samples are made in blocks of {} (dataset.block), so both must be "
                  "multiples of it; --start {} --count {} would do",
                  arguments.start, arguments.count, block, arguments.start / block * block,
                  round_up(std::max<std::uint64_t>(arguments.count, 1), block)));
}

/// Blocks of a part within [start, start + count) that are not whole yet, and the ids that the call is about.
void find_blocks(SweepJob& job, std::size_t part, const SweepArguments& arguments, const Manifest& manifest) {
  const Sweep& sweep = job.parts[part];
  const auto block = static_cast<std::uint64_t>(job.base.dataset.block);
  const std::uint64_t end = sweep.first_id + sweep.n_samples;
  for (std::uint64_t first = sweep.first_id; first < end; first += block) {
    if (first < arguments.start || (arguments.count > 0 && first >= arguments.start + arguments.count))
      continue;
    const std::uint64_t last = std::min(first + block, end);
    bool is_whole = true;
    for (std::uint64_t id = first; id < last; ++id) {
      job.wanted.push_back(id);
      is_whole = is_whole && manifest.has(id);
    }
    if (is_whole) {
      job.n_done_before += last - first;
    } else {
      job.blocks.push_back({first / block, part, first, last});
    }
  }
}

/// A sample is a duplicate of the one with the smallest id that has the same input, wherever and whenever
/// either is made.
void find_duplicates(SweepJob& job) {
  for (const Sweep& part : job.parts) {
    for (std::uint64_t id = part.first_id; id < part.first_id + part.n_samples; ++id) {
      const SweepSample sample = make_sample(part, id);
      if (!sample.is_superposed) job.first_of_input.emplace(input_sha256(job, sample), id);
    }
  }
}

/// Whether values of the sweep may move grid lines.
bool varies_geometry(const Sweep& sweep) {
  return std::any_of(sweep.parameters.begin(), sweep.parameters.end(), [](const SweepParameter& parameter) {
    return std::any_of(parameter.paths.begin(), parameter.paths.end(), [](const std::string& path) {
      return path.starts_with("parts") || path.starts_with("assembly") || path.starts_with("mesh");
    });
  });
}

/// Upper corner of the smallest box from the origin that holds every sample of the rank's share [m].
std::array<double, 3> largest_extent(const SweepJob& job, int rank, int n_ranks) {
  std::array<double, 3> extent{};
  std::set<std::uint64_t> groups;
  for (const Sweep& part : job.parts) {
    for (std::uint64_t id = part.first_id; id < part.first_id + part.n_samples; ++id) {
      const SweepSample sample = make_sample(part, id);
      if (sample.is_superposed || !groups.insert(sample.group).second) continue;
      if (groups.size() % static_cast<std::size_t>(n_ranks) != static_cast<std::size_t>(rank)) continue;
      try {
        const Model model = sample_model(part, sample);
        for (std::size_t axis = 0; axis < 3; ++axis)
          extent[axis] = std::max(extent[axis], model.geometry.domain.upper[axis]);
      } catch (const DeckError&) {  // becomes a rejected sample
      }
    }
  }
  return extent;
}

/// The box of the regular grid: what the sweep says, else what an earlier call found, else that of all
/// samples.
std::array<double, 3> box_of_dataset(const SweepJob& job, MPI_Comm comm) {
  if (job.base.dataset.box) return *job.base.dataset.box;
  const fs::path path = job.directory / kDatasetFile;
  if (fs::exists(path)) {
    const auto dataset = nlohmann::json::parse(text_of_file(path), nullptr, false);
    if (dataset.is_object() && dataset.contains("box_m"))
      return dataset["box_m"].get<std::array<double, 3>>();
  }
  int rank = 0, n_ranks = 1;
  MPI_Comm_rank(comm, &rank);
  MPI_Comm_size(comm, &n_ranks);
  std::array<double, 3> extent = largest_extent(job, rank, n_ranks);
  MPI_Allreduce(MPI_IN_PLACE, extent.data(), 3, MPI_DOUBLE, MPI_MAX, comm);
  if (extent[0] <= 0.0) throw Error(ExitCode::deck, "no sample of the sweep makes a valid deck");
  return extent;
}

/// The layout of the dataset: a regular grid, or the deck's own.
DatasetLayout choose_layout(const SweepJob& job, const Model& model, MPI_Comm comm) {
  if (job.base.dataset.cells) {
    const std::array<int, 3>& cells = *job.base.dataset.cells;
    return make_layout(job.base, model, cells, regular_lines(cells, box_of_dataset(job, comm)));
  }
  const Grid grid = plan_grid(model).grid;
  const std::array<int, 3> cells{grid.n_cells(Axis::x), grid.n_cells(Axis::y), grid.n_cells(Axis::z)};
  return make_layout(job.base, model, cells,
                     varies_geometry(job.base) ? std::array<std::vector<double>, 3>{} : grid.lines);
}

}  // namespace

std::string input_sha256(const SweepJob& job, const SweepSample& sample) {
  return sha256(job.identity + '\0' + sample.key);
}

SweepJob prepare_sweep(const SweepArguments& arguments) {
  SweepJob job;
  job.base = load_sweep(arguments.sweep.path, arguments.sweep.overrides);
  job.directory = output_folder(arguments.output, arguments.sweep.path, ".dataset");
  job.identity =
      sha256(job.base.resolved + '\0' + deck_identity(load_model(job.base.deck_path, job.base.overrides)));
  require_same_dataset(job);
  if (arguments.append && !fs::exists(job.directory / kDatasetFile))
    throw Error(ExitCode::deck, fmt::format("--append: {} holds no dataset yet", job.directory.string()));
  check_start(job, arguments);
  const Manifest manifest = read_manifest(job.directory);
  find_parts(job, arguments, manifest.next_id());
  const bool is_about_requests = !arguments.requests.empty();
  for (std::size_t part = is_about_requests ? job.parts.size() - 1 : 0; part < job.parts.size(); ++part)
    find_blocks(job, part, arguments, manifest);
  find_duplicates(job);
  return job;
}

void open_dataset(SweepJob& job, MPI_Comm comm) {
  const Model model = load_model(job.base.deck_path, job.base.overrides);
  require_heat(model, "a sweep");
  require_steady(model, "a sweep");
  job.layout = choose_layout(job, model, comm);
  job.layout.sweep_sha256 = job.identity;
  CollectiveGuard guard(comm);
  guard.run_on_root([&] {
    make_directory(job.directory / "requests");
    if (!fs::exists(job.directory / kDatasetFile)) write_dataset_json(job.layout, {}, job.directory);
    if (job.requests_text.empty()) return;
    const fs::path path = requests_path(job.directory, job.parts.back().first_id);
    if (!fs::exists(path)) write_file_atomically(path, job.requests_text);
  });
  guard.finish();
}

}  // namespace strata::app
