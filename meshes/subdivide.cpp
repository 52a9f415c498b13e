#include "meshes/subdivide.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/core.h>

#include "inputs/error.hpp"

namespace strata {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// Lengths are differences of coordinates; a rounding error must not cost a cell.
constexpr double kSlack = 1e-9;

[[noreturn]] void refuse_too_many(const Interval& interval) {
  throw RefusedError(
      fmt::format("the mesh would need more than {} cells in {:.6g} um along one axis; allow larger cells",
                  kMaxCellsPerAxis, interval.length * 1e6));
}

double sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

double ratio(double a, double b) {
  return a > b ? a / b : b / a;
}

/// Places of the values in ascending order; values apart by rounding alone (relative, or `absolute`) share
/// one.
std::vector<int> ranks(const std::vector<double>& values, double absolute) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<int> result(values.size(), 0);
  for (std::size_t o = 1; o < order.size(); ++o) {
    const double value = values[order[o]], before = values[order[o - 1]];
    const bool is_same = value - before <= std::max(kSlack * value, absolute);
    result[order[o]] = result[order[o - 1]] + (is_same ? 0 : 1);
  }
  return result;
}

/// Largest (or smallest) sizes that cells may have at the two ends of an interval.
struct Ends {
  double left = kInfinity;
  double right = kInfinity;
};

/// Cell i of n is at most min(max_size, left growth^i, right growth^(n-1-i)).
std::vector<double> largest_widths(const Interval& interval, const Ends& ends, double growth, int n) {
  std::vector<double> widths(n);
  double size = ends.left;
  for (int i = 0; i < n; ++i, size = std::min(size * growth, interval.max_size)) {
    widths[i] = std::min(size, interval.max_size);
  }
  size = ends.right;
  for (int i = n - 1; i >= 0; --i, size = std::min(size * growth, interval.max_size)) {
    widths[i] = std::min(size, widths[i]);
  }
  return widths;
}

/// Cell i of n is at least max(left growth^-i, right growth^-(n-1-i)), as far as the largest widths allow.
std::vector<double> smallest_widths(const Ends& ends, double growth, const std::vector<double>& largest) {
  const int n = static_cast<int>(largest.size());
  std::vector<double> widths(n, 0.0);
  double size = ends.left;
  for (int i = 0; i < n; ++i, size /= growth) widths[i] = size;
  size = ends.right;
  for (int i = n - 1; i >= 0; --i, size /= growth)
    widths[i] = std::min(std::max(size, widths[i]), largest[i]);
  return widths;
}

/// min(max(c largest, smallest), max_size) with the c that makes the widths fill the interval. Both envelopes
/// change by the factor growth at most from cell to cell, and so does every width in between.
std::vector<double> fit_widths(const Interval& interval, const std::vector<double>& largest,
                               const std::vector<double>& smallest) {
  std::vector<double> widths(largest.size());
  const auto scale = [&](double c) {
    double total = 0.0;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      widths[i] = std::min(std::max(c * largest[i], smallest[i]), interval.max_size);
      total += widths[i];
    }
    return total;
  };
  double lower = 0.0;
  double upper = 1.0;
  while (scale(upper) < interval.length * (1.0 - kSlack)) upper *= 2.0;
  for (int step = 0; step < 60 && upper - lower > 1e-15 * upper; ++step) {
    const double middle = 0.5 * (lower + upper);
    (scale(middle) < interval.length ? lower : upper) = middle;
  }
  const double correction = interval.length / scale(upper);
  for (double& width : widths) width *= correction;
  return widths;
}

class GradedDivision {
 public:
  GradedDivision(const std::vector<Interval>& intervals, double growth)
      : intervals_(intervals),
        growth_(growth),
        widths_(intervals.size()),
        end_sizes_(intervals.size() + 1, kInfinity) {
    limit_end_sizes();
  }

