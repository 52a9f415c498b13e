// `strata convert hotspot`: HotSpot's floorplan, trace, configuration, materials and layers -> a deck.
#include "inputs/importers/convert_hotspot.hpp"

#include <memory>

#include "solver/app/convert.hpp"

namespace strata::app {
namespace {

struct HotSpotArguments {
  HotSpotFiles files;
  int row = 0;
  ConvertArguments common;
};

ExitCode convert(const Invocation& invocation, const HotSpotArguments& arguments) {
  HotSpotFiles paths = arguments.files;
  if (arguments.row > 0) paths.row = arguments.row;
  ForeignFiles files;
  const Conversion conversion = convert_hotspot(paths, files);
  const std::string& main = !paths.layers.empty()      ? paths.layers
                            : !paths.floorplan.empty() ? paths.floorplan
                                                       : paths.config;
  return write_conversion(conversion, main, files.names(), arguments.common, invocation.options);
}

}  // namespace

void add_convert_hotspot(CLI::App& convert_command, Invocation& invocation) {
  CLI::App* command =
      convert_command.add_subcommand("hotspot", "HotSpot 7: floorplan or layers, powers, package");
  auto arguments = std::make_shared<HotSpotArguments>();
  HotSpotFiles& files = arguments->files;
  command->add_option("-f,--floorplan", files.floorplan, "Floorplan of the chip (.flp)");
  command->add_option("-l,--layers,--grid_layer_file", files.layers,
                      "Layers of a stack (.lcf), instead of a floorplan");
  command->add_option("-p,--powers", files.powers, "Power trace (.ptrace)");
  command->add_option("-c,--config", files.config, "Configuration (.config); HotSpot's defaults without it");
  command->add_option("-m,--materials,--materials_file", files.materials, "Materials (.materials)");
  command->add_option("--row", arguments->row, "Row of the trace, from 1 (default: the mean over all rows)")
      ->check(CLI::PositiveNumber);
  add_convert_arguments(*command, arguments->common);
  command->callback([&invocation, arguments] {
    invocation.action = [&invocation, arguments] { return convert(invocation, *arguments); };
  });
}

}  // namespace strata::app
