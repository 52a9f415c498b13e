#include "postproc/study_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "inputs/deck/diagnostics.hpp"
#include "postproc/console_summary.hpp"

namespace strata {
namespace {

const double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Results of one kind: how they are called and how to find them in a summary.
struct Family {
  const char* name;
  const char* unit;
  bool is_usual;  ///< shown where nothing else is asked for
  std::vector<std::string> (*things)(const Model& model);
  double (*value)(const Summary& summary, const std::string& thing);
};

std::vector<std::string> no_things(const Model&) {
  return {""};
}

std::vector<std::string> die_patterns(const Model& model) {
  std::vector<std::string> patterns;
  for (const Body& body : model.geometry.bodies) {
    if (!body.active) continue;
    const std::string pattern = die_pattern(body.name);
    if (std::find(patterns.begin(), patterns.end(), pattern) == patterns.end()) patterns.push_back(pattern);
  }
  return patterns;
}

std::vector<std::string> boundary_names(const Model& model) {
  std::vector<std::string> names;
  names.reserve(model.boundaries.size());
  for (const Boundary& boundary : model.boundaries) names.push_back(boundary.name);
  return names;
}

/// The group of a pattern; nullopt where none of its dies has a junction temperature.
std::optional<DieGroup> group_of(const Summary& summary, const std::string& pattern) {
  std::vector<DieSummary> members;
  for (const DieSummary& die : summary.dies) {
    if (die_pattern(die.name) == pattern) members.push_back(die);
  }
  const std::vector<DieGroup> groups = group_dies(members);
  return groups.empty() ? std::nullopt : std::optional<DieGroup>(groups.front());
}

double boundary_value(const Summary& summary, const std::string& name, double BoundaryHeat::*member) {
  for (const BoundaryHeat& boundary : summary.boundaries) {
    if (boundary.is_named && boundary.name == name) return boundary.*member;
  }
  return kNaN;
}

double die_value(const Summary& summary, const std::string& pattern, double DieGroup::*member) {
  const auto group = group_of(summary, pattern);
  return group ? (*group).*member : kNaN;
}

std::vector<std::string> heat_thing(const Model& model) {
  return model.solves_heat ? no_things(model) : std::vector<std::string>{};
}

std::vector<std::string> heated_dies(const Model& model) {
  return model.solves_heat ? die_patterns(model) : std::vector<std::string>{};
}

std::vector<std::string> stressed_dies(const Model& model) {
  return model.stress ? die_patterns(model) : std::vector<std::string>{};
}

std::vector<std::string> stress_thing(const Model& model) {
  return model.stress ? no_things(model) : std::vector<std::string>{};
}

std::string warpage_thing(const std::string& surface, ReferencePlane reference,
                          const std::string& load_case) {
  return fmt::format("{} at {}", surface_label(surface, reference), load_case);
}

/// Each surface under each load case; a temperature that a profile passes twice counts once.
std::vector<std::string> warpage_things(const Model& model) {
  std::vector<std::string> things;
  if (!model.stress) return things;
  for (const WarpageSurface& surface : model.stress->warpage) {
    for (const std::string& load_case : load_case_names(*model.stress)) {
      std::string thing = warpage_thing(surface.name, surface.reference, load_case);
      if (std::find(things.begin(), things.end(), thing) == things.end()) things.push_back(std::move(thing));
    }
  }
  return things;
}

double warpage_value(const Summary& summary, const std::string& thing) {
  if (!summary.stress) return kNaN;
  for (const StressCase& load_case : summary.stress->cases) {
    for (const SurfaceWarpage& one : load_case.warpage) {
      if (warpage_thing(one.surface, one.reference, load_case.name) == thing) return one.warpage.value;
    }
  }
  return kNaN;
}

/// Largest principal stress of the dies of a pattern under any load case, away from edges.
double die_stress_value(const Summary& summary, const std::string& pattern) {
  double largest = kNaN;
  if (!summary.stress) return largest;
  for (const BodyIndex die : summary.stress->dies) {
    const auto b = static_cast<std::size_t>(die);
    if (die_pattern(summary.bodies[b].name) != pattern) continue;
    for (const StressCase& load_case : summary.stress->cases) {
      largest = std::fmax(largest, load_case.bodies[b].principal.maximum);
    }
  }
  return largest;
}

/// Largest mean beside an edge of any interface under any load case.
double traction_value(const Summary& summary, TractionExtremes InterfaceStress::*part) {
  double largest = kNaN;
  if (!summary.stress) return largest;
  for (const StressCase& load_case : summary.stress->cases) {
    for (const InterfaceStress& one : load_case.interfaces)
      largest = std::fmax(largest, (one.*part).edge_mean);
  }
  return largest;
}

const std::array<Family, 11>& families() {
  static const std::array<Family, 11> list{{
      {"hottest_temperature", "K", true, heat_thing,
       [](const Summary& s, const std::string&) { return s.hottest.temperature; }},
      {"junction_temperature_max", "K", true, heated_dies,
       [](const Summary& s, const std::string& t) { return die_value(s, t, &DieGroup::junction_max); }},
      {"junction_temperature_mean", "K", false, heated_dies,
       [](const Summary& s, const std::string& t) { return die_value(s, t, &DieGroup::junction_mean); }},
      {"die_power", "W", false, heated_dies,
       [](const Summary& s, const std::string& t) { return die_value(s, t, &DieGroup::power); }},
      {"boundary_heat_out", "W", true, boundary_names,
       [](const Summary& s, const std::string& t) { return boundary_value(s, t, &BoundaryHeat::heat_out); }},
      {"boundary_temperature_mean", "K", false, boundary_names,
       [](const Summary& s, const std::string& t) {
         return boundary_value(s, t, &BoundaryHeat::surface_temperature_mean);
       }},
      {"power_total", "W", false, heat_thing, [](const Summary& s, const std::string&) { return s.power; }},
      {"warpage", "m", true, warpage_things, warpage_value},
      {"die_stress_max", "Pa", true, stressed_dies, die_stress_value},
      {"interface_peel_max", "Pa", false, stress_thing,
       [](const Summary& s, const std::string&) { return traction_value(s, &InterfaceStress::peel); }},
      {"interface_shear_max", "Pa", false, stress_thing,
       [](const Summary& s, const std::string&) { return traction_value(s, &InterfaceStress::shear); }},
  }};
  return list;
}

const Family& family_of(const StudyColumn& column) {
  return *std::find_if(families().begin(), families().end(),
                       [&](const Family& family) { return family.name == column.family; });
}

[[noreturn]] void reject(const std::string& name, const std::vector<StudyColumn>& available) {
  std::vector<std::string> known;
  for (const Family& family : families()) known.emplace_back(family.name);
  for (const StudyColumn& column : available) {
    if (!column.thing.empty()) known.push_back(column.name());
  }
  const std::string nearest = nearest_word(name, known);
  throw Error(ExitCode::deck,
              fmt::format("--result \"{}\": there is no such result{}\n  these are: {}", shown(name),
                          nearest.empty() ? "" : fmt::format("\n  hint: did you mean '{}'?", nearest),
                          fmt::join(known, "\n             ")));
}

}  // namespace

ExitCode Study::exit_code() const {
  for (const ExitCode worst : {ExitCode::deck, ExitCode::not_converged, ExitCode::limit_exceeded}) {
    if (std::any_of(rows.begin(), rows.end(), [&](const StudyRow& row) { return row.status == worst; })) {
      return worst;
    }
  }
  return ExitCode::ok;
}

std::vector<StudyColumn> available_columns(const Model& model) {
  std::vector<StudyColumn> columns;
  for (const Family& family : families()) {
    for (const std::string& thing : family.things(model)) {
      columns.push_back({family.name, thing, family.unit});
    }
  }
  return columns;
}

std::vector<StudyColumn> choose_columns(const std::vector<StudyColumn>& available,
                                        const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (std::none_of(available.begin(), available.end(), [&](const StudyColumn& column) {
          return column.name() == name || column.family == name;
        })) {
      reject(name, available);
    }
  }
  std::vector<StudyColumn> chosen;
  std::copy_if(available.begin(), available.end(), std::back_inserter(chosen), [&](const StudyColumn& c) {
    if (names.empty()) return family_of(c).is_usual;
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return c.name() == name || c.family == name; });
  });
  return chosen;
}

double value_of(const StudyColumn& column, const Summary& summary) {
  return family_of(column).value(summary, column.thing);
}

const char* status_word(ExitCode status) {
  switch (status) {
    case ExitCode::ok:
      return "ok";
    case ExitCode::limit_exceeded:
      return "limit exceeded";
    case ExitCode::not_converged:
      return "not converged";
    default:
      return "deck error";
  }
}

}  // namespace strata
