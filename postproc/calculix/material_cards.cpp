#include <algorithm>
#include <cmath>
#include <functional>

#include <fmt/format.h>

#include "postproc/calculix/sections.hpp"

namespace strata {
namespace {

using Row = std::vector<double>;

/// What a table gives at one temperature, and how wrong a value in its place may be.
struct Table {
  std::function<Row(double T)> values;
  std::function<bool(const Row& guess, const Row& exact, double T)> is_close;
};

struct TableRow {
  double temperature;  // [K]
  Row values;
};

/// Adds rows between two, until straight lines from one to the next are close.
void refine(const Table& table, const TableRow& lower, const TableRow& upper, std::vector<TableRow>& rows) {
  constexpr double kNarrowest = 0.1;  // [K]
  if (upper.temperature - lower.temperature < kNarrowest) return;
  const double middle = 0.5 * (lower.temperature + upper.temperature);
  const TableRow exact{middle, table.values(middle)};
  Row guess(exact.values.size());
  for (std::size_t n = 0; n < guess.size(); ++n) guess[n] = 0.5 * (lower.values[n] + upper.values[n]);
  if (table.is_close(guess, exact.values, middle)) return;
  refine(table, lower, exact, rows);
  rows.push_back(exact);
  refine(table, exact, upper, rows);
}

/// The table at the given temperatures and between them; one row where it is the same everywhere.
std::vector<TableRow> rows_of(const Table& table, const std::vector<double>& temperatures) {
  constexpr double kWidest = 10.0;  // so that a bend between two temperatures is not overlooked [K]
  std::vector<TableRow> rows{{temperatures.front(), table.values(temperatures.front())}};
  for (std::size_t n = 1; n < temperatures.size(); ++n) {
    const double lower = temperatures[n - 1], width = temperatures[n] - lower;
    const int parts = static_cast<int>(std::ceil(width / kWidest));
    for (int part = 1; part <= parts; ++part) {
      const double T = part == parts ? temperatures[n] : lower + width * part / parts;
      const TableRow next{T, table.values(T)};
      const TableRow last = rows.back();
      refine(table, last, next, rows);
      rows.push_back(next);
    }
  }
  const Row& first = rows.front().values;
  const bool is_constant = std::all_of(rows.begin(), rows.end(), [&](const TableRow& row) {
    return std::equal(first.begin(), first.end(), row.values.begin(),
                      [](double a, double b) { return std::abs(a - b) <= 1e-12 * std::abs(a); });
  });
  if (is_constant) rows.erase(rows.begin() + 1, rows.end());
  return rows;
}

/// "a,b,c,T\n"; CalculiX takes eight numbers a line, of twenty characters each.
std::string row_text(const TableRow& row) {
  constexpr std::size_t per_line = 8;
  std::string text;
  for (std::size_t n = 0; n < row.values.size(); ++n)
    text += fmt::format("{:.12g}{}", row.values[n], (n + 1) % per_line == 0 ? ",\n" : ",");
  return text + fmt::format("{:.12g}\n", row.temperature);
}

bool is_isotropic(const OrthotropicStiffness& c) {
  const double shear = 0.5 * (c.c11 - c.c12);
  const auto same = [&](double a, double b) { return std::abs(a - b) <= 1e-9 * c.c11; };
  return same(c.c11, c.c22) && same(c.c11, c.c33) && same(c.c12, c.c13) && same(c.c12, c.c23) &&
         same(c.c44, shear) && same(c.c55, shear) && same(c.c66, shear);
}

Row isotropic_row(const OrthotropicStiffness& c) {
  return {(c.c11 - c.c12) * (c.c11 + 2.0 * c.c12) / (c.c11 + c.c12), c.c12 / (c.c11 + c.c12)};
}

/// In CalculiX's order: D1111, D1122, D2222, D1133, D2233, D3333, D1212, D1313, D2323.
Row orthotropic_row(const OrthotropicStiffness& c) {
  return {c.c11, c.c12, c.c22, c.c13, c.c23, c.c33, c.c66, c.c55, c.c44};
}

std::string elastic_card(const MechanicalMaterial& material, const std::vector<double>& temperatures) {
  constexpr double kClose = 1e-6;  // of the value
  const bool isotropic = std::all_of(temperatures.begin(), temperatures.end(),
                                     [&](double T) { return is_isotropic(material.stiffness(T)); });
  const Table table{[&](double T) {
                      const OrthotropicStiffness c = material.stiffness(T);
                      return isotropic ? isotropic_row(c) : orthotropic_row(c);
                    },
                    [](const Row& guess, const Row& exact, double) {
                      return std::equal(guess.begin(), guess.end(), exact.begin(), [](double a, double b) {
                        return std::abs(a - b) <= kClose * std::abs(b);
                      });
                    }};
  std::string text = isotropic ? "*ELASTIC\n" : "*ELASTIC,TYPE=ORTHO\n";
  for (const TableRow& row : rows_of(table, temperatures)) text += row_text(row);
  return text;
}

/// Secant coefficients: free strain since the stress-free temperature over the difference in temperature.
std::string expansion_card(const MechanicalMaterial& material, const std::vector<double>& temperatures,
                           double stress_free, bool strain_from_0) {
  constexpr double kCloseStrain = 1e-8;
  constexpr double kNear = 0.5;  // nearer than that the secant is the coefficient itself [K]
  const Table table{[&](double T) {
                      const bool is_near = std::abs(T - stress_free) < kNear;
                      const double from = is_near ? T - kNear : stress_free, to = is_near ? T + kNear : T;
                      const std::array<double, 3> strain = material.thermal_strain(from, to);
                      Row row;
                      for (const double s : strain) row.push_back(s / (to - from));
                      return row;
                    },
                    [&](const Row& guess, const Row& exact, double T) {
                      return std::equal(guess.begin(), guess.end(), exact.begin(), [&](double a, double b) {
                        return std::abs((a - b) * (T - stress_free)) <= kCloseStrain;
                      });
                    }};
  std::vector<TableRow> rows = rows_of(table, temperatures);
  const bool isotropic = std::all_of(rows.begin(), rows.end(), [](const TableRow& row) {
    return row.values[0] == row.values[1] && row.values[0] == row.values[2];
  });
  if (strain_from_0) {
    const double first = rows.front().temperature;
    rows.insert(rows.begin(), {{0.0, {0.0, 0.0, 0.0}}, {0.5 * first, rows.front().values}});
  }
  std::string text = fmt::format("*EXPANSION,{}ZERO={:.12g}\n", isotropic ? "" : "TYPE=ORTHO,", stress_free);
  for (TableRow& row : rows) {
    if (isotropic) row.values.resize(1);
    text += row_text(row);
  }
  return text;
}

}  // namespace

std::string material_cards(const Section& section, const MechanicalMaterial& material,
                           const std::vector<double>& temperatures, bool strain_from_0) {
  return fmt::format("*MATERIAL,NAME={}\n", section.name) + elastic_card(material, temperatures) +
         expansion_card(material, temperatures, section.stress_free_temperature, strain_from_0);
}

}  // namespace strata
