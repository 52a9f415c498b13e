#include "inputs/rigid_motions.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "inputs/outer_faces.hpp"

namespace strata {

namespace {

using Point = std::array<double, 3>;
/// Along x, y, z and about x, y, z through the centre, the latter per length of the package.
using Motion = std::array<double, 6>;

double dot(const Motion& a, const Motion& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// What a displacement or force along `axis` at a point is to the six motions.
Motion along(int axis, const Point& arm) {
  Motion motion{};
  motion[axis] = 1.0;
  const int j = (axis + 1) % 3, k = (axis + 2) % 3;
  motion[3 + j] = arm[k];  // u = w x r: u_axis = w_j r_k - w_k r_j
  motion[3 + k] = -arm[j];
  return motion;
}

class Balance {
 public:
  explicit Balance(const Geometry& geometry) : domain_(geometry.domain) {
    for (int axis = 0; axis < 3; ++axis)
      length_ = std::max(length_, domain_.upper[axis] - domain_.lower[axis]);
    for (const Face face : geometry.symmetry) hold(face, outline(domain_, face), static_cast<int>(face) / 2);
  }

  /// Prevents motions that move a rectangle of a face along an axis.
  void hold(Face face, const Rectangle& area, int axis) {
    for (const double u : {area.lower[0], area.upper[0]})
      for (const double v : {area.lower[1], area.upper[1]}) add_row(along(axis, arm(face, u, v)));
  }

  void press(Face face, const Rectangle& area, double pressure) {
    const double size = (area.upper[0] - area.lower[0]) * (area.upper[1] - area.lower[1]);
    const int axis = static_cast<int>(face) / 2;
    const double force = (static_cast<int>(face) % 2 == 1 ? -1.0 : 1.0) * pressure * size;
    const Motion motion =
        along(axis, arm(face, 0.5 * (area.lower[0] + area.upper[0]), 0.5 * (area.lower[1] + area.upper[1])));
    for (std::size_t i = 0; i < 6; ++i) load_[i] += force * motion[i];
    gross_ += std::abs(force);
  }

  /// The load that nothing takes up: forces [N], and moments as forces at the arm `length()`.
  Motion excess() const {
    Motion rest = load_;
    for (const Motion& row : rows_) {
      const double share = dot(rest, row);
      for (std::size_t i = 0; i < 6; ++i) rest[i] -= share * row[i];
    }
    return rest;
  }
  double gross() const { return gross_; }
  double length() const { return length_; }

 private:
  Point arm(Face face, double u, double v) const {
    const int axis = static_cast<int>(face) / 2;
    Point point{};
    point[axis] = static_cast<int>(face) % 2 == 1 ? domain_.upper[axis] : domain_.lower[axis];
    point[axis == 0 ? 1 : 0] = u;
    point[axis == 2 ? 1 : 2] = v;
    for (int i = 0; i < 3; ++i) point[i] = (point[i] - 0.5 * (domain_.lower[i] + domain_.upper[i])) / length_;
    return point;
  }

  /// Gram-Schmidt: the rows stay an orthonormal basis of the motions that are prevented.
  void add_row(Motion row) {
    constexpr double kDependent = 1e-9;
    const double before = std::sqrt(dot(row, row));
    for (int pass = 0; pass < 2; ++pass)
      for (const Motion& other : rows_) {
        const double share = dot(row, other);
        for (std::size_t i = 0; i < 6; ++i) row[i] -= share * other[i];
      }
    const double size = std::sqrt(dot(row, row));
    if (size <= kDependent * before) return;
    for (double& value : row) value /= size;
    rows_.push_back(row);
  }

  Box domain_;
  double length_ = 0.0;
  std::vector<Motion> rows_;
  Motion load_{};
  double gross_ = 0.0;
};

std::string excess_text(const Motion& excess, double length) {
  constexpr std::string_view kAxes = "xyz";
  const auto largest = std::max_element(excess.begin(), excess.end(),
                                        [](double a, double b) { return std::abs(a) < std::abs(b); });
  const auto i = static_cast<std::size_t>(largest - excess.begin());
  if (i < 3) return fmt::format("push the package along {} with {:.4g} N", kAxes[i], *largest);
  return fmt::format("turn the package about {} with {:.4g} N.m", kAxes[i - 3], *largest * length);
}

}  // namespace

void check_held(BuildContext& context) {
  constexpr double kRounding = 1e-6;  // of the pressures' forces
  if (!context.model.stress || !context.exact_geometry || context.model.stress->pressures.empty()) return;
  const Box& domain = context.model.geometry.domain;
  Balance balance(context.model.geometry);
  for (const Support& support : context.model.stress->supports)
    for (int axis = 0; axis < 3; ++axis)
      if (support.displacement[axis])
        balance.hold(support.face, support.patch.value_or(outline(domain, support.face)), axis);
  for (const Pressure& pressure : context.model.stress->pressures)
    balance.press(pressure.face, pressure.patch.value_or(outline(domain, pressure.face)), pressure.pressure);
  const Motion excess = balance.excess();
  if (std::sqrt(dot(excess, excess)) <= kRounding * balance.gross()) return;
  context.diagnostics.error(
      context.deck.key_position("pressures"),
      fmt::format("the pressures {}, and nothing holds it", excess_text(excess, balance.length())),
      "add supports, such as bottom: {displacement: [free, free, 0 um]}");
}

}  // namespace strata
