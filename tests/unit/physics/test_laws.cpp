#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <Kokkos_Core.hpp>
#include <catch2/catch.hpp>

#include "inputs/error.hpp"
#include "physics/laws.hpp"

using namespace strata;

namespace {

const PowerLaw kSilicon{148.0, 300.0, -1.3, 200.0, 600.0};
const TableLaw kTable{{250.0, 300.0, 400.0, 700.0}, {10.0, 30.0, 20.0, 50.0}};

/// The power law written another way: exp and log, clamping by std::clamp.
double silicon_oracle(double T) {
  return 148.0 * std::exp(-1.3 * (std::log(std::clamp(T, 200.0, 600.0)) - std::log(300.0)));
}

/// The table written another way: a linear scan, and the line through the two points in point-slope form.
double table_oracle(const TableLaw& law, double T) {
  std::size_t i = 0;
  while (i < law.temperature.size() && law.temperature[i] < T) ++i;
  if (i == 0) return law.value.front();
  if (i == law.temperature.size()) return law.value.back();
  const double slope = (law.value[i] - law.value[i - 1]) / (law.temperature[i] - law.temperature[i - 1]);
  return law.value[i] + slope * (T - law.temperature[i]);
}

double finite_difference(const PropertyLaw& law, double T) {
  const double h = 1e-3;
  return (evaluate(law, T + h) - evaluate(law, T - h)) / (2.0 * h);
}

}  // namespace

TEST_CASE("A constant law gives its value everywhere and has no slope") {
  const PropertyLaw law = ConstantLaw{4.2};
  for (const double T : {1.0, 300.0, 5000.0}) {
    CHECK(evaluate(law, T) == 4.2);
    CHECK(derivative(law, T) == 0.0);
  }
  CHECK(is_constant(law));
  CHECK(range_of(law).lower == 0.0);
  CHECK(range_of(law).upper == std::numeric_limits<double>::infinity());
}

TEST_CASE("A power law follows its formula inside its range and is clamped outside") {
  const PropertyLaw law = kSilicon;
  CHECK(evaluate(law, 300.0) == Approx(148.0).epsilon(1e-14));
  CHECK(evaluate(law, 358.15) == Approx(117.6).epsilon(1e-3));  // 20 % lower at 85 degC
  for (const double T : {100.0, 200.0, 250.0, 358.15, 599.0, 600.0, 900.0})
    CHECK(evaluate(law, T) == Approx(silicon_oracle(T)).epsilon(1e-13));
  CHECK(evaluate(law, 100.0) == evaluate(law, 200.0));
  CHECK(evaluate(law, 900.0) == evaluate(law, 600.0));
  CHECK_FALSE(is_constant(law));
  CHECK(range_of(law).lower == 200.0);
  CHECK(range_of(law).upper == 600.0);
}

TEST_CASE("A table is linear between its points, exact on them and constant outside") {
  const PropertyLaw law = kTable;
  for (std::size_t i = 0; i < kTable.value.size(); ++i)
    CHECK(evaluate(law, kTable.temperature[i]) == kTable.value[i]);
  CHECK(evaluate(law, 275.0) == Approx(20.0));
  CHECK(evaluate(law, 350.0) == Approx(25.0));
  CHECK(evaluate(law, 0.0) == 10.0);
  CHECK(evaluate(law, 1e6) == 50.0);
  for (int step = 0; step < 83; ++step) {
    const double T = 200.0 + 7.3 * step;
    CHECK(evaluate(law, T) == Approx(table_oracle(kTable, T)).epsilon(1e-13));
  }
}

TEST_CASE("Bisection finds every interval of tables of any length") {
  for (int size = 2; size <= 40; ++size) {
    TableLaw law;
    for (int i = 0; i < size; ++i) {
      law.temperature.push_back(100.0 + 3.0 * i * i);
      law.value.push_back(std::sin(i));
    }
    for (int i = 0; i + 1 < size; ++i) {
      const double T = 0.25 * law.temperature[i] + 0.75 * law.temperature[i + 1];
      CHECK(evaluate(law, T) == Approx(0.25 * law.value[i] + 0.75 * law.value[i + 1]).epsilon(1e-12));
    }
  }
}

TEST_CASE("A table of one point is a constant") {
  const PropertyLaw law = TableLaw{{300.0}, {7.0}};
  CHECK(is_constant(law));
  for (const double T : {100.0, 300.0, 1000.0}) {
    CHECK(evaluate(law, T) == 7.0);
    CHECK(derivative(law, T) == 0.0);
  }
}

TEST_CASE("Derivatives agree with finite differences") {
  for (const PropertyLaw& law : {PropertyLaw{kSilicon}, PropertyLaw{kTable}})
    for (const double T : {150.0, 220.0, 280.0, 350.0, 550.0, 650.0, 800.0})
      CHECK(derivative(law, T) == Approx(finite_difference(law, T)).epsilon(1e-7).margin(1e-9));
}

TEST_CASE("At a point of a table the derivative is the slope to its right") {
  CHECK(derivative(kTable, 300.0) == Approx(-0.1));
  CHECK(derivative(kTable, 250.0) == Approx(0.4));
  CHECK(derivative(kTable, 700.0) == 0.0);
}

