// What the formats of `strata convert` share: each has a file of its own, convert_<format>.cpp, with one
// function that adds a sub-command.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "inputs/importers/conversion.hpp"
#include "solver/app/command.hpp"

namespace strata::app {

/// Options that every format has.
struct ConvertArguments {
  std::string output;  ///< folder, or path of the deck
  bool force = false;
};
void add_convert_arguments(CLI::App& command, ConvertArguments& arguments);

/// Writes the deck and its side files, all or none, and says what was assumed and what is missing.
/// \param input   the main file that was converted; the deck is named after it and lies beside it by default
/// \param inputs  files that must not be overwritten
/// Throws Error (deck) where a file is in the way and --force is not given, IoError where writing fails.
ExitCode write_conversion(const Conversion& conversion, const std::filesystem::path& input,
                          const std::vector<std::string>& inputs, const ConvertArguments& arguments,
                          const GlobalOptions& options);

/// Throws Error (deck) where a target is an input, or is there and `force` is not given.
void refuse_what_is_in_the_way(const std::vector<std::filesystem::path>& targets,
                               const std::vector<std::string>& inputs, bool force);

/// What was written and what its reader has to know, as text or JSON. \param main  key of the first file
void print_conversion(const std::string& main, const std::vector<std::filesystem::path>& files,
                      const std::vector<std::string>& remarks, const std::vector<std::string>& untranslated,
                      const GlobalOptions& options);

/// `n` lengths with commas between, as options give them: "10,20" in micrometres, or "10um,2mm" [m]. Throws
/// Error (deck) otherwise.
std::vector<double> parse_lengths(const std::string& option, const std::string& text, std::size_t n);

/// Options of the formats that finished results are written in, as given; strata_post checks them.
struct ResultOptions {
  std::string colour_by, range, warp, meters_per_unit, slow_down;
  bool split = false;
};

/// Something for another tool: `strata convert --to calculix DECK`, `strata convert --to usd RESULTS`.
struct ExportArguments {
  std::string to;      ///< the tool or format
  DeckArguments deck;  ///< a deck, or for formats of results the folder of a run
  std::string solver;
  ConvertArguments common;
  ResultOptions result;
};
ExitCode convert_to_calculix(Invocation& invocation, const ExportArguments& arguments);

void add_result_options(CLI::App& command, ResultOptions& options);
/// Formats of results: usd, vts.
const std::vector<std::string>& result_formats();
/// Writes a finished run in a format of result_formats(), by strata_post. Throws Error with its exit code.
ExitCode convert_results(const Invocation& invocation, const ExportArguments& arguments);
/// Throws Error (deck) where an option is given that the format does not have.
void require_options_of_format(const ExportArguments& arguments);

void add_convert_hotspot(CLI::App& convert, Invocation& invocation);
void add_convert_3dice(CLI::App& convert, Invocation& invocation);
void add_convert_3dblox(CLI::App& convert, Invocation& invocation);
void add_convert_openroad(CLI::App& convert, Invocation& invocation);
void add_convert_layout(CLI::App& convert, Invocation& invocation);

}  // namespace strata::app
