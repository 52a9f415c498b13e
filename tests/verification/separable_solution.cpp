#include "tests/verification/separable_solution.hpp"

#include <cmath>
#include <numbers>
#include <string>

#include <fmt/format.h>

#include "tests/verification/exact_solutions.hpp"

namespace strata::verification {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr std::array<const char*, 6> kFaceNames{"x_min", "x_max", "y_min", "y_max", "bottom", "top"};

Box domain_of(const SeparableSolution& solution) {
  return {{0.0, 0.0, 0.0},
          {solution.profiles[0].length(), solution.profiles[1].length(), solution.profiles[2].length()}};
}

Body body_of(std::string name, MaterialId material, const Box& box) {
  Body body;
  body.name = std::move(name);
  body.material = material;
  body.box = box;
  return body;
}

/// A slab per interval of every axis but z, so that all lines become edges of bodies; painted over later.
void add_line_bodies(const std::array<std::vector<double>, 3>& lines, Geometry& geometry) {
  for (int axis = 0; axis < 2; ++axis) {
    for (std::size_t n = 0; n + 1 < lines[axis].size(); ++n) {
      Box box = geometry.domain;
      box.lower[axis] = lines[axis][n];
      box.upper[axis] = lines[axis][n + 1];
      geometry.bodies.push_back(body_of(fmt::format("lines_{}_{}", axis, n), MaterialId{1}, box));
    }
  }
}

/// Watts of each cell of the layer [z0, z1] inside one segment of x and y.
HeatSource cell_sources(const SeparableSolution& solution, const std::array<const Segment*, 3>& segments,
                        const std::array<std::vector<double>, 3>& lines, const Box& box) {
  double density = 0.0;  // per unit of f_x f_y f_z
  double scale = 1.0;
  for (int axis = 0; axis < 3; ++axis) {
    density += solution.conductivity[axis] * segments[axis]->wave_number * segments[axis]->wave_number;
    scale *= segments[axis]->scale;
  }
  density *= scale * solution.amplitude * segments[2]->integral(box.lower[2], box.upper[2]);

  HeatSource source;
  source.region = box;
  for (std::size_t j = 0; j + 1 < lines[1].size(); ++j) {
    if (lines[1][j] < box.lower[1] || lines[1][j + 1] > box.upper[1]) continue;
    const double along_y = segments[1]->integral(lines[1][j], lines[1][j + 1]);
    for (std::size_t i = 0; i + 1 < lines[0].size(); ++i) {
      if (lines[0][i] < box.lower[0] || lines[0][i + 1] > box.upper[0]) continue;
      const double watts = density * along_y * segments[0]->integral(lines[0][i], lines[0][i + 1]);
      source.map.push_back({{{lines[0][i], lines[1][j]}, {lines[0][i + 1], lines[1][j + 1]}}, watts});
      source.power += watts;
    }
  }
  return source;
}

/// One material, one body and one source per layer of cells and pair of lateral segments.
void add_layers(const SeparableSolution& solution, const std::array<std::vector<double>, 3>& lines,
                Model& model) {
  const auto& [profile_x, profile_y, profile_z] = solution.profiles;
  for (const Segment& sx : profile_x.segments) {
    for (const Segment& sy : profile_y.segments) {
      for (const Segment& sz : profile_z.segments) {
        const double scale = sx.scale * sy.scale * sz.scale;
        BulkMaterial bulk{{}, ConstantLaw{1000.0}, ConstantLaw{1000.0}, {}};
        for (int axis = 0; axis < 3; ++axis)
          bulk.conductivity[axis] = ConstantLaw{scale * solution.conductivity[axis]};
        const auto id = static_cast<MaterialId>(model.materials.size());
        model.materials.push_back({fmt::format("m{}", model.materials.size()), "manufactured", bulk, {}});
        for (std::size_t k = 0; k + 1 < lines[2].size(); ++k) {
          if (lines[2][k] < sz.lower || lines[2][k + 1] > sz.upper) continue;
          const Box box{{sx.lower, sy.lower, lines[2][k]}, {sx.upper, sy.upper, lines[2][k + 1]}};
          HeatSource source = cell_sources(solution, {&sx, &sy, &sz}, lines, box);
          source.body = static_cast<BodyIndex>(model.geometry.bodies.size());
          source.target = fmt::format("layer_{}", model.geometry.bodies.size());
          model.geometry.bodies.push_back(body_of(source.target, id, box));
          model.sources.push_back(std::move(source));
        }
      }
    }
  }
}

void add_boundaries(const SeparableSolution& solution, Model& model) {
  for (int axis = 0; axis < 3; ++axis) {
    const Profile& profile = solution.profiles[axis];
    for (int end = 0; end < 2; ++end) {
      Boundary boundary;
      boundary.name = kFaceNames[2 * axis + end];
      boundary.face = static_cast<Face>(2 * axis + end);
      if (profile.ends[end] == End::fixed) {
        boundary.condition = FixedTemperature{solution.surroundings};
      } else if (profile.ends[end] == End::convective) {
        const double x = end == 0 ? 0.0 : profile.length();
        Convection convection;
        convection.film_coefficient =
            -solution.conductivity[axis] * profile.outward_slope(end) / profile.value(x);
        convection.ambient = solution.surroundings;
        boundary.condition = convection;
      } else {
        boundary.condition = Adiabatic{};
      }
      model.boundaries.push_back(boundary);
    }
  }
}

}  // namespace