  std::vector<std::vector<double>> divide() {
    std::vector<int> order(intervals_.size());
    std::iota(order.begin(), order.end(), 0);
    const std::vector<OrderKey> keys = order_keys();
    std::sort(order.begin(), order.end(), [&](int a, int b) { return keys[a] < keys[b]; });
    for (std::size_t at = 0; at < order.size(); ++at) {
      const bool is_pair = at + 1 < order.size() && keys[order[at]] == keys[order[at + 1]];
      if (is_pair) {
        divide_pair(order[at], order[at + 1]);
        ++at;
      } else {
        widths_[order[at]] = divide_one(order[at]);
      }
    }
    return std::move(widths_);
  }

 private:
  /// Ranks of an interval's finest end, of its even cells and of its distance from the middle of the axis:
  /// alike for an interval and its mirror image, and for no third one.
  using OrderKey = std::array<int, 3>;

  std::vector<OrderKey> order_keys() const {
    const std::size_t n = intervals_.size();
    std::vector<double> finest_end(n), even(n), from_middle(n);
    double start = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      finest_end[i] = std::min(end_sizes_[i], end_sizes_[i + 1]);
      even[i] = even_size(static_cast<int>(i));
      from_middle[i] = start + 0.5 * intervals_[i].length;
      start += intervals_[i].length;
    }
    for (double& place : from_middle) place = std::abs(place - 0.5 * start);
    const std::vector<int> first = ranks(finest_end, 0.0), second = ranks(even, 0.0);
    const std::vector<int> third = ranks(from_middle, kSlack * start);
    std::vector<OrderKey> keys(n);
    for (std::size_t i = 0; i < n; ++i) keys[i] = {first[i], second[i], third[i]};
    return keys;
  }

  /// Two intervals of which neither may come first. Each is divided as if the other were not; only where they
  /// meet too unevenly does the coarser one give way.
  void divide_pair(int a, int b) {
    std::vector<double> widths_a = divide_one(a);
    widths_[b] = divide_one(b);
    widths_[a] = std::move(widths_a);
    if (std::abs(a - b) != 1) return;
    const double end_a = a < b ? widths_[a].back() : widths_[a].front();
    const double end_b = a < b ? widths_[b].front() : widths_[b].back();
    if (ratio(end_a, end_b) <= growth_ * (1.0 + kSlack)) return;
    const int coarser = end_a > end_b ? a : b;
    widths_[coarser].clear();
    widths_[coarser] = divide_one(coarser);
  }

  double even_size(int i) const { return intervals_[i].length / even_cells(intervals_[i]); }

  void limit_end_sizes() {
    // A little less than the slope that whole cells could follow leaves them room to fit.
    const double slope = 0.9 * std::log(growth_);
    const int n = static_cast<int>(intervals_.size());
    for (int i = 0; i < n; ++i) {
      const double size = even_size(i);
      end_sizes_[i] = std::min(end_sizes_[i], size);
      end_sizes_[i + 1] = std::min({end_sizes_[i + 1], size, end_sizes_[i] + slope * intervals_[i].length});
    }
    for (int i = n - 1; i >= 0; --i) {
      end_sizes_[i] = std::min(end_sizes_[i], end_sizes_[i + 1] + slope * intervals_[i].length);
    }
  }

  bool is_divided(int i) const {
    return i >= 0 && i < static_cast<int>(widths_.size()) && !widths_[i].empty();
  }

  /// What the neighbours allow the first and the last cell of interval i to be.
  Ends largest_ends(int i) const {
    Ends ends;
    const int last = static_cast<int>(widths_.size()) - 1;
    if (i > 0) ends.left = is_divided(i - 1) ? growth_ * widths_[i - 1].back() : end_sizes_[i];
    if (i < last) ends.right = is_divided(i + 1) ? growth_ * widths_[i + 1].front() : end_sizes_[i + 1];
    return ends;
  }
  Ends smallest_ends(int i) const {
    return {is_divided(i - 1) ? widths_[i - 1].back() / growth_ : 0.0,
            is_divided(i + 1) ? widths_[i + 1].front() / growth_ : 0.0};
  }

  /// Worst ratio between the ends of interval i so divided and the cells beside them; `expecting` also
  /// compares with the sizes that neighbours not yet divided are expected to have.
  double worst_end_ratio(int i, const std::vector<double>& widths, bool expecting) const {
    double worst = 1.0;
    if (is_divided(i - 1)) worst = std::max(worst, ratio(widths.front(), widths_[i - 1].back()));
    if (is_divided(i + 1)) worst = std::max(worst, ratio(widths.back(), widths_[i + 1].front()));
    if (!expecting) return worst;
    if (i > 0 && !is_divided(i - 1)) worst = std::max(worst, ratio(widths.front(), end_sizes_[i]));
    if (i + 1 < static_cast<int>(widths_.size()) && !is_divided(i + 1)) {
      worst = std::max(worst, ratio(widths.back(), end_sizes_[i + 1]));
    }
    return worst;
  }

  int fewest_cells(int i, const Ends& ends) const {
    const Interval& interval = intervals_[i];
    const auto fills = [&](int n) {
      return sum(largest_widths(interval, ends, growth_, n)) >= interval.length * (1.0 - kSlack);
    };
    int upper = even_cells(interval);
    if (fills(upper)) return upper;
    int lower = upper;
    while (!fills(upper)) {
      if (upper > kMaxCellsPerAxis) refuse_too_many(interval);
      lower = upper;
      upper *= 2;
    }
    while (upper - lower > 1) {
      const int middle = lower + (upper - lower) / 2;
      (fills(middle) ? upper : lower) = middle;
    }
    return upper;
  }

  std::vector<double> widths_of(int i, const Ends& ends, int cells) const {
    const std::vector<double> largest = largest_widths(intervals_[i], ends, growth_, cells);
    std::vector<double> smallest = smallest_widths(smallest_ends(i), growth_, largest);
    const double excess = sum(smallest) / intervals_[i].length;
    if (excess > 1.0) {
      for (double& size : smallest) size /= excess;
    }
    return fit_widths(intervals_[i], largest, smallest);
  }

  std::vector<double> divide_one(int i) const {
    const Ends ends = largest_ends(i);
    const int least = even_cells(intervals_[i]);
    const int n = fewest_cells(i, ends);
    std::vector<double> best = widths_of(i, ends, n);
    if (n <= 2) {
      if (n == least) return best;
      std::vector<double> one = widths_of(i, ends, n - 1);
      const double limit = growth_ * worst_end_ratio(i, best, true) * (1.0 + kSlack);
      return worst_end_ratio(i, one, true) <= limit ? one : best;
    }
    double worst = worst_end_ratio(i, best, false);
    // Where the sizes at the two ends are far apart, the way between them may take a few cells more, or one
    // less.
    for (const int cells : {n - 1, n + 1, n + 2}) {
      if (worst <= growth_ * (1.0 + kSlack)) break;
      if (cells < least) continue;
      std::vector<double> other = widths_of(i, ends, cells);
      const double ratio_of_other = worst_end_ratio(i, other, false);
      if (ratio_of_other >= worst * (1.0 - kSlack)) continue;
      best = std::move(other);
      worst = ratio_of_other;
    }
    return best;
  }

  const std::vector<Interval>& intervals_;
  double growth_;
  std::vector<std::vector<double>> widths_;
  std::vector<double> end_sizes_;  ///< at the hard lines
};

}  // namespace

int even_cells(const Interval& interval) {
  const double cells = std::ceil(interval.length / interval.max_size - kSlack);
  if (!(cells <= kMaxCellsPerAxis)) refuse_too_many(interval);
  return std::max(1, static_cast<int>(cells));
}

std::vector<std::vector<double>> divide_intervals(const std::vector<Interval>& intervals, double growth) {
  double total = 0.0;
  for (const Interval& interval : intervals) total += even_cells(interval);
  if (total > kMaxCellsPerAxis) {
    throw RefusedError(
        fmt::format("the mesh would need {:.3g} cells along one axis, more than {}; allow larger cells",
                    total, kMaxCellsPerAxis));
  }
  if (growth > 1.0) return GradedDivision(intervals, growth).divide();
  std::vector<std::vector<double>> widths;
  widths.reserve(intervals.size());
  for (const Interval& interval : intervals) {
    const int n = even_cells(interval);
    widths.emplace_back(n, interval.length / n);
  }
  return widths;
}

}  // namespace strata
