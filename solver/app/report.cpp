// `strata report`: one HTML page about a finished run, or about several side by side.
#include "solver/app/report.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "solver/app/command.hpp"
#include "solver/app/pictures.hpp"

namespace strata::app {
namespace {

struct ReportArguments {
  std::vector<std::string> results;
  std::string output;
};

ExitCode report(const Invocation& invocation, const ReportArguments& arguments) {
  const std::string path = write_report(arguments.results, arguments.output);
  if (invocation.options.json) {
    fmt::print("{}\n", nlohmann::ordered_json{{"report", path}}.dump(2));
  } else {
    fmt::print("{}\n", path);
  }
  return ExitCode::ok;
}

}  // namespace

std::string write_report(const std::vector<std::string>& results, const std::string& output) {
  std::vector<std::string> words{"report"};
  if (!output.empty()) words.insert(words.end(), {"--output", output});
  words.emplace_back("--");
  words.insert(words.end(), results.begin(), results.end());
  const PostOutcome outcome = call_strata_post(words);
  std::string text = own_words(outcome.output);
  if (outcome.exit_code != ExitCode::ok) throw Error(outcome.exit_code, text);
  return text;
}

void add_report(CLI::App& app, Invocation& invocation) {
  CLI::App* command =
      app.add_subcommand("report", "Write an HTML page about a finished run, or several side by side");
  auto arguments = std::make_shared<ReportArguments>();
  command->add_option("results", arguments->results, "Folders of finished runs (<deck>.results)")->required();
  command->add_option("-o,--output", arguments->output,
                      "File to write (default: report.html in the folder of one run, here for several)");
  command->callback([&invocation, arguments] {
    invocation.action = [&invocation, arguments] { return report(invocation, *arguments); };
  });
}

}  // namespace strata::app
