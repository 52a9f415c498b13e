// `strata dataset check|view|card`: what a dataset is worth, in other layouts, and as a page; by strata_post.
#include <memory>

#include <fmt/format.h>

#include "solver/app/command.hpp"
#include "solver/app/convert.hpp"
#include "solver/app/pictures.hpp"

namespace strata::app {
namespace {

struct DatasetArguments {
  std::string folder;
  std::string output;
  std::vector<std::string> views;
  bool no_physics = false;
};

/// Runs a command of strata_post on the dataset and prints what it prints.
ExitCode call(std::vector<std::string> words, const DatasetArguments& arguments) {
  if (!arguments.output.empty()) words.push_back("--output=" + arguments.output);
  words.insert(words.end(), {"--", arguments.folder});
  const PostOutcome outcome = call_strata_post(words);
  const bool has_said_it = outcome.exit_code == ExitCode::ok || words.front() == "dataset-check";
  if (!has_said_it) throw Error(outcome.exit_code, own_words(outcome.output));
  fmt::print("{}", outcome.output);
  return outcome.exit_code;
}

ExitCode check(const DatasetArguments& arguments) {
  std::vector<std::string> words{"dataset-check"};
  if (arguments.no_physics) words.emplace_back("--no-physics");
  return call(std::move(words), arguments);
}

ExitCode view(const DatasetArguments& arguments) {
  std::vector<std::string> words{"dataset-views"};
  if (!arguments.views.empty()) {
    words.emplace_back("--to");
    words.insert(words.end(), arguments.views.begin(), arguments.views.end());
  }
  return call(std::move(words), arguments);
}

}  // namespace

void add_dataset(CLI::App& app, Invocation& invocation) {
  CLI::App* command =
      app.add_subcommand("dataset", "Check a dataset of a sweep, or write it for other loaders");
  command->require_subcommand(1);
  auto arguments = std::make_shared<DatasetArguments>();
  const auto add = [&](const char* name, const char* help, auto action) {
    CLI::App* own = command->add_subcommand(name, help);
    own->add_option("dataset", arguments->folder, "Folder that `strata sweep` made")->required();
    own->callback([&invocation, arguments, action] {
      invocation.action = [arguments, action] { return action(*arguments); };
    });
    return own;
  };
  add("check", "Layout, statistics, manifest and physics; exit code 2 where anything is wrong", check)
      ->add_flag("--no-physics", arguments->no_physics, "Leave out what is recomputed from the fields");
  CLI::App* views = add("view", "Write it as other loaders want it, beside the files of The Well", view);
  views
      ->add_option("--to", arguments->views,
                   "zarr, points, thermbench or physicsnemo; may be repeated (default: all)")
      ->check(CLI::IsMember({"zarr", "points", "thermbench", "physicsnemo"}));
  views->add_option("-o,--output", arguments->output, "Where to (default: the folder of the dataset)");
  add("card", "The page about it, with pictures", [](const DatasetArguments& given) {
    return call({"dataset-card"}, given);
  })->add_option("-o,--output", arguments->output, "Where to (default: the folder of the dataset)");
}

}  // namespace strata::app
