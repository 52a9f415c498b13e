// Manufactured solutions that are products of one profile per axis, and the Models they solve exactly. The
// source of every cell is the exact integral over the cell, so that what is left is the error of the
// discretisation.
#pragma once

#include <array>
#include <vector>

#include "inputs/model.hpp"

namespace strata::verification {

/// One stretch of a profile: f(x) = amplitude cos(wave_number x + phase); the conductivity there is `scale`
/// times that of the solution. With -(scale f')' = scale wave_number^2 f the source is never negative where f
/// is not.
struct Segment {
  double lower = 0.0;  ///< [m]
  double upper = 0.0;  ///< [m]
  double scale = 1.0;
  double wave_number = 0.0;  ///< [1/m]
  double amplitude = 1.0;
  double phase = 0.0;

  double value(double x) const;
  double slope(double x) const;
  double integral(double from, double to) const;
};

enum class End { fixed, adiabatic, convective };

/// A continuous function of one coordinate with continuous scale * f'; `fixed` ends have f = 0, `adiabatic`
/// ends f' = 0, `convective` ends obey -k f' = h f (outward derivative).
struct Profile {
  std::vector<Segment> segments;
  std::array<End, 2> ends{};

  double length() const { return segments.back().upper; }
  double value(double x) const;
  /// Outward slope at an end (0: lower, 1: upper) [1/m].
  double outward_slope(int end) const;
  /// Integral of scale * f over the whole profile [m].
  double weighted_integral() const;
};

Profile sine(double length);          ///< fixed at both ends
Profile quarter_wave(double length);  ///< adiabatic at 0, fixed at the upper end
Profile cooled(double length);        ///< adiabatic at 0, convective at the upper end
/// Fixed at 0, adiabatic at the upper end; `contrast` times the conductivity above the interface. The phase
/// runs to 1 at the interface; flux and value match there.
Profile two_layers(double interface, double length, double contrast);

/// T = surroundings + amplitude * f_x f_y f_z in a box with k_a = conductivity[a] * scale_x scale_y scale_z.
struct SeparableSolution {
  std::array<Profile, 3> profiles;
  std::array<double, 3> conductivity{};  ///< [W/(m.K)]
  double surroundings = 300.0;           ///< [K]
  double amplitude = 40.0;               ///< [K]

  double temperature(double x, double y, double z) const;
  /// Heat leaving through an end that is not adiabatic [W].
  double heat_out(Axis axis, int end) const;
  /// The Model on exactly these grid lines; segment ends must be among them. Boundaries are named as their
  /// faces.
  Model model(const std::array<std::vector<double>, 3>& lines) const;
};

/// n cells per segment; `grading` 0: equal, up to 1: smoothly varying widths, the same map for every n.
std::vector<double> grid_lines(const Profile& profile, int cells_per_segment, double grading);

}  // namespace strata::verification
