// `strata convert layout`: metal densities of GDSII, OASIS or DEF through KLayout -> metal maps.
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include <fmt/format.h>

#include "inputs/deck/quantity.hpp"
#include "inputs/importers/layout_levels.hpp"
#include "solver/app/child_process.hpp"
#include "solver/app/convert.hpp"
#include "solver/app/scratch_folder.hpp"

namespace strata::app {
namespace {

namespace fs = std::filesystem;

struct LayoutArguments {
  std::string layout, levels, tile, area;
  std::vector<std::string> lef;
  ConvertArguments common;
};

/// Writes a file for KLayout into `folder` and returns its path.
std::string write(const ScratchFolder& folder, const std::string& name, const std::string& text) {
  const fs::path path = folder.path() / name;
  std::ofstream file(path, std::ios::binary);
  if (!(file << text) || !file.flush()) throw IoError("cannot write " + path.string());
  return path.string();
}

/// What layout_density.py makes of a job.
std::string run_klayout(const std::string& job) {
  const ScratchFolder folder;
  const std::string script = write(folder, "density.py", importer_scripts().front().second);
  const std::string job_file = write(folder, "job.json", job), result = folder.path() / "result.json";
  std::vector<std::string> environment = environment_without_ranks();
  std::erase_if(environment, [](const std::string& text) { return text.starts_with("QT_QPA_PLATFORM="); });
  environment.emplace_back("QT_QPA_PLATFORM=offscreen");  // it needs no display
  environment.emplace_back("KLAYOUT_HOME=" + (folder.path() / "home").string());
  const ChildResult child = run_child(
      {"klayout", "-zz", "-r", script, "-rd", "job=" + job_file, "-rd", "out=" + result}, environment);
  if (!child.failure.empty())
    throw Error(ExitCode::deck, "layouts are read by KLayout, which did not start (" + child.failure +
                                    ")\n  hint: install it: apt install klayout (Debian, Ubuntu), or "
                                    "https://www.klayout.de");
  std::ifstream file(result, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  if (child.status != 0 || !file)
    throw Error(ExitCode::deck,
                "KLayout failed: " + (child.output.empty() ? "it said nothing" : last_line(child.output)));
  return text.str();
}

void check_readable(const std::string& path) {
  if (!fs::is_regular_file(path)) throw Error(ExitCode::deck, "cannot read '" + path + "'");
}

ExitCode convert(const Invocation& invocation, const LayoutArguments& arguments) {
  const LayoutLevels levels = read_layout_levels(arguments.levels);
  LayoutJob job;
  check_readable(arguments.layout);
  job.layout = fs::absolute(arguments.layout).string();
  for (const std::string& lef : arguments.lef) {
    check_readable(lef);
    job.lef.push_back(fs::absolute(lef).string());
  }
  job.tile = parse_lengths("--tile", arguments.tile, 1)[0];
  if (!(job.tile > 0.0)) throw Error(ExitCode::deck, "--tile must be above 0");
  if (!arguments.area.empty()) {
    const std::vector<double> area = parse_lengths("--area", arguments.area, 4);
    job.area = Rectangle{{area[0], area[1]}, {area[2], area[3]}};
    if (area[0] >= area[2] || area[1] >= area[3])
      throw Error(ExitCode::deck, "--area takes x0,y0,x1,y1 with x0 < x1 and y0 < y1");
  }
  const std::string result = run_klayout(layout_job_text(job, levels));
  std::vector<std::string> inputs{arguments.layout, arguments.levels};
  inputs.insert(inputs.end(), arguments.lef.begin(), arguments.lef.end());
  return write_conversion(layout_conversion(arguments.layout, levels, result), arguments.layout, inputs,
                          arguments.common, invocation.options);
}

}  // namespace

void add_convert_layout(CLI::App& convert_command, Invocation& invocation) {
  CLI::App* command = convert_command.add_subcommand(
      "layout", "GDSII, OASIS or DEF: metal densities per level as metal maps (needs KLayout)");
  auto arguments = std::make_shared<LayoutArguments>();
  command->add_option("layout", arguments->layout, "Layout (.gds, .oas, .def)")->required();
  command->add_option("--layers", arguments->levels, "Wiring levels (YAML, see docs/layouts.md)")->required();
  command->add_option("--tile", arguments->tile, "Edge of a tile, such as 50um")->required();
  command->add_option("--area", arguments->area,
                      "Rectangle x0,y0,x1,y1 of the layout (default: all of it) [um, or with units]");
  command->add_option("--lef", arguments->lef, "LEF files of a DEF");
  add_convert_arguments(*command, arguments->common);
  command->callback([&invocation, arguments] {
    invocation.action = [&invocation, arguments] { return convert(invocation, *arguments); };
  });
}

}  // namespace strata::app
