#include "inputs/build_stress.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "inputs/frame.hpp"

namespace strata {

namespace {

constexpr std::size_t kMaxSurfaces = 10000;

void build_load_cases(BuildContext& context, const Value& keys, StressAnalysis& stress) {
  const bool solves_heat = context.model.solves_heat;
  const Value* solved = keys.find("solved_heat");
  const bool is_flag = solved != nullptr && solved->is_flag();
  stress.under_solved_heat = is_flag ? solved->flag() : solves_heat;
  if (is_flag && solved->flag() && !solves_heat)
    context.diagnostics.error(solved->position(), "there are no solved temperatures: analysis.heat is none",
                              "leave it out, or write heat: steady");
  for (const Value& temperature : find_list(keys, "temperatures"))
    if (temperature.is_number()) stress.temperatures.push_back(temperature.number());
  const bool is_wrong = !is_flag && context.was_written(keys, "solved_heat");
  const bool has_temperatures = !stress.temperatures.empty() || (context.was_written(keys, "temperatures") &&
                                                                 keys.find("temperatures") == nullptr);
  if (!stress.under_solved_heat && !has_temperatures && !is_wrong)
    context.diagnostics.error(keys.position(),
                              "stress has no load case: no heat is solved for it and no "
                              "temperature given",
                              "temperatures: [25 degC]");
}

/// The lowest or highest body of a part, for a face of the whole part; else the body itself.
BodyIndex body_at(const Geometry& geometry, const Selector& selector, const Match& match, Face face) {
  if (match.placement < 0) return match.body;
  const Box& part = geometry.placements[match.placement].box;
  const double z = face == Face::top ? part.upper[2] : part.lower[2];
  const std::vector<BodyIndex> bodies = selector.bodies_of(match);
  const auto found = std::find_if(bodies.begin(), bodies.end(), [&](BodyIndex b) {
    const Body& body = geometry.bodies[b];
    const double end = face == Face::top ? body.box.upper[2] : body.box.lower[2];
    return body.parent == kNoBody && std::abs(end - z) <= kPlaceSlack;
  });
  return found == bodies.end() ? kNoBody : *found;
}

std::string_view word(Face face) {
  return face == Face::top ? "top" : "bottom";
}

class WarpageBuilder {
 public:
  WarpageBuilder(BuildContext& context, Selector& selector, std::vector<WarpageSurface>& surfaces)
      : context_(context), selector_(selector), surfaces_(surfaces) {}

  void build(const Value& keys) {
    const auto pattern = find_text(keys, "surface");
    if (!pattern) return;
    WarpageSurface surface;
    surface.position = keys["surface"].position();
    surface.reference =
        find_text(keys, "reference") == "corners" ? ReferencePlane::corners : ReferencePlane::least_squares;
    if (*pattern == "bottom" || *pattern == "top") {
      surface.name = *pattern;
      surface.face = *pattern == "top" ? Face::top : Face::bottom;
      add(std::move(surface));
      return;
    }
    add_matches(*pattern, surface);
  }

 private:
  void add_matches(const std::string& pattern, WarpageSurface surface) {
    const Geometry& geometry = context_.model.geometry;
    const Matches matches = selector_.find(pattern, surface.position);
    for (const Match& match : matches.list) {
      std::optional<Face> face = matches.face.face;
      if (matches.face.active && match.placement < 0) face = active_face(geometry, match.body);
      if (face != Face::bottom && face != Face::top) {
        context_.diagnostics.error(
            surface.position,
            fmt::format("'{}' is no horizontal surface: warpage is that of a bottom or a top",
                        shown(pattern)),
            fmt::format("write '{0}.bottom' or '{0}.top'", match.name));
        return;
      }
      surface.face = *face;
      surface.body = body_at(geometry, selector_, match, *face);
      surface.name = fmt::format("{}.{}", match.name, word(*face));
      if (surface.body == kNoBody) continue;  // of a part whose layers were wrong
      if (geometry.bodies[surface.body].material == kVoid && !context_.diagnostics.has_errors()) {
        context_.diagnostics.error(surface.position,
                                   fmt::format("'{}' is void and has no surface", match.name));
        return;
      }
      if (!add(surface)) return;
    }
  }

