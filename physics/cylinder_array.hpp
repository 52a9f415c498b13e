// Conductivity of a periodic array of parallel coated cylinders in a matrix, exact for any pitch, diameter
// and contrast.
//
// Across the cylinders: Rayleigh's multipole method. The potential round a cylinder of outer radius b is
//   Re sum_{l odd} (A_l z^l + B_l z^-l),  B_l = -beta_l b^(2l) A_l,  beta_l = (k_l - k_m) / (k_l + k_m),
// the fields of all other cylinders are expanded there with lattice sums S_m = sum_j z_j^-m, and
//   k_eff / k_m = 1 - 2 pi B_1 / (cell area).
// A coating makes k_l of the core and shell together depend on the order l. Truncated at l = 1 with a square
// lattice this is the Maxwell-Garnett (in two dimensions Maxwell-Eucken) formula
//   k_eff = k_m [(k_c + k_m) + f (k_c - k_m)] / [(k_c + k_m) - f (k_c - k_m)].
// References: Lord Rayleigh, "On the influence of obstacles arranged in rectangular order upon the properties
// of a medium", Phil. Mag. 34 (1892) 481-502; W. T. Perrins, D. R. McKenzie, R. C. McPhedran, "Transport
// properties of regular arrays of cylinders", Proc. R. Soc. Lond. A 369 (1979) 207-225; for coated cylinders
// Z. Hashin, B. W. Rosen, "The elastic moduli of fiber-reinforced materials", J. Appl. Mech. 31 (1964)
// 223-232 (composite cylinders) and G. W. Milton, "The Theory of Composites", Cambridge University Press
// (2002).
#pragma once

#include <array>
#include <vector>

#include "inputs/model.hpp"

namespace strata {

struct CylinderArray {
  double core_diameter = 0.0;   ///< [m]
  double outer_diameter = 0.0;  ///< with the liner [m]; equal to core_diameter without one
  std::array<double, 2>
      pitch{};  ///< along x and y [m]; a hexagonal lattice uses pitch[0], its rows lie along x
  Lattice lattice = Lattice::square;
};

/// One number for each constituent: a property, or volume fractions summing to 1.
struct ArrayConstituents {
  double core = 0.0;
  double liner = 0.0;
  double matrix = 0.0;
};

/// Volume fractions: pi d^2 / (4 p_x p_y) of a rectangular lattice, pi d^2 / (2 sqrt(3) p^2) of a hexagonal
/// one.
ArrayConstituents volume_fractions(const CylinderArray& array);

/// Sum of fraction times value: the exact conductivity along the cylinders, density, and heat capacity per
/// volume.
double volume_mean(const ArrayConstituents& fractions, const ArrayConstituents& values);

/// Conductivity across the cylinders in one direction. Building it sums over the lattice; evaluating it is
/// cheap.
class TransverseConductivity {
 public:
  /// \param direction  Axis::x or Axis::y. Diameters must be positive, not above the pitch, core within
  /// outer.
  TransverseConductivity(const CylinderArray& array, Axis direction);

  /// \param k  conductivities across the cylinders, all positive [W/(m.K)]. Returns [W/(m.K)]; relative error
  /// below 1e-7 where the gap between cylinders is at least a hundredth of the pitch. Cylinders that touch
  /// come out too low: by 1 % at a contrast of 70, a sixth or more from 400 on.
  double operator()(const ArrayConstituents& k) const;

 private:
  double core_to_outer_ = 1.0;  // ratio of diameters
  double fraction_ = 0.0;       // of core and liner together
  // coupling_[row * n + column]: field of order row at a cylinder caused by unit multipoles of order column
  // at all others
  std::vector<double> coupling_;
};

}  // namespace strata
