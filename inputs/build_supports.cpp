#include "inputs/build_supports.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "inputs/outer_faces.hpp"
#include "inputs/rigid_motions.hpp"
#include "inputs/support_edges.hpp"

namespace strata {

namespace {

constexpr std::size_t kMaxSupports = 5000;  // each is compared with every other

/// Displacements along x, y, z; empty where the list was wrong. Reports a support that holds nothing.
std::optional<std::array<std::optional<double>, 3>> displacement_of(BuildContext& context,
                                                                    const Value& keys) {
  const Value::List& items = find_list(keys, "displacement");
  if (items.size() != 3) return std::nullopt;
  std::array<std::optional<double>, 3> displacement;
  for (std::size_t axis = 0; axis < 3; ++axis)
    if (items[axis].is_number()) displacement[axis] = items[axis].number();
  const auto is_given = [](const std::optional<double>& u) { return u.has_value(); };
  if (std::none_of(displacement.begin(), displacement.end(), is_given)) {
    context.diagnostics.error(keys["displacement"].position(),
                              "a support that is free all ways holds nothing",
                              "give a displacement such as 0 um, or leave the support out");
    return std::nullopt;
  }
  return displacement;
}

void build_support(BuildContext& context, const Value& keys, const NamedFace& face,
                   std::vector<Support>& supports) {
  Support support;
  support.name = face.name;
  support.position = keys.position();
  support.face = face.face;
  if (keys.is_text()) {  // clamped
    support.displacement.fill(0.0);
    supports.push_back(support);
    return;
  }
  if (!keys.is_table()) return;
  if (!context.was_written(keys, "displacement") && !context.was_written(keys, "patches"))
    context.diagnostics.error(keys.position(),
                              fmt::format("supports.{} needs 'displacement' or 'patches'", face.name),
                              fmt::format("{}: clamped", face.name));
  if (const auto displacement = displacement_of(context, keys)) {
    support.displacement = *displacement;
    supports.push_back(support);
  }
  std::set<std::string> names;
  for (const Value& patch : find_list(keys, "patches")) {
    if (!patch.is_table()) continue;
    const FacePatch place = read_patch(context, patch, face, names);
    const auto displacement = displacement_of(context, patch);
    if (displacement && place.area)
      supports.push_back({place.name, patch.position(), face.face, place.area, *displacement});
  }
}

void build_pressure(BuildContext& context, const Value& keys, const NamedFace& face,
                    std::vector<Pressure>& pressures) {
  if (!context.was_written(keys, "pressure") && !context.was_written(keys, "patches"))
    context.diagnostics.error(keys.position(),
                              fmt::format("pressures.{} needs 'pressure' or 'patches'", face.name),
                              fmt::format("{}: {{pressure: 0.2 MPa}}", face.name));
  if (const auto pressure = find_number(keys, "pressure"))
    pressures.push_back({std::string(face.name), keys.position(), face.face, {}, *pressure});
  std::set<std::string> names;
  for (const Value& patch : find_list(keys, "patches")) {
    if (!patch.is_table()) continue;
    const FacePatch place = read_patch(context, patch, face, names);
    const auto pressure = find_number(patch, "pressure");
    if (pressure && place.area)
      pressures.push_back({place.name, patch.position(), face.face, place.area, *pressure});
  }
}

const Value* find_map(const BuildContext& context, std::string_view key) {
  const Value* value = context.deck.find(key);
  return value != nullptr && value->is_table() ? value : nullptr;
}

}  // namespace

void build_supports(BuildContext& context) {
  const Value* supports = find_map(context, "supports");
  if (supports == nullptr || !context.model.stress) return;
  std::vector<Support>& list = context.model.stress->supports;
  for (const NamedFace& face : kOuterFaces)
    if (const Value* keys = supports->find(face.name)) build_support(context, *keys, face, list);
  if (list.size() > kMaxSupports) {
    context.diagnostics.error(context.deck.key_position("supports"),
                              fmt::format("there are more than {} supports", kMaxSupports));
    return;
  }
  check_support_edges(context);
}

void build_pressures(BuildContext& context) {
  const Value* pressures = find_map(context, "pressures");
  if (pressures == nullptr || !context.model.stress) return;
  std::vector<Pressure>& list = context.model.stress->pressures;
  for (const NamedFace& face : kOuterFaces) {
    const Value* keys = pressures->find(face.name);
    if (keys == nullptr || !keys->is_table()) continue;
    if (is_symmetric(context.model.geometry, face.face)) {
      context.diagnostics.error(pressures->key_position(face.name),
                                fmt::format("{} is a symmetry plane: no pressure acts on it", face.name));
      continue;
    }
    build_pressure(context, *keys, face, list);
  }
  if (!context.diagnostics.has_errors()) check_held(context);
}

}  // namespace strata