  bool add(WarpageSurface surface) {
    const bool is_listed = std::any_of(surfaces_.begin(), surfaces_.end(), [&](const WarpageSurface& other) {
      return other.name == surface.name && other.reference == surface.reference;
    });
    if (is_listed) {
      context_.diagnostics.error(surface.position, "'" + surface.name + "' is listed twice");
      return false;
    }
    if (surfaces_.size() == kMaxSurfaces) {
      context_.diagnostics.error(surface.position,
                                 fmt::format("there are more than {} warpage surfaces", kMaxSurfaces));
      return false;
    }
    surfaces_.push_back(std::move(surface));
    return true;
  }

  BuildContext& context_;
  Selector& selector_;
  std::vector<WarpageSurface>& surfaces_;
};

const Value* stress_keys(const BuildContext& context) {
  const Value* analysis = context.deck.find("analysis");
  const Value* keys = analysis != nullptr && analysis->is_table() ? analysis->find("stress") : nullptr;
  return keys != nullptr && keys->is_table() ? keys : nullptr;
}

}  // namespace

void build_analysis(BuildContext& context) {
  const Value* analysis = context.deck.find("analysis");
  if (analysis == nullptr || !analysis->is_table()) return;
  const auto heat = find_text(*analysis, "heat");
  context.model.solves_heat = heat != "none";
  if (heat == "transient") context.model.transient.emplace();
  const Value* keys = stress_keys(context);
  if (keys == nullptr) {
    if (!context.model.solves_heat && !context.was_written(*analysis, "stress"))
      context.diagnostics.error((*analysis)["heat"].position(),
                                "nothing is computed: neither heat nor stress",
                                "add stress: {stress_free_temperature: 165 degC, temperatures: [25 degC]}");
    return;
  }
  StressAnalysis& stress = context.model.stress.emplace();
  stress.stress_free_temperature = find_number(*keys, "stress_free_temperature").value_or(0.0);
  stress.edge_distance = find_number(*keys, "edge_distance").value_or(0.0);
  build_load_cases(context, *keys, stress);
}

void check_unused_loads(BuildContext& context) {
  const auto position = [&](std::string_view key) { return context.deck.key_position(key); };
  if (!context.model.solves_heat) {
    for (const std::string_view key : {"power", "traces", "boundaries", "contacts", "probes"})
      if (context.deck.has(key))
        context.diagnostics.warning(position(key),
                                    fmt::format("'{}' is not used: analysis.heat is none", key));
    if (context.deck.has("limits"))
      context.diagnostics.error(position("limits"),
                                "limits of temperature cannot be checked: analysis.heat is none");
    context.model.probes.clear();
    context.model.schedules.clear();
    context.model.sources.clear();
    context.model.boundaries.clear();
    context.model.contacts.clear();
  }
  const Value* analysis = context.deck.find("analysis");
  const bool wants_stress =
      analysis != nullptr && analysis->is_table() && context.was_written(*analysis, "stress");
  if (wants_stress || analysis == nullptr) return;
  for (const std::string_view key : {"supports", "pressures"})
    if (context.deck.has(key))
      context.diagnostics.error(position(key), fmt::format("'{}' act on stress, which is not computed", key),
                                "add analysis: {stress: {stress_free_temperature: 165 degC}}");
}

void build_warpage(BuildContext& context, Selector& selector) {
  const Value* keys = stress_keys(context);
  if (keys == nullptr || !context.model.stress) return;
  WarpageBuilder builder(context, selector, context.model.stress->warpage);
  for (const Value& surface : find_list(*keys, "warpage"))
    if (surface.is_table()) builder.build(surface);
}

}  // namespace strata
