// `strata convert 3dice`: a stack description of 3D-ICE and its floorplans -> a deck.
#include <charconv>
#include <memory>

#include "inputs/importers/convert_ice.hpp"
#include "solver/app/convert.hpp"

namespace strata::app {
namespace {

struct IceArguments {
  std::string stack;
  std::string slot;
  ConvertArguments common;
};

IceSlot parse_slot(const std::string& text) {
  if (text.empty()) return {};
  if (text == "average") return {true, {}};
  int number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size() || number < 1)
    throw Error(ExitCode::deck, "--slot takes a number from 1, or 'average'; found '" + text + "'");
  return {false, number};
}

ExitCode convert(const Invocation& invocation, const IceArguments& arguments) {
  ForeignFiles files;
  const Conversion conversion = convert_ice(arguments.stack, parse_slot(arguments.slot), files);
  return write_conversion(conversion, arguments.stack, files.names(), arguments.common, invocation.options);
}

}  // namespace

void add_convert_3dice(CLI::App& convert_command, Invocation& invocation) {
  CLI::App* command =
      convert_command.add_subcommand("3dice", "3D-ICE 4: a stack description (.stk) and its floorplans");
  auto arguments = std::make_shared<IceArguments>();
  command->add_option("stack", arguments->stack, "Stack description (.stk)")->required();
  command->add_option(
      "--slot", arguments->slot,
      "Time slot of the powers, from 1, or 'average' (default: the first of a steady case, the "
      "average of a transient one)");
  add_convert_arguments(*command, arguments->common);
  command->callback([&invocation, arguments] {
    invocation.action = [&invocation, arguments] { return convert(invocation, *arguments); };
  });
}

}  // namespace strata::app
