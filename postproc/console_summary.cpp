#include "postproc/console_summary.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "postproc/grid_convergence.hpp"
#include "postproc/stress/stress_text.hpp"
#include "postproc/text_table.hpp"
#include "postproc/transient/transient_text.hpp"

namespace strata {
namespace {

constexpr double kCelsius = 273.15;

double to_celsius(double kelvin) {
  return kelvin - kCelsius;
}

std::string celsius_text(double kelvin, int decimals = 2) {
  return std::isfinite(kelvin) ? fmt::format("{:.{}f}", to_celsius(kelvin), decimals) : "-";
}

std::string position_text(const std::array<double, 3>& point) {
  return fmt::format("x {:.3f}  y {:.3f}  z {:.4f} mm", point[0] * 1e3, point[1] * 1e3, point[2] * 1e3);
}

/// "hbm0.dram[3]" -> ("hbm0.dram[", 3, "]"); index -1 where the name has none.
struct IndexedName {
  std::string head, tail;
  int index = -1;
};

IndexedName split_index(const std::string& name) {
  const std::size_t open = name.rfind('[');
  const std::size_t close = open == std::string::npos ? open : name.find(']', open);
  if (close == std::string::npos) return {name, "", -1};
  IndexedName result{name.substr(0, open + 1), name.substr(close), -1};
  const auto parsed = std::from_chars(name.data() + open + 1, name.data() + close, result.index);
  if (parsed.ptr != name.data() + close) return {name, "", -1};
  return result;
}

/// "1..12", or "1,3,5" where there are gaps.
std::string index_text(std::vector<int> indices) {
  std::sort(indices.begin(), indices.end());
  const bool is_run = indices.back() - indices.front() + 1 == static_cast<int>(indices.size());
  if (is_run) return fmt::format("{}..{}", indices.front(), indices.back());
  return fmt::format("{}", fmt::join(indices, ","));
}

DieGroup make_group(const std::vector<const DieSummary*>& members) {
  DieGroup group;
  group.count = members.size();
  group.junction_max = -std::numeric_limits<double>::infinity();
  std::vector<int> indices;
  for (const DieSummary* die : members) {
    indices.push_back(split_index(die->name).index);
    group.junction_mean += die->junction_mean / static_cast<double>(members.size());
    group.power += die->power;
    if (die->junction_max > group.junction_max) {
      group.junction_max = die->junction_max;
      group.hottest = die->name;
    }
  }
  const IndexedName name = split_index(members.front()->name);
  group.pattern = die_pattern(members.front()->name);
  group.name = members.size() == 1 ? members.front()->name : name.head + index_text(indices) + name.tail;
  return group;
}

/// "0.41", "0.41?" where the values do not settle from one side, "-" where there is no estimate.
std::string band_text(const GridBand& band) {
  if (!std::isfinite(band.index)) return "-";
  const bool is_odd = band.trend == GridTrend::oscillatory || band.trend == GridTrend::diverging;
  return fmt::format("{:.2f}{}", band.index, is_odd ? "?" : "");
}

std::string hottest_text(const Summary& summary) {
  if (!std::isfinite(summary.hottest.temperature)) return "";
  const std::string band =
      summary.grid_uncertainty ? fmt::format(" +- {}", band_text(summary.grid_uncertainty->hottest)) : "";
  return fmt::format("\nHottest point  {}{} degC{} in {}{}\n               {}\n",
                     celsius_text(summary.hottest.temperature), band, band.empty() ? "" : " (grid)",
                     summary.hottest.body, summary.transient ? " at the end" : "",
                     position_text(summary.hottest.position));
}

/// The largest resistance, and how well the sums meet what was solved.
std::string superposition_text(const Summary& summary, const Superposition& sum) {
  std::string text = fmt::format("\nSuperposition  closure error {:.1e} K", sum.closure_error);
  double largest = 0.0;
  std::string where;
  for (std::size_t row = 0; row < sum.rows.size(); ++row) {
    for (std::size_t c = 0; c < sum.columns.size(); ++c) {
      const bool is_source = sum.columns[c].kind == Superposition::Kind::die_power ||
                             sum.columns[c].kind == Superposition::Kind::body_power;
      if (!is_source || sum.response(row, c) <= largest) continue;
      largest = sum.response(row, c);
      where = fmt::format("{} by {}", summary.bodies[static_cast<std::size_t>(sum.rows[row].body)].name,
                          sum.columns[c].name);
    }
  }
  if (!where.empty()) text += fmt::format("; largest resistance {:.4g} K/W ({})", largest, where);
  return text + (sum.is_linearised ? "\n               linearised at these temperatures\n" : "\n");
}

/// Band of the maximum of the die of a name.
const GridBand& band_of_die(const Summary& summary, const GridUncertainty& grids, const std::string& name) {
  std::size_t d = 0;
  while (summary.dies[d].name != name) ++d;
  return grids.dies[d].junction_max;
}

/// What the bands of the tables rest on.
std::string grids_text(const GridUncertainty& grids) {
  std::string text = fmt::format(
      "\nGrid    +- is the grid convergence index of the lateral grid, from {} x {}, {} x {} and {} x {} "
      "columns\n",
      grids.cells_in_plane[0][0], grids.cells_in_plane[0][1], grids.cells_in_plane[1][0],
      grids.cells_in_plane[1][1], grids.cells_in_plane[2][0], grids.cells_in_plane[2][1]);
  text += std::isfinite(grids.hottest.order)
              ? fmt::format("        observed order {:.2f} at the hottest point ({})\n", grids.hottest.order,
                            trend_name(grids.hottest.trend))
              : fmt::format("        hottest point: {}\n", trend_name(grids.hottest.trend));
  return text + "        ? marks what oscillates or diverges from grid to grid\n";
}

std::string dies_text(const Summary& summary, std::size_t max_rows) {
  const auto groups = group_dies(summary.dies);
  if (groups.empty()) return "";
  std::vector<std::string> head{"Junction temperatures", "max degC", "mean degC", "power W", "hottest"};
  const auto& grids = summary.grid_uncertainty;
  if (grids) head.insert(head.begin() + 2, "+- K");
  TextTable table(head);
  for (std::size_t n = 0; n < std::min(groups.size(), max_rows); ++n) {
    const DieGroup& group = groups[n];
    std::vector<std::string> row{
        group.name, celsius_text(group.junction_max), celsius_text(group.junction_mean),
        fmt::format("{:.3f}", group.power),
        group.count == 1 ? "" : fmt::format("[{}]", split_index(group.hottest).index)};
    if (grids) row.insert(row.begin() + 2, band_text(band_of_die(summary, *grids, group.hottest)));
    table.add(std::move(row));
  }
  std::string text = '\n' + table.text();
  if (groups.size() > max_rows) {
    text += fmt::format("  and {} cooler ones, see summary.json\n", groups.size() - max_rows);
  }
  return text;
}

/// For models without active faces: the hottest bodies.
std::string bodies_text(const Summary& summary, std::size_t max_rows) {
  std::vector<const BodySummary*> bodies;
  for (const BodySummary& body : summary.bodies) {
    if (body.stats.cells > 0) bodies.push_back(&body);
  }
  std::stable_sort(bodies.begin(), bodies.end(), [](const BodySummary* a, const BodySummary* b) {
    return a->stats.maximum > b->stats.maximum;
  });
  if (bodies.empty()) return "";
  TextTable table({"Body temperatures", "max degC", "mean degC", "min degC", "power W"});
  for (std::size_t n = 0; n < std::min(bodies.size(), max_rows); ++n) {
    const TemperatureStats& stats = bodies[n]->stats;
    table.add({bodies[n]->name, celsius_text(stats.maximum), celsius_text(stats.mean),
               celsius_text(stats.minimum), fmt::format("{:.3f}", stats.power)});
  }
  std::string text = '\n' + table.text();
  if (bodies.size() > max_rows) {
    text += fmt::format("  and {} cooler ones, see summary.json\n", bodies.size() - max_rows);
  }
  return text;
}

std::string coolant_text(const BoundaryHeat& boundary) {
  if (!boundary.coolant) return "";
  const CoolantHeat& coolant = *boundary.coolant;
  return fmt::format("  Coolant of {}: {} degC in, {} degC out (hottest lane {} degC), takes {:.6g} W\n",
                     boundary.name, celsius_text(coolant.inlet_temperature),
                     celsius_text(coolant.outlet_temperature_mean),
                     celsius_text(coolant.outlet_temperature_max), boundary.heat_out);
}

/// The table of what is hot. Of a transient the courses of the dies end with the same temperatures.
std::string temperatures_text(const Summary& summary, std::size_t max_rows) {
  if (summary.dies.empty()) return bodies_text(summary, max_rows);
  return summary.transient ? "" : dies_text(summary, max_rows);
}

std::string boundaries_text(const Summary& summary) {
  if (summary.boundaries.empty()) return "";
  TextTable table(
      {summary.transient ? "Boundaries at the end" : "Boundaries", "heat out W", "area mm^2", "mean degC"});
  for (const BoundaryHeat& boundary : summary.boundaries) {
    const std::string name = boundary.is_named ? boundary.name : boundary.name + " (not in the deck)";
    table.add({name, fmt::format("{:.4f}", boundary.heat_out), fmt::format("{:.2f}", boundary.area * 1e6),
               celsius_text(boundary.surface_temperature_mean)});
  }
  std::string coolants;
  for (const BoundaryHeat& boundary : summary.boundaries) coolants += coolant_text(boundary);
  const HeatBalance& balance = summary.balance;
  return '\n' + table.text() + coolants +
         fmt::format(
             "  Balance: {:.6g} W released, {:.6g} W out, relative imbalance {:.1e} (bound {:.0e}{})\n",
             summary.power, balance.boundary_out, balance.relative, balance.bound,
             balance.at_rounding_floor ? ", set by rounding" : "");
}

std::string with_thousands(std::int64_t n) {
  std::string text = fmt::format("{}", n);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) {
    text.insert(static_cast<std::size_t>(at), 1, ',');
  }
  return text;
}

std::string solve_text(const Summary& summary) {
  const Convergence& c = summary.convergence;
  std::string text =
      fmt::format("\nMesh    {} x {} x {} = {} cells, {} solid; {} rank{}\n", summary.cells_per_axis[0],
                  summary.cells_per_axis[1], summary.cells_per_axis[2], with_thousands(summary.cells),
                  with_thousands(summary.solid_cells), summary.ranks, summary.ranks == 1 ? "" : "s");
  if (!summary.has_heat) return text;
  if (summary.transient) text += steps_text(*summary.transient);
  text += fmt::format("Solver  {}: {} iteration{} in {} correction{}, residual {:.1e}\n", c.method,
                      c.iterations, c.iterations == 1 ? "" : "s", c.corrections,
                      c.corrections == 1 ? "" : "s", c.relative_residual);
  if (c.leakage_gain > 0.0) {
    text += fmt::format("Leakage loop gain {:.3f} (1 is thermal runaway)\n", c.leakage_gain);
  }
  if (!c.fallback.empty()) text += fmt::format("        fell back: {}\n", c.fallback);
  text += fmt::format("Time    mesh {:.2f} s, set-up {:.2f} s, solve {:.2f} s\n", summary.timings.mesh_s,
                      summary.timings.setup_s, summary.timings.solve_s);
  return text;
}

std::string limits_text(const Summary& summary, bool color) {
  if (summary.limits.empty()) return "";
  const std::string ok = color ? "\x1b[1;32m      OK\x1b[0m" : "OK";
  const std::string exceeded = color ? "\x1b[1;31mEXCEEDED\x1b[0m" : "EXCEEDED";
  std::vector<std::string> head{"Limits", "limit degC", "reached degC", "in", ""};
  if (summary.transient) head.insert(head.begin() + 4, "at");
  TextTable table(head);
  for (const LimitSummary& limit : summary.limits) {
    std::vector<std::string> row{limit.target, celsius_text(limit.limit), celsius_text(limit.reached),
                                 limit.where, limit.exceeded ? exceeded : ok};
    if (summary.transient) row.insert(row.begin() + 4, limit.time ? time_text(*limit.time) : "-");
    table.add(std::move(row));
  }
  return '\n' + table.text();
}

std::string list_text(const char* head, const std::vector<std::string>& lines) {
  if (lines.empty()) return "";
  std::string text = fmt::format("\n{}\n", head);
  for (const std::string& line : lines) text += fmt::format("  {}\n", line);
  return text;
}

std::string files_text(const ConsoleOptions& options) {
  if (options.directory.empty()) return "";
  constexpr std::size_t most = 12;
  std::vector<std::string> names(
      options.files.begin(),
      options.files.begin() + static_cast<std::ptrdiff_t>(std::min(most, options.files.size())));
  if (options.files.size() > most) names.push_back(fmt::format("and {} more", options.files.size() - most));
  return list_text(fmt::format("Files in {}", options.directory).c_str(), names);
}

}  // namespace

