#include <filesystem>
#include <fstream>
#include <iterator>

#include "solver/app/bench.hpp"
#include "solver/app/mpi_launch.hpp"
#include "solver/app/scratch_folder.hpp"
#include "solver/estimate.hpp"

namespace strata::app {

void add_names(CLI::App& command, const char* option, std::vector<std::string>& names, const std::string& all,
               const char* what) {
  command.add_option(option, names, fmt::format("Only these {}, separated by commas: {}", what, all))
      ->delimiter(',')
      ->type_name("NAMES");
}

std::string why_left_out(double bytes) {
  constexpr double kGiB = 1024.0 * 1024.0 * 1024.0;
  const double free = available_memory();
  if (bytes <= free) return {};
  return fmt::format("left out: about {:.1f} GiB of memory needed, {:.1f} free", bytes / kGiB, free / kGiB);
}

std::string run_measurement(std::vector<std::string> words, int ranks, std::string& failure) {
  const ScratchFolder scratch;
  const std::filesystem::path file = scratch.path() / "record.json";
  words.insert(words.end(), {"--record-file", file.string()});
  failure = run_own_command(words, ranks);
  std::ifstream stream(file);
  std::string text(std::istreambuf_iterator<char>(stream), {});
  if (failure.empty() && text.empty()) failure = "left no record";
  return text;
}

}  // namespace strata::app
