#include "physics/laws.hpp"

#include <cmath>

#include "inputs/error.hpp"

namespace strata {

namespace {

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ExitCode::deck, message);
}

void check(const ConstantLaw& law) {
  if (!std::isfinite(law.value)) refuse("a property is not a finite number");
}

void check(const PowerLaw& law) {
  if (!std::isfinite(law.value) || !std::isfinite(law.exponent))
    refuse("a power law has parameters that are not finite");
  if (!(law.reference_temperature > 0.0) || !std::isfinite(law.reference_temperature))
    refuse("the reference temperature of a power law must be above 0 K");
  if (!(law.temperature_min >= 0.0) || !(law.temperature_max >= law.temperature_min) ||
      !std::isfinite(law.temperature_max))
    refuse("the range of a power law must ascend and start at 0 K or above");
  if (!std::isfinite(evaluate_law(law, law.temperature_max)))
    refuse("a power law overflows at the end of its range");
}

void check(const TableLaw& law) {
  if (law.temperature.empty() || law.temperature.size() != law.value.size())
    refuse("a property table needs as many values as temperatures, and at least one");
  for (std::size_t i = 0; i < law.value.size(); ++i) {
    if (!std::isfinite(law.temperature[i]) || !std::isfinite(law.value[i]))
      refuse("a property table holds a number that is not finite");
    if (i > 0 && !(law.temperature[i] > law.temperature[i - 1]))
      refuse("the temperatures of a property table must ascend");
  }
}

bool is_same(const ConstantLaw& a, const ConstantLaw& b) {
  return a.value == b.value;
}

bool is_same(const PowerLaw& a, const PowerLaw& b) {
  return a.value == b.value && a.reference_temperature == b.reference_temperature &&
         a.exponent == b.exponent && a.temperature_min == b.temperature_min &&
         a.temperature_max == b.temperature_max;
}

bool is_same(const TableLaw& a, const TableLaw& b) {
  return a.temperature == b.temperature && a.value == b.value;
}

}  // namespace

void check_law(const PropertyLaw& law) {
  std::visit([](const auto& form) { check(form); }, law);
}

LawTable make_law_table(const std::vector<PropertyLaw>& laws) {
  LawTable table;
  table.laws = Kokkos::View<DeviceLaw*>("strata::laws", laws.size());
  const auto host_laws = Kokkos::create_mirror_view(table.laws);
  std::vector<double> points;
  for (std::size_t i = 0; i < laws.size(); ++i) {
    check_law(laws[i]);
    host_laws(i) = std::visit([&](const auto& form) { return pack_law(form, points); }, laws[i]);
  }
  Kokkos::deep_copy(table.laws, host_laws);

  table.points = Kokkos::View<double*>("strata::law_points", points.size());
  const auto host_points = Kokkos::create_mirror_view(table.points);
  for (std::size_t i = 0; i < points.size(); ++i) host_points(i) = points[i];
  Kokkos::deep_copy(table.points, host_points);
  return table;
}

double evaluate(const PropertyLaw& law, double T) {
  return std::visit([T](const auto& form) { return evaluate_law(form, T); }, law);
}

double derivative(const PropertyLaw& law, double T) {
  return std::visit([T](const auto& form) { return differentiate_law(form, T); }, law);
}

double integral(const PropertyLaw& law, double from, double to) {
  return std::visit([&](const auto& form) { return integrate_law(form, from, to); }, law);
}

bool is_constant(const PropertyLaw& law) {
  return std::visit([](const auto& form) { return is_constant_law(form); }, law);
}

TemperatureRange range_of(const PropertyLaw& law) {
  return std::visit([](const auto& form) { return range_of_law(form); }, law);
}

bool is_same_law(const PropertyLaw& a, const PropertyLaw& b) {
  if (a.index() != b.index()) return false;
  return std::visit(
      [&b](const auto& form) { return is_same(form, std::get<std::decay_t<decltype(form)>>(b)); }, a);
}

}  // namespace strata
