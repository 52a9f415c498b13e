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

using Triple = std::array<double, 3>;

Triple values_at(const std::array<PropertyLaw, 3>& laws, double temperature) {
  return {evaluate(laws[0], temperature), evaluate(laws[1], temperature), evaluate(laws[2], temperature)};
}

/// Values along x, y, z as one number where they agree.
std::string triple_text(const Triple& v, double unit = 1.0) {
  if (v[0] == v[1] && v[1] == v[2]) return fmt::format("{:.4g}", v[0] / unit);
  return fmt::format("{:.4g} {:.4g} {:.4g}", v[0] / unit, v[1] / unit, v[2] / unit);
}

/// Young's moduli along x, y and z [Pa].
Triple youngs_modulus(const IsotropicElasticity& e, double T) {
  const double E = evaluate(e.youngs_modulus, T);
  return {E, E, E};
}
Triple youngs_modulus(const OrthotropicElasticity& e, double T) {
  return values_at(e.youngs_modulus, T);
}
/// From the compliances of a cubic crystal; along <110> they mix (J. F. Nye, Physical Properties of Crystals,
/// chapter VIII).
Triple youngs_modulus(const CubicElasticity& e, double T) {
  const double c11 = evaluate(e.c11, T), c12 = evaluate(e.c12, T), c44 = evaluate(e.c44, T);
  const double s11 = (c11 + c12) / ((c11 - c12) * (c11 + 2.0 * c12));
  const double s12 = -c12 / ((c11 - c12) * (c11 + 2.0 * c12));
  const double along_110 = 1.0 / (s11 - 0.5 * (s11 - s12 - 0.5 / c44));
  const double along_100 = 1.0 / s11;
  const double in_plane = e.x_axis == CrystalDirection::along_110 ? along_110 : along_100;
  return {in_plane, in_plane, along_100};
}

Triple youngs_modulus(const Mechanics& mechanics, double T) {
  return std::visit([T](const auto& e) { return youngs_modulus(e, T); }, mechanics.elasticity);
}

using Json = nlohmann::ordered_json;

void add_constants(const IsotropicElasticity& e, double T, Json& json) {
  json["poisson_ratio_25degC"] = evaluate(e.poisson_ratio, T);
}
void add_constants(const OrthotropicElasticity& e, double T, Json& json) {
  json["poisson_ratio_xy_xz_yz_25degC"] = values_at(e.poisson_ratio, T);
  json["shear_modulus_xy_xz_yz_25degC_Pa"] = values_at(e.shear_modulus, T);
}
void add_constants(const CubicElasticity& e, double T, Json& json) {
  json["stiffness_c11_c12_c44_25degC_Pa"] =
      Triple{evaluate(e.c11, T), evaluate(e.c12, T), evaluate(e.c44, T)};
  json["x_axis"] = e.x_axis == CrystalDirection::along_110 ? "<110>" : "<100>";
}

void add_mechanics(const Mechanics& mechanics, double T, Json& json) {
  json["youngs_modulus_25degC_Pa"] = youngs_modulus(mechanics, T);
  std::visit([&](const auto& e) { add_constants(e, T, json); }, mechanics.elasticity);
  json["expansion_25degC_per_K"] = values_at(mechanics.expansion, T);
}

Json to_json(const LibraryMaterial& material) {
  Json json{{"name", material.name},
            {"source", material.source},
            {"usual_range", material.usual_range},
            {"note", material.note},
            {"card", fmt::format("{}:{}", material.card, material.line)}};
  if (!material.bulk) return json;
  json["conductivity_25degC_W_per_mK"] = values_at(material.bulk->conductivity, kRoomTemperature);
  json["density_kg_per_m3"] = evaluate(material.bulk->density, kRoomTemperature);
  json["heat_capacity_J_per_kgK"] = evaluate(material.bulk->heat_capacity, kRoomTemperature);
  if (material.bulk->mechanics) add_mechanics(*material.bulk->mechanics, kRoomTemperature, json);
  return json;
}

void print_table(const std::vector<const LibraryMaterial*>& materials) {
  constexpr const char* kRow = "{:<16} {:>15} {:>15} {:>7} {:>8} {:>17} {:>11}  {}\n";
  fmt::print(kRow, "material", "k at 25 degC", "k at 85 degC", "density", "c_p", "E", "expansion", "source");
  fmt::print(kRow, "", "W/(m.K)", "W/(m.K)", "kg/m^3", "J/(kg.K)", "GPa", "1e-6/K",
             "(E, expansion at 25 degC)");
  for (const LibraryMaterial* material : materials) {
    if (!material->bulk) {
      fmt::print(kRow, material->name, "effective", "medium", "", "", "", "", material->source);
      continue;
    }
    const BulkMaterial& bulk = *material->bulk;
    const auto& mechanics = bulk.mechanics;
    fmt::print(kRow, material->name, triple_text(values_at(bulk.conductivity, kRoomTemperature)),
               triple_text(values_at(bulk.conductivity, kHotTemperature)),
               fmt::format("{:.0f}", evaluate(bulk.density, kRoomTemperature)),
               fmt::format("{:.0f}", evaluate(bulk.heat_capacity, kRoomTemperature)),
               mechanics ? triple_text(youngs_modulus(*mechanics, kRoomTemperature), 1e9) : "-",
               mechanics ? triple_text(values_at(mechanics->expansion, kRoomTemperature), 1e-6) : "-",
               material->source);
    if (!material->usual_range.empty()) fmt::print("{:<97}usual range: {}\n", "", material->usual_range);
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
  Json list = Json::array();
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
