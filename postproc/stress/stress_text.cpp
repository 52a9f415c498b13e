#include "postproc/stress/stress_text.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "postproc/text_table.hpp"

namespace strata {
namespace {

std::string number(double value, double factor, int decimals) {
  return std::isfinite(value) ? fmt::format("{:.{}f}", value * factor, decimals) : "-";
}

std::string um(double metres) {
  return std::isfinite(metres) ? fmt::format("{:+.2f}", metres * 1e6) : "-";
}

std::string mpa(double pascal) {
  return number(pascal, 1e-6, 2);
}

/// Of the whole assembly; null where the layers at its centre have none.
const LaminateFigure* assembly_laminate(const StressCase& load_case) {
  const bool exists = !load_case.laminates.empty() && load_case.laminates.front().name == "assembly";
  return exists ? &load_case.laminates.front() : nullptr;
}

std::string warpage_text(const StressSummary& stress) {
  if (stress.cases.empty() || stress.cases.front().warpage.empty()) return "";
  std::vector<std::string> head{"Warpage um"};
  for (const SurfaceWarpage& surface : stress.cases.front().warpage) {
    head.push_back(surface_label(surface.surface, surface.reference));
  }
  const bool has_laminate = assembly_laminate(stress.cases.front()) != nullptr;
  if (has_laminate) head.emplace_back("laminate theory");
  TextTable table(head);
  for (const StressCase& load_case : stress.cases) {
    std::vector<std::string> row{load_case.name};
    for (const SurfaceWarpage& surface : load_case.warpage) row.push_back(um(surface.warpage.value));
    if (has_laminate) row.push_back(um(assembly_laminate(load_case)->warpage));
    table.add(std::move(row));
  }
  return '\n' + table.text() + "  + convex: the middle is higher than the rim, terminals down; - concave\n" +
         (has_laminate
              ? "  laminate theory: the layers at the centre, as if they covered all of the assembly\n"
              : "");
}

/// A die or an interface in the load case that stresses it most.
struct Worst {
  std::string name;
  std::string load_case;
  std::vector<double> values;  ///< [Pa], the first one decides
};

/// The `max_rows` that are stressed most, as a table.
std::string worst_text(std::vector<Worst> entries, const std::vector<std::string>& head,
                       std::size_t max_rows) {
  if (entries.empty()) return "";
  const auto rank = [](const Worst& w) {
    return std::isfinite(w.values.front()) ? w.values.front() : -1e300;
  };
  std::stable_sort(entries.begin(), entries.end(),
                   [&](const Worst& a, const Worst& b) { return rank(a) > rank(b); });
  TextTable table(head);
  for (std::size_t n = 0; n < std::min(entries.size(), max_rows); ++n) {
    std::vector<std::string> row{entries[n].name};
    for (const double value : entries[n].values) row.push_back(mpa(value));
    row.push_back(entries[n].load_case);
    table.add(std::move(row));
  }
  std::string text = '\n' + table.text();
  if (entries.size() > max_rows) {
    text += fmt::format("  and {} stressed less, see summary.json\n", entries.size() - max_rows);
  }
  return text;
}

/// Keeps the load case with the larger first value.
void keep_worse(Worst& worst, Worst candidate) {
  if (worst.values.empty() || candidate.values.front() > worst.values.front() ||
      std::isnan(worst.values.front())) {
    worst = std::move(candidate);
  }
}

std::string dies_text(const Summary& summary, const StressSummary& stress, std::size_t max_rows) {
  std::vector<Worst> entries;
  for (const BodyIndex die : stress.dies) {
    const auto b = static_cast<std::size_t>(die);
    Worst worst;
    for (const StressCase& load_case : stress.cases) {
      const BodyStress& of_die = load_case.bodies[b];
      if (of_die.cells == 0) continue;
      keep_worse(worst, {summary.bodies[b].name,
                         load_case.name,
                         {of_die.principal.maximum, of_die.principal.mean, of_die.von_mises.maximum}});
    }
    if (!worst.values.empty()) entries.push_back(std::move(worst));
  }
  return worst_text(std::move(entries), {"Die stress MPa", "principal", "mean", "von Mises", "at"}, max_rows);
}

std::string interfaces_text(const Summary& summary, const std::vector<StressCase>& cases,
                            std::size_t max_rows) {
  std::vector<Worst> entries;
  for (std::size_t n = 0; !cases.empty() && n < cases.front().interfaces.size(); ++n) {
    Worst worst;
    for (const StressCase& load_case : cases) {
      const InterfaceStress& one = load_case.interfaces[n];
      const std::string name =
          fmt::format("{} | {}", summary.bodies[static_cast<std::size_t>(one.lower)].name,
                      summary.bodies[static_cast<std::size_t>(one.upper)].name);
      keep_worse(worst, {name,
                         load_case.name,
                         {one.peel.edge_mean, one.peel.maximum, one.shear.edge_mean, one.shear.maximum}});
    }
    entries.push_back(std::move(worst));
  }
  return worst_text(
      std::move(entries),
      {"Interface traction MPa", "peel edge", "peel inside", "shear edge", "shear inside", "at"}, max_rows);
}

std::string solve_text(const StressSummary& stress) {
  const StressConvergence& c = stress.convergence;
  double residual = 0.0, imbalance = 0.0;
  for (const StressCase& load_case : stress.cases) {
    residual = std::max(residual, load_case.relative_residual);
    imbalance = std::max(imbalance, std::abs(load_case.imbalance));
  }
  std::string text = fmt::format(
      "  inside: at least {:.4g} um from edges; edge: mean over the {:.4g} um at an edge (both are finite "
      "where the "
      "edge itself is singular)\n",
      stress.edge_distance * 1e6, stress.edge_distance * 1e6);
  text += fmt::format(
      "\nStress  {}: {} unknowns, {} load case{}, {} iterations, residual {:.1e}, imbalance {:.1e} N\n",
      c.method, c.n_unknowns, stress.cases.size(), stress.cases.size() == 1 ? "" : "s", c.iterations,
      residual, imbalance);
  if (!c.fallback.empty()) text += fmt::format("        fell back: {}\n", c.fallback);
  return text + fmt::format("Time    set-up {:.2f} s, solve {:.2f} s\n", stress.timings.setup_s,
                            stress.timings.solve_s);
}

}  // namespace

std::string stress_text(const Summary& summary, const StressSummary& stress, std::size_t max_rows) {
  return warpage_text(stress) + dies_text(summary, stress, max_rows) +
         interfaces_text(summary, stress.cases, max_rows) + solve_text(stress);
}

}  // namespace strata
