#include "inputs/sweep/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace strata {

namespace {

double cumulative_normal(double x) {
  return 0.5 * std::erfc(-x / std::numbers::sqrt2);
}

double acklam(double p) {
  constexpr double a[] = {-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                          1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
  constexpr double b[] = {-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
                          6.680131188771972e+01, -1.328068155288572e+01};
  constexpr double c[] = {-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                          -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
  constexpr double d[] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                          3.754408661907416e+00};
  constexpr double kTail = 0.02425;
  if (p < kTail) {
    const double q = std::sqrt(-2.0 * std::log(p));
    return (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
           ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1.0);
  }
  const double q = p - 0.5, r = q * q;
  return (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
         (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1.0);
}

/// For p <= 1/2, where erfc keeps its relative accuracy. Halley's step makes an error of 1e-9 one of 1e-27.
double lower_quantile(double p) {
  const double x = acklam(p);
  const double density = std::exp(-0.5 * x * x) / std::sqrt(2.0 * std::numbers::pi);
  const double newton = (cumulative_normal(x) - p) / density;
  return x - newton / (1.0 + 0.5 * x * newton);
}

double value_at(const UniformDistribution& d, double u) {
  return d.lower + u * (d.upper - d.lower);
}

double value_at(const LogUniformDistribution& d, double u) {
  return d.lower * std::exp(u * std::log(d.upper / d.lower));
}

double value_at(const NormalDistribution& d, double u) {
  const double lower = (d.lower - d.mean) / d.deviation, upper = (d.upper - d.mean) / d.deviation;
  // In the upper tail Phi is 1 to rounding; its mirror image is not.
  if (lower > 0.0) {
    const double p =
        cumulative_normal(-upper) + (1.0 - u) * (cumulative_normal(-lower) - cumulative_normal(-upper));
    return d.mean - d.deviation * normal_quantile(p);
  }
  const double p = cumulative_normal(lower) + u * (cumulative_normal(upper) - cumulative_normal(lower));
  return d.mean + d.deviation * normal_quantile(p);
}

double value_at(const ChoiceDistribution& d, double u) {
  double sum = 0.0;
  for (std::size_t i = 0; i + 1 < d.weights.size(); ++i) {
    sum += d.weights[i];
    if (u < sum) return static_cast<double>(i);
  }
  // Rounding of the weights must not reach a text whose weight is 0.
  std::size_t last = d.weights.size() - 1;
  while (last > 0 && !(d.weights[last] > 0.0)) --last;
  return static_cast<double>(last);
}

double value_at(const TableDistribution& d, double u) {
  const auto above = std::upper_bound(d.probability.begin(), d.probability.end(), u);
  if (above == d.probability.end()) return d.value.back();
  const auto i = static_cast<std::size_t>(above - d.probability.begin());
  if (i == 0) return d.value.front();
  const double share = (u - d.probability[i - 1]) / (d.probability[i] - d.probability[i - 1]);
  return d.value[i - 1] + share * (d.value[i] - d.value[i - 1]);
}

}  // namespace

double normal_quantile(double p) {
  return p <= 0.5 ? lower_quantile(p) : -lower_quantile(1.0 - p);
}

double share_inside(const NormalDistribution& d) {
  const double lower = (d.lower - d.mean) / d.deviation, upper = (d.upper - d.mean) / d.deviation;
  return lower > 0.0 ? cumulative_normal(-lower) - cumulative_normal(-upper)
                     : cumulative_normal(upper) - cumulative_normal(lower);
}

std::array<double, 2> range_of(const Distribution& distribution) {
  if (const auto* choices = std::get_if<ChoiceDistribution>(&distribution))
    return {0.0, static_cast<double>(choices->texts.size()) - 1.0};
  if (const auto* table = std::get_if<TableDistribution>(&distribution))
    return {table->value.front(), table->value.back()};
  if (const auto* d = std::get_if<NormalDistribution>(&distribution)) return {d->lower, d->upper};
  if (const auto* d = std::get_if<LogUniformDistribution>(&distribution)) return {d->lower, d->upper};
  const auto& d = std::get<UniformDistribution>(distribution);
  return {d.lower, d.upper};
}

double quantile(const Distribution& distribution, double u) {
  const auto [lower, upper] = range_of(distribution);
  if (u <= 0.0) return lower;
  if (u >= 1.0) return upper;
  const double value = std::visit([&](const auto& d) { return value_at(d, u); }, distribution);
  return std::clamp(value, lower, upper);
}

double integer_quantile(const Distribution& distribution, double u) {
  const auto [lower, upper] = range_of(distribution);
  if (const auto* d = std::get_if<UniformDistribution>(&distribution)) {
    const double first = std::ceil(d->lower), last = std::floor(d->upper);
    return std::min(first + std::floor(u * (last - first + 1.0)), last);
  }
  return std::clamp(std::round(quantile(distribution, u)), std::ceil(lower), std::floor(upper));
}

}  // namespace strata
