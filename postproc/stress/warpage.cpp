#include "postproc/stress/warpage.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace strata {
namespace {

/// A node of a surface with coordinates relative to the surface's frame, scaled to its size.
struct Sample {
  double u = 0.0, v = 0.0;
  double height = 0.0;  ///< [m]
  double weight = 0.0;
  std::size_t node = 0;
};

/// Origin and scale of the coordinates in which surfaces are fitted: on the symmetry plane where there is
/// one.
struct FitFrame {
  std::array<double, 2> origin{};
  std::array<double, 2> scale{1.0, 1.0};
  std::array<bool, 2> mirrored{};  ///< along x, y
};

struct Bounds {
  std::array<double, 2> lower{}, upper{};
};

Bounds bounds_of(const SurfaceMap& map) {
  constexpr double kFar = std::numeric_limits<double>::max();
  Bounds bounds{{kFar, kFar}, {-kFar, -kFar}};
  for (std::size_t n = 0; n < map.height.size(); ++n) {
    if (!(map.weight[n] > 0.0)) continue;
    const std::array<double, 2> at{map.x[n % map.x.size()], map.y[n / map.x.size()]};
    for (std::size_t axis = 0; axis < 2; ++axis) {
      bounds.lower[axis] = std::min(bounds.lower[axis], at[axis]);
      bounds.upper[axis] = std::max(bounds.upper[axis], at[axis]);
    }
  }
  return bounds;
}

bool is_symmetric(const SurfaceMap& map, Face face) {
  return std::find(map.symmetry.begin(), map.symmetry.end(), face) != map.symmetry.end();
}

FitFrame frame_of(const SurfaceMap& map, const Bounds& bounds) {
  FitFrame frame;
  const std::array<std::array<double, 2>, 2> ends{
      {{map.x.front(), map.x.back()}, {map.y.front(), map.y.back()}}};
  for (std::size_t axis = 0; axis < 2; ++axis) {
    frame.origin[axis] = 0.5 * (bounds.lower[axis] + bounds.upper[axis]);
    frame.scale[axis] = std::max(bounds.upper[axis] - bounds.lower[axis], std::numeric_limits<double>::min());
    for (const std::size_t end : {std::size_t{0}, std::size_t{1}}) {
      if (!is_symmetric(map, static_cast<Face>(2 * axis + end))) continue;
      frame.mirrored[axis] = true;
      frame.origin[axis] = ends[axis][end];
    }
  }
  return frame;
}

std::vector<Sample> samples_of(const SurfaceMap& map, const FitFrame& frame) {
  std::vector<Sample> samples;
  for (std::size_t n = 0; n < map.height.size(); ++n) {
    if (!(map.weight[n] > 0.0)) continue;
    samples.push_back({(map.x[n % map.x.size()] - frame.origin[0]) / frame.scale[0],
                       (map.y[n / map.x.size()] - frame.origin[1]) / frame.scale[1], map.height[n],
                       map.weight[n], n});
  }
  return samples;
}

using Basis = std::vector<std::function<double(double, double)>>;

/// 1, u, v without what a mirror image forbids.
Basis plane_basis(const FitFrame& frame) {
  Basis basis{[](double, double) { return 1.0; }};
  if (!frame.mirrored[0]) basis.emplace_back([](double u, double) { return u; });
  if (!frame.mirrored[1]) basis.emplace_back([](double, double v) { return v; });
  return basis;
}

/// The same with u^2 and v^2, in this order at the end, and u v where no plane forbids it.
Basis quadratic_basis(const FitFrame& frame) {
  Basis basis = plane_basis(frame);
  if (!frame.mirrored[0] && !frame.mirrored[1]) {
    basis.emplace_back([](double u, double v) { return u * v; });
  }
  basis.emplace_back([](double u, double) { return u * u; });
  basis.emplace_back([](double, double v) { return v * v; });
  return basis;
}

/// Solves the normal equations by Gaussian elimination with pivots; a function that the samples cannot tell
/// from the others gets the factor 0.
std::vector<double> solve_normal_equations(std::vector<std::vector<double>> a, std::vector<double> b) {
  const std::size_t n = b.size();
  std::vector<double> diagonal(n);
  for (std::size_t r = 0; r < n; ++r) diagonal[r] = a[r][r];
  std::vector<bool> is_free(n, false);
  for (std::size_t p = 0; p < n; ++p) {
    is_free[p] = !(a[p][p] > 1e-12 * diagonal[p]);
    if (is_free[p]) continue;
    for (std::size_t r = p + 1; r < n; ++r) {
      const double factor = a[r][p] / a[p][p];
      for (std::size_t c = p; c < n; ++c) a[r][c] -= factor * a[p][c];
      b[r] -= factor * b[p];
    }
  }
  std::vector<double> x(n, 0.0);
  for (std::size_t p = n; p-- > 0;) {
    if (is_free[p]) continue;
    double sum = b[p];
    for (std::size_t c = p + 1; c < n; ++c) sum -= a[p][c] * x[c];
    x[p] = sum / a[p][p];
  }
  return x;
}

/// Factors of the basis with the least weighted squares of the differences.
std::vector<double> fit(const std::vector<Sample>& samples, const Basis& basis) {
  const std::size_t n = basis.size();
  std::vector<std::vector<double>> a(n, std::vector<double>(n, 0.0));
  std::vector<double> b(n, 0.0), value(n);
  // Heights relative to one of them: a common rise of millimetres must not drown micrometres.
  const double zero = samples.front().height;
  for (const Sample& sample : samples) {
    for (std::size_t f = 0; f < n; ++f) value[f] = basis[f](sample.u, sample.v);
    for (std::size_t r = 0; r < n; ++r) {
      for (std::size_t c = 0; c < n; ++c) a[r][c] += sample.weight * value[r] * value[c];
      b[r] += sample.weight * value[r] * (sample.height - zero);
    }
  }
  std::vector<double> factors = solve_normal_equations(std::move(a), std::move(b));
  factors.front() += zero;
  return factors;
}

double evaluate(const Basis& basis, const std::vector<double>& factors, const Sample& sample) {
  double sum = 0.0;
  for (std::size_t f = 0; f < basis.size(); ++f) sum += factors[f] * basis[f](sample.u, sample.v);
  return sum;
}

/// The samples nearest to the corners of the rectangle around the surface that no symmetry plane cuts off,
/// with equal weights; all samples where planes leave no corner.
std::vector<Sample> corners_of(const std::vector<Sample>& samples, const SurfaceMap& map,
                               const FitFrame& frame, const Bounds& bounds) {
  std::vector<Sample> corners;
  for (const std::size_t y_end : {std::size_t{0}, std::size_t{1}}) {
    for (const std::size_t x_end : {std::size_t{0}, std::size_t{1}}) {
      if (is_symmetric(map, static_cast<Face>(x_end)) || is_symmetric(map, static_cast<Face>(2 + y_end)))
        continue;
      const double u = ((x_end == 0 ? bounds.lower : bounds.upper)[0] - frame.origin[0]) / frame.scale[0];
      const double v = ((y_end == 0 ? bounds.lower : bounds.upper)[1] - frame.origin[1]) / frame.scale[1];
      const auto distance = [&](const Sample& s) { return std::hypot(s.u - u, s.v - v); };
      corners.push_back(
          *std::min_element(samples.begin(), samples.end(),
                            [&](const Sample& a, const Sample& b) { return distance(a) < distance(b); }));
      corners.back().weight = 1.0;
    }
  }
  return corners.empty() ? samples : corners;
}

void find_extremes(const SurfaceMap& map, Warpage& warpage) {
  warpage.lowest = std::numeric_limits<double>::infinity();
  warpage.highest = -warpage.lowest;
  for (std::size_t n = 0; n < warpage.deviation.size(); ++n) {
    const double deviation = warpage.deviation[n];
    const std::array<double, 2> position{map.x[n % map.x.size()], map.y[n / map.x.size()]};
    if (deviation < warpage.lowest) {
      warpage.lowest = deviation;
      warpage.lowest_position = position;
    }
    if (deviation > warpage.highest) {
      warpage.highest = deviation;
      warpage.highest_position = position;
    }
  }
}

}  // namespace