std::string die_pattern(const std::string& die) {
  const IndexedName name = split_index(die);
  return name.index < 0 ? die : name.head + '*' + name.tail;
}

std::vector<DieGroup> group_dies(const std::vector<DieSummary>& dies) {
  std::map<std::string, std::vector<const DieSummary*>> families;
  for (const DieSummary& die : dies) {
    if (!std::isfinite(die.junction_max)) continue;
    families[die_pattern(die.name)].push_back(&die);
  }
  std::vector<DieGroup> groups;
  groups.reserve(families.size());
  for (const auto& [family, members] : families) groups.push_back(make_group(members));
  std::stable_sort(groups.begin(), groups.end(),
                   [](const DieGroup& a, const DieGroup& b) { return a.junction_max > b.junction_max; });
  return groups;
}

std::string console_summary(const Summary& summary, const ConsoleOptions& options) {
  std::string text = summary.title + '\n';
  if (summary.transient) text += courses_text(*summary.transient, options.max_rows);
  if (summary.has_heat) text += hottest_text(summary) + temperatures_text(summary, options.max_rows);
  text += boundaries_text(summary);
  text += limits_text(summary, options.color);
  if (summary.superposition) text += superposition_text(summary, *summary.superposition);
  if (summary.grid_uncertainty) text += grids_text(*summary.grid_uncertainty);
  text += solve_text(summary);
  if (summary.stress) text += stress_text(summary, *summary.stress, options.max_rows);
  text += list_text("Warnings", summary.warnings);
  text += list_text("Grid lines that merged", summary.merged_lines);
  text += files_text(options);
  return text;
}

}  // namespace strata
