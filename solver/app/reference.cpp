// `strata describe` and `strata schema`: the deck language, told from the key tables.
#include "inputs/deck/reference.hpp"

#include <fmt/format.h>

#include "inputs/key_tables.hpp"
#include "inputs/sweep/sweep_keys.hpp"
#include "solver/app/command.hpp"

namespace strata::app {
namespace {

void add_describe(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("describe", "What a deck key means, its unit, bounds and default");
  auto key = std::make_shared<std::string>();
  auto markdown = std::make_shared<bool>(false);
  command->add_option("key", *key, "Path of a key, such as boundaries.top.convection; none: the top level");
  command->add_flag("--markdown", *markdown,
                    "The whole reference as Markdown (docs/deck.md is made from it)");
  auto is_sweep = std::make_shared<bool>(false);
  command->add_flag("--sweep", *is_sweep, "Keys of sweeps instead (docs/sweep.md is made from them)");
  command->callback([&invocation, key, markdown, is_sweep] {
    invocation.action = [key, markdown, is_sweep] {
      const KeyTable& table = *is_sweep ? sweep_table() : deck_table();
      fmt::print("{}", *markdown ? markdown_reference(table) : describe(table, *key));
      return ExitCode::ok;
    };
  });
}

void add_schema(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("schema", "The deck language as JSON Schema (draft 7), for editors");
  command->callback([&invocation] {
    invocation.action = [] {
      fmt::print("{}\n", json_schema(deck_table()).dump(2));
      return ExitCode::ok;
    };
  });
}

}  // namespace

void add_reference(CLI::App& app, Invocation& invocation) {
  add_describe(app, invocation);
  add_schema(app, invocation);
}

}  // namespace strata::app
