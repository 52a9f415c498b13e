// Distributions against closed forms.
#include <cmath>
#include <functional>
#include <numbers>

#include <catch2/catch.hpp>

#include "inputs/sweep/distributions.hpp"

using namespace strata;

namespace {

double phi(double x) {
  return std::exp(-0.5 * x * x) / std::sqrt(2.0 * std::numbers::pi);
}
double cumulative(double x) {
  return 0.5 * std::erfc(-x / std::numbers::sqrt2);
}

/// Mean of f(value) over the distribution, by the midpoint rule in probability.
double mean_of(const Distribution& d, const std::function<double(double)>& f) {
  constexpr int kPoints = 200000;
  double sum = 0.0;
  for (int i = 0; i < kPoints; ++i) sum += f(quantile(d, (i + 0.5) / kPoints));
  return sum / kPoints;
}

double identity(double x) {
  return x;
}

}  // namespace

TEST_CASE("normal quantiles are exact to rounding far into the tails") {
  // scipy.stats.norm.ppf
  CHECK(normal_quantile(0.5) == 0.0);
  CHECK(normal_quantile(0.975) == Approx(1.959963984540054).epsilon(1e-15));
  CHECK(normal_quantile(0.3) == Approx(-0.5244005127080409).epsilon(1e-15));
  CHECK(normal_quantile(1e-10) == Approx(-6.361340902404056).epsilon(1e-15));
  CHECK(normal_quantile(1e-300) == Approx(-37.0471).epsilon(1e-6));
  for (double p = 1e-290; p < 0.5; p *= 3.7)
    CHECK(cumulative(normal_quantile(p)) == Approx(p).epsilon(1e-12));
}

TEST_CASE("a truncated normal distribution has the moments and quantiles of its closed form") {
  const NormalDistribution d{1.0, 0.1, 0.8, 1.05};
  const double a = (d.lower - d.mean) / d.deviation, b = (d.upper - d.mean) / d.deviation;
  const double share = cumulative(b) - cumulative(a);
  CHECK(share_inside(d) == Approx(share).epsilon(1e-14));
  const double mean = d.mean + d.deviation * (phi(a) - phi(b)) / share;
  const double shift = (phi(a) - phi(b)) / share;
  const double variance =
      d.deviation * d.deviation * (1.0 + (a * phi(a) - b * phi(b)) / share - shift * shift);
  CHECK(mean_of(d, identity) == Approx(mean).epsilon(1e-8));
  CHECK(mean_of(d, [&](double x) { return (x - mean) * (x - mean); }) == Approx(variance).epsilon(1e-6));
  for (const double u : {0.001, 0.1, 0.5, 0.77, 0.999}) {
    const double x = (quantile(d, u) - d.mean) / d.deviation;
    CHECK((cumulative(x) - cumulative(a)) / share == Approx(u).epsilon(1e-13));
  }
  CHECK(quantile(d, 0.0) == d.lower);
  CHECK(quantile(d, 1.0) == d.upper);
}

TEST_CASE("either tail of a normal distribution is drawn from as exactly") {
  const NormalDistribution above{0.0, 1.0, 9.0, 12.0}, below{0.0, 1.0, -12.0, -9.0};
  for (const double u : {0.01, 0.5, 0.99}) {
    CHECK(quantile(above, u) == Approx(-quantile(below, 1.0 - u)).epsilon(1e-14));
    const double x = quantile(above, u);
    CHECK((cumulative(-9.0) - cumulative(-x)) / (cumulative(-9.0) - cumulative(-12.0)) ==
          Approx(u).epsilon(1e-11));
  }
}

TEST_CASE("uniform, log-uniform and tabulated distributions have their moments") {
  CHECK(mean_of(UniformDistribution{-2.0, 6.0}, identity) == Approx(2.0).epsilon(1e-12));
  const double log_mean = (8.0 - 2.0) / std::log(4.0);
  CHECK(mean_of(LogUniformDistribution{2.0, 8.0}, identity) == Approx(log_mean).epsilon(1e-9));
  CHECK(quantile(LogUniformDistribution{2.0, 8.0}, 0.5) == Approx(4.0).epsilon(1e-14));
  const TableDistribution table{{0.0, 0.5, 1.0}, {5.0, 10.0, 30.0}};
  CHECK(mean_of(table, identity) == Approx(0.5 * 7.5 + 0.5 * 20.0).epsilon(1e-9));
  CHECK(quantile(table, 0.75) == Approx(20.0).epsilon(1e-14));
  CHECK(quantile(table, 0.5) == 10.0);
}

TEST_CASE("choices come as often as their weights say") {
  const ChoiceDistribution d{{"a", "b", "c", "d"}, {0.25, 0.5, 0.25, 0.0}};
  CHECK(quantile(d, 0.1) == 0.0);
  CHECK(quantile(d, 0.25) == 1.0);
  CHECK(quantile(d, 0.7499) == 1.0);
  CHECK(quantile(d, 0.9999999999999999) == 2.0);
}

TEST_CASE("whole numbers of a uniform range are equally likely") {
  const UniformDistribution d{4.0, 7.0};
  std::array<int, 4> counts{};
  for (int i = 0; i < 4000; ++i)
    ++counts[static_cast<std::size_t>(integer_quantile(d, (i + 0.5) / 4000) - 4.0)];
  for (const int count : counts) CHECK(count == 1000);
  CHECK(integer_quantile(d, 0.0) == 4.0);
  CHECK(integer_quantile(d, 1.0) == 7.0);
  CHECK(integer_quantile(UniformDistribution{3.5, 6.5}, 0.0) == 4.0);
  CHECK(integer_quantile(LogUniformDistribution{1.0, 100.0}, 0.5) == 10.0);
}
