// `strata convert openroad-power`: OpenROAD's power heat map -> a power raster and a deck skeleton.
#include <memory>

#include <fmt/format.h>

#include "inputs/deck/quantity.hpp"
#include "inputs/importers/openroad_power.hpp"
#include "solver/app/convert.hpp"

namespace strata::app {
namespace {

struct OpenRoadArguments {
  std::string file, pitch, core, die, total;
  ConvertArguments common;
};

double quantity(const std::string& option, const std::string& text, const Dimension& dimension) {
  const ParsedQuantity parsed = parse_quantity(text, dimension);
  if (!parsed.ok || !(parsed.value > 0.0)) {
    throw Error(ExitCode::deck,
                fmt::format("{} {}: {}{}", option, text, parsed.ok ? "must be above 0" : parsed.message,
                            parsed.hint.empty() ? "" : "; " + parsed.hint));
  }
  return parsed.value;
}

ExitCode convert(const Invocation& invocation, const OpenRoadArguments& arguments) {
  OpenRoadPower what;
  what.path = arguments.file;
  what.pitch = quantity("--pitch", arguments.pitch, dimension::kLength);
  const std::vector<double> core = parse_lengths("--core", arguments.core, 4);
  const std::vector<double> die = parse_lengths("--die", arguments.die, 2);
  what.core = {{core[0], core[1]}, {core[2], core[3]}};
  what.die = {die[0], die[1]};
  if (core[0] >= core[2] || core[1] >= core[3])
    throw Error(ExitCode::deck, "--core takes x0,y0,x1,y1 with x0 < x1 and y0 < y1");
  if (!arguments.total.empty()) what.total = quantity("--total", arguments.total, dimension::kPower);
  ForeignFiles files;
  const Conversion conversion = convert_openroad_power(what, files);
  return write_conversion(conversion, what.path, files.names(), arguments.common, invocation.options);
}

}  // namespace

void add_convert_openroad(CLI::App& convert_command, Invocation& invocation) {
  CLI::App* command = convert_command.add_subcommand(
      "openroad-power", "OpenROAD: the heat map 'Power' (gui::dump_heatmap) as a power raster");
  auto arguments = std::make_shared<OpenRoadArguments>();
  command->add_option("file", arguments->file, "Heat map (.csv)")->required();
  command->add_option("--pitch", arguments->pitch, "Grid of the heat map, such as 10um")->required();
  command->add_option("--core", arguments->core, "Core area x0,y0,x1,y1 [um, or with units]")->required();
  command->add_option("--die", arguments->die, "Width and depth of the die w,h [um, or with units]")
      ->required();
  command->add_option("--total", arguments->total,
                      "Power of the core from report_power, such as 1.2W (default: the sum of the tiles)");
  add_convert_arguments(*command, arguments->common);
  command->callback([&invocation, arguments] {
    invocation.action = [&invocation, arguments] { return convert(invocation, *arguments); };
  });
}

}  // namespace strata::app
