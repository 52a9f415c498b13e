// `strata convert`: decks from the files of other tools.
#include "solver/app/convert.hpp"

#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "inputs/deck/quantity.hpp"
#include "inputs/importers/words.hpp"
#include "inputs/model.hpp"
#include "postproc/atomic_file.hpp"
#include "solver/app/terminal.hpp"

namespace strata::app {
namespace {

namespace fs = std::filesystem;

/// A file to be written.
struct Target {
  fs::path path;
  const std::string* text;
};

/// A folder, or the deck itself where the name says so.
fs::path deck_path(const std::string& output, const fs::path& input) {
  const fs::path name = input.stem().string() + ".yaml";
  if (output.empty()) return input.parent_path() / name;
  const fs::path path(output);
  const bool is_deck = (path.extension() == ".yaml" || path.extension() == ".yml") && !fs::is_directory(path);
  return is_deck ? path : path / name;
}

bool is_same_file(const fs::path& a, const fs::path& b) {
  std::error_code failure;
  return fs::equivalent(a, b, failure) && !failure;
}

/// Writes the text of a target to its temporary twin.
void write_temporary(const AtomicFile& file, const std::string& text) {
  std::ofstream stream(file.temporary(), std::ios::binary);
  stream << text;
  stream.close();
  if (!stream) throw IoError("cannot write '" + file.target().string() + "'");
}

/// All texts are on the disk before the first one takes its place; files that were not there before go again
/// when one of them cannot.
void write_all(const std::vector<Target>& targets) {
  std::vector<std::unique_ptr<AtomicFile>> files;
  for (const Target& target : targets) {
    files.push_back(std::make_unique<AtomicFile>(target.path));
    write_temporary(*files.back(), *target.text);
  }
  std::vector<fs::path> added;
  try {
    for (const auto& file : files) {
      const bool is_new = !fs::exists(file->target());
      file->commit();
      if (is_new) added.push_back(file->target());
    }
  } catch (const IoError&) {
    std::error_code ignored;
    for (const fs::path& path : added) fs::remove(path, ignored);
    throw;
  }
}

void print_list(const char* title, const std::vector<std::string>& items) {
  if (items.empty()) return;
  fmt::print("\n{}\n", title);
  for (const std::string& item : items) fmt::print("  - {}\n", item);
}

}  // namespace

void refuse_what_is_in_the_way(const std::vector<fs::path>& targets, const std::vector<std::string>& inputs,
                               bool force) {
  std::string text;
  for (const fs::path& target : targets) {
    if (!fs::exists(target)) continue;
    const bool is_input = std::any_of(inputs.begin(), inputs.end(),
                                      [&](const std::string& input) { return is_same_file(input, target); });
    if (is_input) {
      text += fmt::format("{}'{}' is an input and is not overwritten", text.empty() ? "" : "\n  ",
                          target.string());
    } else if (!force) {
      text += fmt::format("{}'{}' exists; --force replaces it", text.empty() ? "" : "\n  ", target.string());
    }
  }
  if (!text.empty()) throw Error(ExitCode::deck, text);
}

void add_convert_arguments(CLI::App& command, ConvertArguments& arguments) {
  command.add_option("-o,--output", arguments.output,
                     "Folder of the deck, or its path (default: beside the input)");
  command.add_flag("--force", arguments.force, "Replace files that are there already, inputs excepted");
}

std::vector<double> parse_lengths(const std::string& option, const std::string& text, std::size_t n) {
  std::vector<double> lengths;
  std::istringstream words(text);
  for (std::string word; std::getline(words, word, ',');) {
    const auto bare = number_of(word);
    const ParsedQuantity parsed =
        bare ? ParsedQuantity{true, *bare * 1e-6, {}, {}} : parse_quantity(word, dimension::kLength);
    if (!parsed.ok) throw Error(ExitCode::deck, fmt::format("{} {}: {}", option, text, parsed.message));
    lengths.push_back(parsed.value);
  }
  if (lengths.size() != n)
    throw Error(ExitCode::deck,
                fmt::format("{} takes {} lengths with commas between; found {}", option, n, lengths.size()));
  return lengths;
}

void print_conversion(const std::string& main, const std::vector<fs::path>& files,
                      const std::vector<std::string>& remarks, const std::vector<std::string>& untranslated,
                      const GlobalOptions& options) {
  if (options.json) {
    nlohmann::ordered_json json{{main, files.front().string()}, {"files", nlohmann::ordered_json::array()}};
    for (std::size_t n = 1; n < files.size(); ++n) json["files"].push_back(files[n].string());
    json["remarks"] = remarks;
    json["untranslated"] = untranslated;
    fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
    return;
  }
  for (const fs::path& file : files) fmt::print("{}\n", file.string());
  print_list("What is assumed, and what is modelled differently:", remarks);
  print_list("NOT TRANSLATED:", untranslated);
}

ExitCode write_conversion(const Conversion& conversion, const fs::path& input,
                          const std::vector<std::string>& inputs, const ConvertArguments& arguments,
                          const GlobalOptions& options) {
  const fs::path deck = deck_path(arguments.output, input);
  const fs::path folder = deck.parent_path().empty() ? fs::path(".") : deck.parent_path();
  std::vector<Target> targets;
  targets.reserve(conversion.files.size() + 1);
  for (const SideFile& file : conversion.files) targets.push_back({folder / file.name, &file.text});
  targets.push_back({deck, &conversion.deck});  // last: a deck is there only with all it needs
  std::vector<fs::path> paths(targets.size());
  std::transform(targets.begin(), targets.end(), paths.begin(),
                 [](const Target& target) { return target.path; });
  refuse_what_is_in_the_way(paths, inputs, arguments.force);
  make_directory(folder);
  write_all(targets);
  std::vector<fs::path> files{deck};
  for (const SideFile& file : conversion.files) files.push_back(folder / file.name);
  print_conversion("deck", files, conversion.remarks, conversion.untranslated, options);
  return ExitCode::ok;
}

namespace {

std::vector<std::string> export_formats() {
  std::vector<std::string> formats{"calculix"};
  formats.insert(formats.end(), result_formats().begin(), result_formats().end());
  return formats;
}

ExitCode export_to_tool(Invocation& invocation, const ExportArguments& arguments) {
  require_options_of_format(arguments);
  return arguments.to == "calculix" ? convert_to_calculix(invocation, arguments)
                                    : convert_results(invocation, arguments);
}

}  // namespace

/// The input and the tool it is for, where no format of another tool's files is named.
void add_export(CLI::App& command, Invocation& invocation) {
  auto arguments = std::make_shared<ExportArguments>();
  command.add_option("input", arguments->deck.path,
                     "With --to calculix: input deck (YAML); with --to usd or vts: folder of a finished run");
  command
      .add_option(
          "--to", arguments->to,
          "Write a deck's stress analysis (calculix) or the results of a run (usd, vts) for another tool")
      ->check(CLI::IsMember(export_formats()));
  command
      .add_option("--set", arguments->deck.overrides,
                  "With --to calculix: override a deck value, path.to[2].key=value; may be repeated")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command.add_option(
      "-o,--output", arguments->common.output,
      "With --to: folder of the files, or path of the one for calculix (default: beside the input)");
  command.add_flag("--force", arguments->common.force, "With --to: replace files that are there already");
  command.add_option(
      "--solver", arguments->solver,
      "With --to calculix: its solver, such as \"ITERATIVE CHOLESKY\" (default: its own default)");
  add_result_options(command, arguments->result);
  command.callback([&command, &invocation, arguments] {
    if (!command.get_subcommands().empty()) {
      if (!arguments->deck.path.empty() || !arguments->to.empty())
        throw CLI::ValidationError("convert", "takes a format of another tool, or --to and a deck: not both");
      return;
    }
    if (arguments->to.empty() || arguments->deck.path.empty()) {
      throw CLI::ValidationError(
          "convert",
          "a format is needed, such as 'strata convert hotspot ...', 'strata convert --to calculix DECK' or "
          "'strata convert --to usd RESULTS'");
    }
    invocation.action = [&invocation, arguments] { return export_to_tool(invocation, *arguments); };
  });
}

void add_convert(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand(
      "convert", "Decks from the files of other tools, and with --to a file for another tool");
  command->require_subcommand(0, 1);
  add_export(*command, invocation);
  add_convert_hotspot(*command, invocation);
  add_convert_3dice(*command, invocation);
  add_convert_3dblox(*command, invocation);
  add_convert_openroad(*command, invocation);
  add_convert_layout(*command, invocation);
}

}  // namespace strata::app
