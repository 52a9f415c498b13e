#include "solver/app/before_run.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "postproc/collective.hpp"
#include "postproc/run_record.hpp"
#include "postproc/versions.hpp"
#include "solver/app/terminal.hpp"

namespace strata::app {
namespace {

namespace fs = std::filesystem;

constexpr double kGiB = 1024.0 * 1024.0 * 1024.0;

int ranks_on_this_node(int ranks) {
  const char* local = std::getenv("OMPI_COMM_WORLD_LOCAL_SIZE");
  return local != nullptr ? std::atoi(local) : ranks;
}

}  // namespace

std::optional<ExitCode> repeat_finished(const Undertaking& undertaking, GlobalOptions options, bool speaks) {
  const auto finished = find_finished_run(undertaking.directory);
  if (!finished || undertaking.force) return std::nullopt;
  const std::string name = undertaking.directory.string();
  if (finished->deck_sha256 != undertaking.sha256) {
    throw Error(ExitCode::deck,
                fmt::format("{} holds the results of another {} (or of other options); --force "
                            "replaces them, --output DIR keeps both",
                            name, undertaking.noun));
  }
  options.quiet = options.quiet || !speaks;
  if (finished->strata_version != strata_version()) {
    print_note(options,
               fmt::format("{} was made by Strata {}: solving again", name, finished->strata_version));
    return std::nullopt;
  }
  if (finished->exit_code == ExitCode::io) {
    print_note(options, fmt::format("{} is incomplete ({}): solving again", name, finished->reason));
    return std::nullopt;
  }
  print_note(options, fmt::format("This {} was already solved on {} ({}); --force solves it again.",
                                  undertaking.noun, finished->finished, finished->reason));
  if (speaks) {
    std::ifstream text(undertaking.directory /
                       (options.json ? undertaking.json_file : undertaking.text_file));
    fmt::print("{}", std::string(std::istreambuf_iterator<char>(text), {}));
  }
  return finished->exit_code;
}

void refuse_too_little_memory(const Model& model, const Grid& grid, const RunShape& shape) {
  const RunEstimate estimate = estimate_run(model, grid, shape);
  const double needed = estimate.bytes_per_rank * ranks_on_this_node(shape.ranks);
  const double memory = available_memory();
  if (needed <= memory) return;
  throw RefusedError(
      fmt::format("{} cells need about {:.1f} GiB of memory, {:.1f} GiB are free; a coarser "
                  "mesh.lateral or more nodes would do",
                  estimate.cells, needed / kGiB, memory / kGiB));
}

void refuse_too_little_disk(const Model& model, const Grid& grid, const RunShape& shape,
                            const fs::path& directory) {
  const RunEstimate estimate = estimate_run(model, grid, shape);
  const double disk = available_disk(directory.string());
  if (estimate.output_bytes <= disk) return;
  throw RefusedError(fmt::format("the results need up to {:.1f} GiB of disk, {} has {:.1f} GiB free",
                                 estimate.output_bytes / kGiB, directory.string(), disk / kGiB));
}

std::vector<std::string> command_line(const Invocation& invocation) {
  return {invocation.argv, invocation.argv + invocation.argc};
}

void create_directory_on_root(MPI_Comm comm, const fs::path& directory) {
  CollectiveGuard guard(comm);
  guard.run_on_root([&] {
    fs::create_directories(directory);
    remove_run_record(directory);
  });
  guard.finish();
}

fs::path output_folder(const std::string& asked_for, const std::string& deck, const std::string& extension) {
  return asked_for.empty() ? fs::path(deck).replace_extension(extension) : fs::path(asked_for);
}

}  // namespace strata::app
