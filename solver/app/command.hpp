// What every command of the program shares: the global options and the way a command registers itself.
// Each command has a file of its own with one function add_<command>(); main.cpp lists them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "inputs/error.hpp"

namespace strata::app {

struct GlobalOptions {
  bool quiet = false;
  bool verbose = false;
  bool json = false;  ///< the result on stdout as JSON instead of text
  std::string petsc;  ///< options for PETSc's database
};

/// The command line as given, and the command that was chosen: what main runs after parsing.
struct Invocation {
  int argc = 0;
  char** argv = nullptr;
  GlobalOptions options;
  std::function<ExitCode()> action;
};

/// Deck path and `--set` arguments, which several commands take.
struct DeckArguments {
  std::string path;
  std::vector<std::string> overrides;
};
void add_deck_arguments(CLI::App& command, DeckArguments& arguments);

void add_run(CLI::App& app, Invocation& invocation);
void add_check(CLI::App& app, Invocation& invocation);
void add_reference(CLI::App& app, Invocation& invocation);  ///< describe, schema
void add_materials(CLI::App& app, Invocation& invocation);
void add_verify(CLI::App& app, Invocation& invocation);
void add_bench(CLI::App& app, Invocation& invocation);
void add_study(CLI::App& app, Invocation& invocation);
void add_sweep(CLI::App& app, Invocation& invocation);
void add_dataset(CLI::App& app, Invocation& invocation);  ///< of a sweep
void add_report(CLI::App& app, Invocation& invocation);
void add_characterise(CLI::App& app, Invocation& invocation);
void add_zth(CLI::App& app, Invocation& invocation);
void add_completion(CLI::App& app, Invocation& invocation);  ///< of shells
void add_convert(CLI::App& app, Invocation& invocation);
void add_submit(CLI::App& app, Invocation& invocation);
void add_info(CLI::App& app, Invocation& invocation);

}  // namespace strata::app
