#include "solver/transient/step_control.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace strata {
namespace {

// Aim below the tolerance, so that few steps are tried in vain.
constexpr double kSafety = 0.9;
constexpr double kLargestGrowth = 4.0;
constexpr double kLargestCut = 0.1;
constexpr double kCutOfFailure = 0.25;
// Within this band a step is held: another multigrid would cost more than it gains.
constexpr double kHoldAbove = 0.85, kHoldBelow = 1.4;

}  // namespace

StepControl::StepControl(const Transient& settings, double order)
    : tolerance_(settings.tolerance),
      exponent_(1.0 / order),
      fixed_(settings.fixed_step.value_or(0.0)),
      first_(settings.first_step.value_or(0.0)),
      smallest_(settings.smallest_step.value_or(0.0)),
      largest_(settings.largest_step.value_or(std::numeric_limits<double>::infinity())),
      proposal_(fixed_) {}

double StepControl::bounded(double step) const {
  return std::clamp(step, std::min(smallest_, largest_), largest_);
}

double StepControl::next(double time, double target) {
  const double way = target - time;
  const double rounding = 8.0 * std::numeric_limits<double>::epsilon() * target;
  const double n_steps = std::max(1.0, std::ceil((way - rounding) / proposal_ * (1.0 - 1e-9)));
  const double step = way / n_steps;
  // Equal steps are equal to the last bit, whatever the time they start at.
  if (std::abs(step - last_) > std::max(1e-12 * step, rounding)) last_ = step;
  return last_;
}

bool StepControl::accepts(double step, double error) {
  if (fixed_ > 0.0) return true;
  const double factor = error > 0.0 ? kSafety * std::pow(tolerance_ / error, exponent_) : kLargestGrowth;
  const bool is_good = error <= tolerance_;
  if (!is_good) {
    proposal_ = bounded(step * std::clamp(factor, kLargestCut, 0.7));
    return false;
  }
  const double wanted = step * factor;
  if (follows_jump_) after_jump_ = step * std::clamp(factor, 0.5, kLargestGrowth);
  follows_jump_ = false;
  if (wanted < kHoldAbove * proposal_ || wanted > kHoldBelow * proposal_)
    proposal_ = bounded(std::min(wanted, kLargestGrowth * std::max(step, proposal_)));
  return true;
}

bool StepControl::can_be_shorter(double step) const {
  return fixed_ == 0.0 && step > smallest_ * (1.0 + 1e-9);
}

bool StepControl::shrink(double step) {
  constexpr double kShortest = 1e-15;  // of the time that steps are added to, below which nothing moves [s]
  const double shorter = kCutOfFailure * step;
  if (fixed_ > 0.0 || shorter < std::max(smallest_, kShortest)) return false;
  proposal_ = shorter;
  return true;
}

void StepControl::jump(double guess) {
  if (fixed_ > 0.0) return;
  const double start = after_jump_ > 0.0 ? after_jump_ : (first_ > 0.0 ? first_ : guess);
  proposal_ = bounded(proposal_ > 0.0 ? std::min(proposal_, start) : start);
  follows_jump_ = true;
}

std::vector<double> StepControl::memory() const {
  return {proposal_, last_, after_jump_, follows_jump_ ? 1.0 : 0.0};
}

void StepControl::recall(const std::vector<double>& memory) {
  proposal_ = memory.at(0);
  last_ = memory.at(1);
  after_jump_ = memory.at(2);
  follows_jump_ = memory.at(3) != 0.0;
}

}  // namespace strata