double Segment::value(double x) const {
  return amplitude * std::cos(wave_number * x + phase);
}

double Segment::slope(double x) const {
  return -amplitude * wave_number * std::sin(wave_number * x + phase);
}

double Segment::integral(double from, double to) const {
  return amplitude / wave_number *
         (std::sin(wave_number * to + phase) - std::sin(wave_number * from + phase));
}

double Profile::value(double x) const {
  for (const Segment& segment : segments) {
    if (x <= segment.upper) return segment.value(x);
  }
  return segments.back().value(x);
}

double Profile::outward_slope(int end) const {
  return end == 0 ? -segments.front().slope(segments.front().lower)
                  : segments.back().slope(segments.back().upper);
}

double Profile::weighted_integral() const {
  double sum = 0.0;
  for (const Segment& segment : segments)
    sum += segment.scale * segment.integral(segment.lower, segment.upper);
  return sum;
}

Profile sine(double length) {
  return {{{0.0, length, 1.0, kPi / length, 1.0, -0.5 * kPi}}, {End::fixed, End::fixed}};
}

Profile quarter_wave(double length) {
  return {{{0.0, length, 1.0, 0.5 * kPi / length, 1.0, 0.0}}, {End::adiabatic, End::fixed}};
}

Profile cooled(double length) {
  return {{{0.0, length, 1.0, 1.0 / length, 1.0, 0.0}}, {End::adiabatic, End::convective}};
}

Profile two_layers(double interface, double length, double contrast) {
  // Lower: sin(a x) with a c = 1. Upper: B cos(b (L - x)). Matching value and flux gives
  // a cot(a c) = contrast b tan(b (L - c)).
  const double a = 1.0 / interface;
  const double rest = length - interface;
  const double root = root_of_x_tan_x(a * rest / std::tan(1.0) / contrast, 0);
  const double b = root / rest;
  const double amplitude = std::sin(1.0) / std::cos(root);
  return {
      {{0.0, interface, 1.0, a, 1.0, -0.5 * kPi}, {interface, length, contrast, b, amplitude, -b * length}},
      {End::fixed, End::adiabatic}};
}

double SeparableSolution::temperature(double x, double y, double z) const {
  return surroundings + amplitude * profiles[0].value(x) * profiles[1].value(y) * profiles[2].value(z);
}

double SeparableSolution::heat_out(Axis axis, int end) const {
  const int a = static_cast<int>(axis);
  const Segment& last = end == 0 ? profiles[a].segments.front() : profiles[a].segments.back();
  double heat = -conductivity[a] * last.scale * profiles[a].outward_slope(end) * amplitude;
  for (int other = 0; other < 3; ++other) {
    if (other != a) heat *= profiles[other].weighted_integral();
  }
  return heat;
}

Model SeparableSolution::model(const std::array<std::vector<double>, 3>& lines) const {
  Model model;
  model.title = "manufactured solution";
  model.materials.push_back({"void", "", BulkMaterial{}, {}});
  model.geometry.domain = domain_of(*this);
  add_line_bodies(lines, model.geometry);
  add_layers(*this, lines, model);
  add_boundaries(*this, model);
  model.mesh.lateral = 1.0;
  model.mesh.max_thickness = 1.0;
  model.solver.relative_tolerance = 1e-11;
  return model;
}

std::vector<double> grid_lines(const Profile& profile, int cells_per_segment, double grading) {
  std::vector<double> lines{profile.segments.front().lower};
  for (const Segment& segment : profile.segments) {
    for (int n = 1; n < cells_per_segment; ++n) {
      const double s = static_cast<double>(n) / cells_per_segment;
      const double mapped = s - grading * std::sin(2.0 * kPi * s) / (2.0 * kPi);
      lines.push_back(segment.lower + (segment.upper - segment.lower) * mapped);
    }
    lines.push_back(segment.upper);
  }
  return lines;
}

}  // namespace strata::verification
