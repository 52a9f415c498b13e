// `strata convert 3dblox`: a 3Dblox design with what it includes -> a deck skeleton.
#include <memory>

#include "inputs/importers/convert_blox.hpp"
#include "solver/app/convert.hpp"

namespace strata::app {
namespace {

struct BloxArguments {
  std::string design;
  ConvertArguments common;
};

ExitCode convert(const Invocation& invocation, const BloxArguments& arguments) {
  ForeignFiles files;
  const Conversion conversion = convert_blox(arguments.design, files);
  return write_conversion(conversion, arguments.design, files.names(), arguments.common, invocation.options);
}

}  // namespace

void add_convert_3dblox(CLI::App& convert_command, Invocation& invocation) {
  CLI::App* command = convert_command.add_subcommand(
      "3dblox", "3Dblox: a design (.3dbx) with its chiplets (.3dbv) and bumps (.bmap) as a deck skeleton");
  auto arguments = std::make_shared<BloxArguments>();
  command->add_option("design", arguments->design, "Design (.3dbx)")->required();
  add_convert_arguments(*command, arguments->common);
  command->callback([&invocation, arguments] {
    invocation.action = [&invocation, arguments] { return convert(invocation, *arguments); };
  });
}

}  // namespace strata::app
