// `strata materials`: the built-in library with the source of every value.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "inputs/deck/diagnostics.hpp"
#include "inputs/material_library.hpp"
#include "physics/laws.hpp"
#include "solver/app/command.hpp"

namespace strata::app {
namespace {

constexpr double kRoomTemperature = 298.15;
constexpr double kHotTemperature = 358.15;

/// Values along x, y, z at one temperature, as one number where they agree.
std::string conductivity_text(const BulkMaterial& bulk, double temperature) {
  std::array<double, 3> k{};
  for (int axis = 0; axis < 3; ++axis) k[axis] = evaluate(bulk.conductivity[axis], temperature);
  if (k[0] == k[1] && k[1] == k[2]) return fmt::format("{:.4g}", k[0]);
  return fmt::format("{:.4g} {:.4g} {:.4g}", k[0], k[1], k[2]);
}

nlohmann::ordered_json to_json(const LibraryMaterial& material) {
  nlohmann::ordered_json json{{"name", material.name},
                              {"source", material.source},
                              {"usual_range", material.usual_range},
                              {"note", material.note},
                              {"card", fmt::format("{}:{}", material.card, material.line)}};
  if (!material.bulk) return json;
  for (int axis = 0; axis < 3; ++axis) {
    json["conductivity_25degC_W_per_mK"].push_back(
        evaluate(material.bulk->conductivity[axis], kRoomTemperature));
  }
  json["density_kg_per_m3"] = evaluate(material.bulk->density, kRoomTemperature);
  json["heat_capacity_J_per_kgK"] = evaluate(material.bulk->heat_capacity, kRoomTemperature);
  return json;
}

void print_table(const std::vector<const LibraryMaterial*>& materials) {
  fmt::print("{:<16} {:>18} {:>18} {:>9} {:>9}  {}\n", "material", "k at 25 degC", "k at 85 degC", "density",
             "c_p", "source");
  fmt::print("{:<16} {:>18} {:>18} {:>9} {:>9}\n", "", "W/(m.K)", "W/(m.K)", "kg/m^3", "J/(kg.K)");
  for (const LibraryMaterial* material : materials) {
    if (!material->bulk) {
      fmt::print("{:<16} {:>57}  {}\n", material->name, "effective medium", material->source);
      continue;
    }
    const BulkMaterial& bulk = *material->bulk;
    fmt::print("{:<16} {:>18} {:>18} {:>9.0f} {:>9.0f}  {}\n", material->name,
               conductivity_text(bulk, kRoomTemperature), conductivity_text(bulk, kHotTemperature),
               evaluate(bulk.density, kRoomTemperature), evaluate(bulk.heat_capacity, kRoomTemperature),
               material->source);
    if (!material->usual_range.empty()) fmt::print("{:<75}usual range: {}\n", "", material->usual_range);
  }
}

ExitCode list_materials(const GlobalOptions& options, const std::string& name) {
  std::vector<const LibraryMaterial*> chosen;
  std::vector<std::string> names;
  for (const LibraryMaterial& material : material_library()) {
    names.push_back(material.name);
    if (name.empty() || material.name == name) chosen.push_back(&material);
  }
  if (chosen.empty()) {
    const std::string near = nearest_word(name, names);
    throw Error(ExitCode::deck, fmt::format("no library material is called '{}'{}", name,
                                            near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
  }
  if (!options.json) {
    print_table(chosen);
    return ExitCode::ok;
  }
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const LibraryMaterial* material : chosen) list.push_back(to_json(*material));
  fmt::print("{}\n", list.dump(2));
  return ExitCode::ok;
}

}  // namespace

void add_materials(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("materials", "The material library, with the source of every value");
  auto name = std::make_shared<std::string>();
  command->add_option("name", *name, "One material");
  command->callback([&invocation, name] {
    invocation.action = [&invocation, name] { return list_materials(invocation.options, *name); };
  });
}

}  // namespace strata::app