TEST_CASE("Laws that vary in form only count as constant") {
  CHECK(is_constant(PowerLaw{5.0, 300.0, 0.0, 200.0, 600.0}));
  CHECK(is_constant(TableLaw{{200.0, 300.0}, {4.0, 4.0}}));
  CHECK_FALSE(is_constant(TableLaw{{200.0, 300.0}, {4.0, 4.1}}));
}

TEST_CASE("Laws compare by kind and parameters") {
  CHECK(is_same_law(kSilicon, kSilicon));
  CHECK(is_same_law(kTable, kTable));
  CHECK_FALSE(is_same_law(ConstantLaw{1.0}, ConstantLaw{2.0}));
  CHECK_FALSE(is_same_law(kSilicon, ConstantLaw{148.0}));
  PowerLaw other = kSilicon;
  other.exponent = -1.2;
  CHECK_FALSE(is_same_law(kSilicon, other));
}

TEST_CASE("A law table gives kernels the values the host computes") {
  const std::vector<PropertyLaw> laws{kTable, ConstantLaw{3.0}, kSilicon,
                                      TableLaw{{300.0, 500.0}, {1.0, 2.0}}};
  const LawTable table = make_law_table(laws);
  constexpr int kTemperatures = 50;
  const int n_laws = static_cast<int>(laws.size());
  Kokkos::View<double**> value("value", n_laws, kTemperatures);
  Kokkos::View<double**> slope("slope", n_laws, kTemperatures);
  Kokkos::parallel_for(
      "test::law_table", n_laws * kTemperatures, KOKKOS_LAMBDA(const int n) {
        const int law = n / kTemperatures;
        const double T = 150.0 + 13.0 * (n % kTemperatures);
        value(law, n % kTemperatures) = table.evaluate(law, T);
        slope(law, n % kTemperatures) = table.derivative(law, T);
      });
  const auto host_value = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), value);
  const auto host_slope = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), slope);
  for (int law = 0; law < n_laws; ++law)
    for (int i = 0; i < kTemperatures; ++i) {
      const double T = 150.0 + 13.0 * i;
      CHECK(host_value(law, i) == Approx(evaluate(laws[law], T)).epsilon(1e-14));
      CHECK(host_slope(law, i) == Approx(derivative(laws[law], T)).epsilon(1e-14));
    }
}

TEST_CASE("Laws that cannot be evaluated are refused") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH(make_law_table({ConstantLaw{nan}}), Catch::Contains("not a finite number"));
  CHECK_THROWS_WITH(make_law_table({TableLaw{}}), Catch::Contains("at least one"));
  CHECK_THROWS_WITH(make_law_table({TableLaw{{300.0, 400.0}, {1.0}}}), Catch::Contains("as many values"));
  CHECK_THROWS_WITH(make_law_table({TableLaw{{300.0, 300.0}, {1.0, 2.0}}}), Catch::Contains("must ascend"));
  CHECK_THROWS_WITH(make_law_table({TableLaw{{300.0, 400.0}, {1.0, nan}}}), Catch::Contains("not finite"));
  CHECK_THROWS_WITH(make_law_table({PowerLaw{1.0, 0.0, 1.0, 1.0, 2.0}}),
                    Catch::Contains("reference temperature"));
  CHECK_THROWS_WITH(make_law_table({PowerLaw{1.0, 300.0, 1.0, 400.0, 200.0}}), Catch::Contains("range"));
  CHECK_THROWS_WITH(make_law_table({PowerLaw{nan, 300.0, 1.0, 200.0, 400.0}}), Catch::Contains("not finite"));
  CHECK_THROWS_AS(check_law(ConstantLaw{nan}), Error);
}

TEST_CASE("The integral of a law is exact, its clamped ends included") {
  const std::vector<PropertyLaw> laws{ConstantLaw{4.2},
                                      kSilicon,
                                      PowerLaw{2.0, 300.0, -1.0, 250.0, 500.0},
                                      PowerLaw{2.0, 300.0, 0.5, 250.0, 500.0},
                                      kTable,
                                      TableLaw{{300.0}, {7.0}}};
  for (const PropertyLaw& law : laws) {
    for (const auto& [from, to] : {std::pair{100.0, 900.0}, std::pair{280.0, 310.0}, std::pair{620.0, 800.0},
                                   std::pair{650.0, 120.0}, std::pair{300.0, 300.0}}) {
      // Trapezium rule on pieces so short that their own error is below the bound.
      const int n = 200000;
      double sum = 0.0;
      for (int i = 0; i < n; ++i) {
        const double T0 = from + (to - from) * i / n;
        const double T1 = from + (to - from) * (i + 1) / n;
        sum += 0.5 * (evaluate(law, T0) + evaluate(law, T1)) * (T1 - T0);
      }
      CHECK(integral(law, from, to) == Approx(sum).epsilon(1e-9));
      CHECK(integral(law, to, from) == Approx(-integral(law, from, to)).epsilon(1e-14));
    }
  }
  // By hand: 30 to 20 over 100 K and 20 to 50 over 300 K.
  CHECK(integral(kTable, 300.0, 700.0) == Approx(25.0 * 100.0 + 35.0 * 300.0).epsilon(1e-15));
}
