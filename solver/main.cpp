// The program: parses the command line, runs the chosen command, ends with its exit code. Everything a
// command does stands in solver/app/<command>.cpp; it is the only code that sees postproc/.
#include <csignal>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "inputs/deck/diagnostics.hpp"
#include "solver/app/command.hpp"
#include "solver/app/in_situ.hpp"
#include "solver/app/terminal.hpp"
#include "strata_version.hpp"

namespace {

using namespace strata;

/// Prints what is wrong with the command line; a misspelt command gets its neighbour's name. Returns the exit
/// code.
int report_usage_error(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv) {
  fmt::print(stderr, "error: {}\n", error.what());
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  if (argc > 1 && app.get_subcommands().empty()) {
    const std::string near = nearest_word(argv[1], names);
    if (!near.empty()) fmt::print(stderr, "  hint: did you mean 'strata {}'?\n", near);
  }
  fmt::print(stderr, "  'strata --help' lists the commands, 'strata COMMAND --help' their options\n");
  return static_cast<int>(ExitCode::deck);
}

void add_global_options(CLI::App& app, app::GlobalOptions& options) {
  app.add_flag("-q,--quiet", options.quiet, "No progress and no notes");
  app.add_flag("-v,--verbose", options.verbose, "Also the residual of every correction");
  app.add_flag("--json", options.json, "Print the result as JSON");
  app.add_option("--petsc", options.petsc,
                 "Options for PETSc, as one string: \"-ksp_monitor -pc_type gamg\"");
  app.set_version_flag("--version", fmt::format("strata {} ({})", kVersion, kGitCommit));
  app.fallthrough();
  app.require_subcommand(1);
}

}  // namespace

int main(int argc, char** argv) {
  // A full pipe or disk must come back as an error of write(), not kill the process half way.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);

  CLI::App app{"Strata: temperature of HBM stacks and advanced packages", "strata"};
  app::Invocation invocation{argc, argv, {}, {}};
  add_global_options(app, invocation.options);
  app::add_run(app, invocation);
  app::add_check(app, invocation);
  app::add_study(app, invocation);
  app::add_sweep(app, invocation);
  app::add_dataset(app, invocation);
  app::add_report(app, invocation);
  app::add_characterise(app, invocation);
  app::add_zth(app, invocation);
  app::add_completion(app, invocation);
  app::add_reference(app, invocation);
  app::add_materials(app, invocation);
  app::add_verify(app, invocation);
  app::add_bench(app, invocation);
  app::add_convert(app, invocation);
  app::add_post(app, invocation);
  app::add_in_situ(app, invocation);
  app::add_submit(app, invocation);
  app::add_info(app, invocation);

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    return report_usage_error(app, error, argc, argv);
  }
  try {
    return static_cast<int>(invocation.action());
  } catch (const Error& error) {
    app::print_error(error);
    return static_cast<int>(error.exit_code());
  } catch (const std::exception& error) {
    app::print_unexpected(error, 0);
    return static_cast<int>(ExitCode::internal);
  }
}