Warpage measure_warpage(const SurfaceMap& map, ReferencePlane reference) {
  Warpage warpage;
  warpage.deviation.assign(map.height.size(), std::numeric_limits<double>::quiet_NaN());
  const Bounds bounds = bounds_of(map);
  const FitFrame frame = frame_of(map, bounds);
  const std::vector<Sample> samples = samples_of(map, frame);
  if (samples.empty()) return warpage;

  const Basis plane = plane_basis(frame);
  const std::vector<double> factors =
      fit(reference == ReferencePlane::corners ? corners_of(samples, map, frame, bounds) : samples, plane);
  for (const Sample& sample : samples) {
    warpage.deviation[sample.node] = sample.height - evaluate(plane, factors, sample);
  }
  find_extremes(map, warpage);

  const Basis quadratic = quadratic_basis(frame);
  const std::vector<double> shape = fit(samples, quadratic);
  for (std::size_t axis = 0; axis < 2; ++axis) {
    warpage.curvature[axis] = -2.0 * shape[shape.size() - 2 + axis] / (frame.scale[axis] * frame.scale[axis]);
  }
  // In coordinates scaled to the surface, so that each curvature counts by the bow it makes.
  const double bow = shape[shape.size() - 2] + shape[shape.size() - 1];
  warpage.value = std::copysign(warpage.highest - warpage.lowest, -bow);
  return warpage;
}

}  // namespace strata
