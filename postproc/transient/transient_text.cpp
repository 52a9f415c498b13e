#include "postproc/transient/transient_text.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "postproc/console_summary.hpp"
#include "postproc/text_table.hpp"

namespace strata {
namespace {

constexpr double kCelsius = 273.15;

std::string celsius(double kelvin) {
  return std::isfinite(kelvin) ? fmt::format("{:.2f}", kelvin - kCelsius) : "-";
}

std::string plural(std::int64_t count, const char* noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

const TemperatureCourse& course_named(const std::vector<TemperatureCourse>& courses,
                                      const std::string& name) {
  return *std::find_if(courses.begin(), courses.end(),
                       [&](const TemperatureCourse& course) { return course.name == name; });
}

/// The table's way of grouping dies, by how hot they ever become.
std::vector<DieGroup> groups_of(const std::vector<TemperatureCourse>& courses) {
  std::vector<DieSummary> dies;
  dies.reserve(courses.size());
  for (const TemperatureCourse& course : courses) {
    DieSummary die;
    die.name = course.name;
    die.junction_max = course.highest;
    dies.push_back(std::move(die));
  }
  return group_dies(dies);
}

std::vector<std::string> row_of(const std::string& name, const TemperatureCourse& course) {
  return {name,
          celsius(course.highest),
          time_text(course.highest_time),
          celsius(course.mean),
          celsius(course.at_end),
          celsius(course.lowest)};
}

std::vector<std::string> head(const char* what) {
  return {what, "max degC", "at", "mean degC", "end degC", "min degC"};
}

std::string dies_table(const TransientSummary& summary, std::size_t max_rows) {
  const std::vector<DieGroup> groups = groups_of(summary.dies);
  if (groups.empty()) return "";
  std::vector<std::string> titles = head("Junction temperatures in time");
  titles.emplace_back("hottest");
  TextTable table(titles);
  for (std::size_t n = 0; n < std::min(groups.size(), max_rows); ++n) {
    const DieGroup& group = groups[n];
    std::vector<std::string> row = row_of(group.name, course_named(summary.dies, group.hottest));
    row.push_back(group.count == 1 ? "" : group.hottest.substr(group.hottest.rfind('[')));
    table.add(std::move(row));
  }
  std::string text = '\n' + table.text();
  if (groups.size() > max_rows)
    text += fmt::format("  and {} cooler ones, see summary.json\n", groups.size() - max_rows);
  return text;
}

}  // namespace

std::string time_text(double seconds) {
  const double size = std::abs(seconds);
  if (size == 0.0) return "0 s";
  if (size < 0.9995e-3) return fmt::format("{:.4g} us", seconds * 1e6);
  if (size < 0.9995) return fmt::format("{:.4g} ms", seconds * 1e3);
  if (size < 599.95) return fmt::format("{:.4g} s", seconds);
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  const std::int64_t minutes = (whole + 30) / 60;
  return fmt::format("{} h {:02} min", minutes / 60, minutes % 60);
}

std::string courses_text(const TransientSummary& summary, std::size_t max_rows) {
  std::string text;
  if (std::isfinite(summary.hottest.highest)) {
    text = fmt::format("\nHottest moment  {} degC at {} of {}\n", celsius(summary.hottest.highest),
                       time_text(summary.hottest.highest_time), time_text(summary.end));
  }
  text += dies_table(summary, max_rows);
  if (summary.probes.empty()) return text;
  TextTable probes(head("Probes"));
  for (const TemperatureCourse& course : summary.probes) probes.add(row_of(course.name, course));
  return text + '\n' + probes.text();
}

std::string steps_text(const TransientSummary& summary) {
  const StepCounts& counts = summary.counts;
  std::string text = fmt::format("Steps   {} to {}", plural(counts.accepted, "step"), time_text(summary.end));
  if (counts.rejected > 0) text += fmt::format(", {} rejected", counts.rejected);
  if (counts.failed > 0) text += fmt::format(", {} failed and repeated", counts.failed);
  text += fmt::format("; {}, {}\n", plural(counts.iterations, "iteration"), plural(counts.setups, "set-up"));
  if (summary.seeks_cycle) {
    text += fmt::format("        {} until periodic, the last changed {:.2g} K (asked for {:.2g} K)\n",
                        plural(counts.cycles, "cycle"), counts.cyclic_change, summary.cyclic_tolerance);
  }
  const EnergyBalance& energy = summary.energy;
  text += fmt::format(
      "Energy  {:.6g} J supplied, {:.6g} J removed, {:.6g} J stored, relative imbalance {:.1e} (bound "
      "{:.0e})\n",
      energy.supplied, energy.removed, energy.stored, energy.relative, energy.bound);
  return text;
}

}  // namespace strata
