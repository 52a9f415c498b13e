// `strata post`: a script of a watched run on results that are on the disk. `strata in-situ test`: what is
// wrong with a script, found out on a case that is solved at once.
#include "solver/app/in_situ.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include <fmt/format.h>

#include "solver/app/child_process.hpp"
#include "solver/app/mpi_launch.hpp"
#include "solver/app/pictures.hpp"
#include "solver/app/scratch_folder.hpp"
#include "solver/app/terminal.hpp"

namespace strata::app {
namespace {

namespace fs = std::filesystem;

struct PostArguments {
  std::string script;
  std::string results;
  std::string output;
};

struct TestArguments {
  std::string script;
  std::string output;  ///< folder of results that stays; empty: none does
};

void require_file(const fs::path& path, const char* what) {
  if (!fs::is_regular_file(path))
    throw Error(ExitCode::deck, fmt::format("{} {} is not there", what, path.string()));
}

/// A path, or the name of a preset.
fs::path find_script(const std::string& name) {
  fs::path preset = python_folder() / "catalyst" / "presets" / (name + ".py");
  if (!fs::exists(name) && fs::exists(preset)) return preset;
  require_file(name, "the script");
  return fs::absolute(name);
}

std::size_t count_files(const fs::path& folder) {
  std::size_t n = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) n += entry.is_regular_file() ? 1 : 0;
  return n;
}

std::string files(std::size_t n) {
  return fmt::format("{} file{}", n, n == 1 ? "" : "s");
}

/// pvpython with a display where there is one, under xvfb-run otherwise.
std::vector<std::string> python_of_paraview() {
  if (std::getenv("DISPLAY") != nullptr) return {"pvpython", "--force-offscreen-rendering"};
  return {
      "xvfb-run", "-a", "-s", "-screen 0 1280x1024x24 -noreset", "pvpython", "--force-offscreen-rendering"};
}

ExitCode post(const Invocation& invocation, const PostArguments& arguments) {
  const fs::path script = find_script(arguments.script);
  const fs::path results = fs::absolute(arguments.results);
  require_file(results / "results.pvd", "the collection");
  require_file(results / "results.h5", "the file");
  const fs::path folder = arguments.output.empty() ? results / "post" : fs::absolute(arguments.output);
  fs::create_directories(folder);
  std::vector<std::string> words = python_of_paraview();
  for (const fs::path& word : {python_folder() / "catalyst" / "after_the_fact.py", script, results, folder})
    words.push_back(word.string());
  const ChildResult child = run_child(words, environment_without_ranks());
  if (!child.failure.empty())
    throw Error(ExitCode::io, fmt::format("{} (Debian packages: python3-paraview, xvfb)", child.failure));
  if (child.status != 0)
    throw Error(ExitCode::io, fmt::format("{} failed:\n{}", script.string(), child.output));
  print_note(invocation.options, fmt::format("{} in {}", files(count_files(folder)), folder.string()));
  return ExitCode::ok;
}

/// A case that is solved at once and has all that scripts may ask for: two dies, three looks, stress where
/// asked.
std::string tiny_deck(const fs::path& script) {
  return fmt::format(R"(strata: 1
title: Tiny case for a script
parts:
  die: {{size: [4 mm, 4 mm], layers: [{{name: si, thickness: 0.5 mm, material: silicon, active: bottom}}]}}
assembly:
  size: [10 mm, 8 mm]
  stack:
    - {{name: board, thickness: 1 mm, material: fr4}}
    - {{tier: dies, place: [{{part: die, name: a, at: [0.5 mm, 2 mm]}}, {{part: die, name: b, at: [5.5 mm, 2 mm]}}]}}
power: [{{target: a.si.active, total: 5 W}}, {{target: b.si.active, total: 2 W}}]
boundaries: {{top: {{convection: {{film_coefficient: 5e3 W/(m^2.K), ambient: 40 degC}}}}}}
mesh: {{lateral: 1 mm, per_layer: {{max_thickness: 500 um}}}}
analysis:
  heat: transient
  transient: {{end: 20 ms, tolerance: 1 K, step: {{fixed: 10 ms}}}}
  stress: {{stress_free_temperature: 125 degC}}
output: {{pictures: false, paraview: false}}
in_situ: {{script: {}, every: 1 steps}}
)",
                     script.string());
}

/// What a run had to say before its results, without where it left them.
std::string notes_of(const std::string& output) {
  std::string notes;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line) && !line.starts_with("{");)
    if (!line.starts_with("looked ")) notes += line + "\n";
  return notes;
}

ExitCode test_script(const TestArguments& arguments) {
  const fs::path script = find_script(arguments.script);
  const ScratchFolder scratch;
  const fs::path deck = scratch.path() / "deck.yaml";
  std::ofstream(deck) << tiny_deck(script);
  const fs::path results =
      arguments.output.empty() ? scratch.path() / "deck.results" : fs::absolute(arguments.output);
  const ChildResult child = run_child({fs::read_symlink("/proc/self/exe").string(), "run", deck.string(),
                                       "--json", "--force", "--output", results.string()},
                                      environment_without_ranks());
  if (!child.failure.empty()) throw Error(ExitCode::internal, child.failure);
  fmt::print(stderr, "{}", notes_of(child.output));
  if (child.status != 0)
    return child.status == static_cast<int>(ExitCode::io) ? ExitCode::io : ExitCode::internal;
  const std::size_t n_files = count_files(results / "in_situ");
  if (n_files == 0)
    throw Error(ExitCode::io, "the script ran and wrote nothing: it has no extractor that is due");
  fmt::print("{} works: {} from 3 looks\n", script.string(), files(n_files));
  return ExitCode::ok;
}

}  // namespace

void add_post(CLI::App& app, Invocation& invocation) {
  CLI::App* command =
      app.add_subcommand("post", "Run a Catalyst script, or a preset, on the results of a finished run");
  auto arguments = std::make_shared<PostArguments>();
  command->add_option("script", arguments->script, "Script, or name of a preset")->required();
  command->add_option("results", arguments->results, "Folder of results with results.pvd")->required();
  command->add_option("-o,--output", arguments->output,
                      "Folder for pictures and extracts (default: RESULTS/post)");
  command->callback([&invocation, arguments] {
    invocation.action = [&invocation, arguments] { return post(invocation, *arguments); };
  });
}

void add_in_situ(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("in-situ", "Scripts for runs that are watched (docs/in_situ.md)");
  command->require_subcommand(1);
  CLI::App* test = command->add_subcommand("test", "Say what is wrong with a script, by a tiny run");
  auto arguments = std::make_shared<TestArguments>();
  test->add_option("script", arguments->script, "Script, or name of a preset")->required();
  test->add_option("-o,--output", arguments->output, "Folder that keeps the results of the tiny run");
  test->callback(
      [&invocation, arguments] { invocation.action = [arguments] { return test_script(*arguments); }; });
}

}  // namespace strata::app
