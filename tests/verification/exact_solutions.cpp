#include "tests/verification/exact_solutions.hpp"

#include <cmath>
#include <cstddef>
#include <numbers>

namespace strata::verification {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr int kTerms = 400;

}  // namespace

double root_of_x_tan_x(double value, int n) {
  double lower = n * kPi;
  double upper = lower + 0.5 * kPi;
  for (int step = 0; step < 200; ++step) {
    const double middle = 0.5 * (lower + upper);
    (middle * std::tan(middle) < value ? lower : upper) = middle;
  }
  return lower;
}

double observed_order(const std::vector<double>& spacing, const std::vector<double>& error) {
  double x_mean = 0.0;
  double y_mean = 0.0;
  const auto n = static_cast<double>(spacing.size());
  for (std::size_t g = 0; g < spacing.size(); ++g) {
    x_mean += std::log(spacing[g]) / n;
    y_mean += std::log(error[g]) / n;
  }
  double covariance = 0.0;
  double variance = 0.0;
  for (std::size_t g = 0; g < spacing.size(); ++g) {
    const double x = std::log(spacing[g]) - x_mean;
    covariance += x * (std::log(error[g]) - y_mean);
    variance += x * x;
  }
  return covariance / variance;
}

Extrapolation extrapolate(double coarse, double medium, double fine) {
  const double ratio = (coarse - medium) / (medium - fine);
  return {fine + (fine - medium) / (ratio - 1.0), std::log2(ratio)};
}

double CooledRectangle::coefficient(double root) const {
  return 4.0 * std::sin(root) / (2.0 * root + std::sin(2.0 * root));
}

double CooledRectangle::temperature(double x, double y) const {
  double sum = 0.0;
  for (int n = 0; n < kTerms; ++n) {
    const double root = root_of_x_tan_x(h_side * width / conductivity, n);
    const double l = root / width;
    const double b = h_end / (conductivity * l);
    const double decay = ((1.0 + b) * std::exp(-l * y) + (1.0 - b) * std::exp(-l * (2.0 * height - y))) /
                         ((1.0 + b) + (1.0 - b) * std::exp(-2.0 * l * height));
    sum += coefficient(root) * std::cos(l * x) * decay;
  }
  return sum;
}

double CooledRectangle::side_mean() const {
  double sum = 0.0;
  for (int n = 0; n < kTerms; ++n) {
    const double root = root_of_x_tan_x(h_side * width / conductivity, n);
    const double lh = root / width * height;
    sum += coefficient(root) * std::cos(root) * std::tanh(lh) / lh;
  }
  return sum;
}

}  // namespace strata::verification
