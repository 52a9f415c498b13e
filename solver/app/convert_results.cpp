// `strata convert --to usd|vts`: the results of a finished run for other programs, written by strata_post.
#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "solver/app/convert.hpp"
#include "solver/app/pictures.hpp"

namespace strata::app {
namespace {

/// Names of the options that have a value, and what is given.
std::array<std::pair<const char*, const std::string*>, 5> valued(const ResultOptions& options) {
  return {{{"--colour-by", &options.colour_by},
           {"--range", &options.range},
           {"--warp", &options.warp},
           {"--meters-per-unit", &options.meters_per_unit},
           {"--slow-down", &options.slow_down}}};
}

/// The options as one word each, so that values may begin with a minus sign.
std::vector<std::string> words_of(const ResultOptions& options) {
  std::vector<std::string> words;
  for (const auto& [name, value] : valued(options)) {
    if (!value->empty()) words.push_back(fmt::format("{}={}", name, *value));
  }
  if (options.split) words.emplace_back("--split");
  return words;
}

}  // namespace

const std::vector<std::string>& result_formats() {
  static const std::vector<std::string> formats{"usd", "vts"};
  return formats;
}

void add_result_options(CLI::App& command, ResultOptions& options) {
  command.add_option("--colour-by", options.colour_by, "With --to usd: the field that colours the meshes")
      ->check(CLI::IsMember({"temperature", "von_mises"}));
  command.add_option("--range", options.range,
                     "With --to usd: lowest and highest value of the colours in degC or MPa, such as 40,95 "
                     "(default: those of the field)");
  command.add_option(
      "--warp", options.warp,
      "With --to usd: draw displacements that many times as large (default: the shape as built)");
  command.add_option("--meters-per-unit", options.meters_per_unit,
                     "With --to usd: the unit of length (default: 0.001, millimetres)");
  command.add_option(
      "--slow-down", options.slow_down,
      "With --to usd: how many times slower than real time a transient plays (default: so that it "
      "takes 10 s)");
  command.add_flag("--split", options.split, "With --to usd: one file for each placed part");
}

void require_options_of_format(const ExportArguments& arguments) {
  const std::vector<std::string> of_results = words_of(arguments.result);
  if (arguments.to != "usd" && !of_results.empty()) {
    const std::string& word = of_results.front();
    throw Error(ExitCode::deck, fmt::format("{} is an option of --to usd", word.substr(0, word.find('='))));
  }
  if (arguments.to == "calculix") return;
  if (!arguments.solver.empty()) throw Error(ExitCode::deck, "--solver is an option of --to calculix");
  if (!arguments.deck.overrides.empty())
    throw Error(ExitCode::deck,
                fmt::format("--set is for decks: --to {} writes results as they are", arguments.to));
}

ExitCode convert_results(const Invocation& invocation, const ExportArguments& arguments) {
  std::vector<std::string> words{"convert", "--to", arguments.to};
  if (!arguments.common.output.empty()) words.push_back("--output=" + arguments.common.output);
  if (arguments.common.force) words.emplace_back("--force");
  if (invocation.options.json) words.emplace_back("--json");
  const std::vector<std::string> chosen = words_of(arguments.result);
  words.insert(words.end(), chosen.begin(), chosen.end());
  words.insert(words.end(), {"--", arguments.deck.path});
  const PostOutcome outcome = call_strata_post(words);
  if (outcome.exit_code != ExitCode::ok) throw Error(outcome.exit_code, own_words(outcome.output));
  fmt::print("{}", outcome.output);
  return ExitCode::ok;
}

}  // namespace strata::app
