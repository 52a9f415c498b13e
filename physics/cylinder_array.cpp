#include "physics/cylinder_array.hpp"

#include <algorithm>
#include <cmath>

namespace strata {

namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr int kOrders = 32;  // multipoles l = 1, 3, ..., 63

/// Lattice with one period along the field: points n * period + m * (shift + i height).
struct FieldLattice {
  double period = 0.0;
  double shift = 0.0;
  double height = 0.0;
};

FieldLattice lattice_along(const CylinderArray& array, Axis direction) {
  // The hexagonal lattice is isotropic across the cylinders, so its rows may be taken along the field.
  if (array.lattice == Lattice::hexagonal)
    return {array.pitch[0], 0.5 * array.pitch[0], 0.5 * std::sqrt(3.0) * array.pitch[0]};
  return direction == Axis::x ? FieldLattice{array.pitch[0], 0.0, array.pitch[1]}
                              : FieldLattice{array.pitch[1], 0.0, array.pitch[0]};
}

double zeta_even(int m) {
  // zeta(2) converges too slowly to be summed.
  if (m == 2) return kPi * kPi / 6.0;
  if (m == 4) return std::pow(kPi, 4) / 90.0;
  double sum = 1.0;
  for (int n = 2; n <= 2000; ++n) {
    const double term = std::pow(n, -m);
    sum += term;
    if (term < 1e-18) break;
  }
  return sum;
}

/// radius^m * sum over the lattice of z^-m for even m, rows summed first: for m = 2, where the order counts,
/// this is Rayleigh's needle along the field, in which a uniform field stays undisturbed. Each row is summed
/// in closed form by Lipschitz' formula: sum_n (w + n)^-m = (2 pi i)^m / (m-1)! sum_q q^(m-1) exp(2 pi i q
/// w), Im w > 0.
double lattice_sum_by_rows(const FieldLattice& lattice, double radius, int m) {
  const double sign = (m / 2) % 2 == 0 ? 1.0 : -1.0;  // i^m
  const double log_factor = m * std::log(2.0 * kPi) - std::lgamma(m);
  double rows = 0.0;
  for (int row = 1;; ++row) {
    const double rate = 2.0 * kPi * row * lattice.height / lattice.period;
    const double angle = 2.0 * kPi * row * lattice.shift / lattice.period;
    double largest = 0.0;
    for (int q = 1;; ++q) {
      const double size = std::exp(log_factor + (m - 1) * std::log(q) - q * rate);
      largest = std::max(largest, size);
      rows += size * std::cos(q * angle);
      if (q * rate > m && size < 1e-18 * largest) break;
    }
    if (largest < 1e-17) break;
  }
  return std::pow(radius / lattice.period, m) * 2.0 * (zeta_even(m) + sign * rows);
}

/// The same for large m, where the nearest points decide and the rows would cancel each other's digits.
double lattice_sum_by_points(const FieldLattice& lattice, double radius, int m) {
  const double nearest = std::min(lattice.period, std::hypot(lattice.shift, lattice.height));
  const double cut_off = 12.0 * nearest;  // beyond it at most 12^-16 of the nearest point's share
  const int n_rows = static_cast<int>(cut_off / lattice.height);
  double sum = 0.0;
  for (int row = -n_rows; row <= n_rows; ++row) {
    const double offset = row * lattice.shift;
    const int first = static_cast<int>(std::ceil((-cut_off - offset) / lattice.period));
    const int last = static_cast<int>(std::floor((cut_off - offset) / lattice.period));
    for (int n = first; n <= last; ++n) {
      if (row == 0 && n == 0) continue;
      const double x = offset + n * lattice.period;
      const double y = row * lattice.height;
      sum += std::pow(radius / std::hypot(x, y), m) * std::cos(m * std::atan2(y, x));
    }
  }
  return sum;
}

double lattice_sum(const FieldLattice& lattice, double radius, int m) {
  return m < 18 ? lattice_sum_by_rows(lattice, radius, m) : lattice_sum_by_points(lattice, radius, m);
}

/// (k_l - k_m) / (k_l + k_m) of a coated cylinder for multipoles of order l. A core in a shell acts on the
/// outside like a homogeneous cylinder of k_l = k_s [(1+rho) k_c + (1-rho) k_s] / [(1-rho) k_c + (1+rho)
/// k_s], rho = (r_core / r_outer)^(2l).
double polarisability(const ArrayConstituents& k, double core_to_outer, int l) {
  const double rho = std::pow(core_to_outer, 2 * l);
  const double homogeneous = rho < 1.0 ? k.liner * ((1.0 + rho) * k.core + (1.0 - rho) * k.liner) /
                                             ((1.0 - rho) * k.core + (1.0 + rho) * k.liner)
                                       : k.core;
  return (homogeneous - k.matrix) / (homogeneous + k.matrix);
}

}  // namespace

ArrayConstituents volume_fractions(const CylinderArray& array) {
  const double cell = array.lattice == Lattice::hexagonal
                          ? 0.5 * std::sqrt(3.0) * array.pitch[0] * array.pitch[0]
                          : array.pitch[0] * array.pitch[1];
  const double core = 0.25 * kPi * array.core_diameter * array.core_diameter / cell;
  const double outer = 0.25 * kPi * array.outer_diameter * array.outer_diameter / cell;
  return {core, outer - core, 1.0 - outer};
}

double volume_mean(const ArrayConstituents& fractions, const ArrayConstituents& values) {
  return fractions.core * values.core + fractions.liner * values.liner + fractions.matrix * values.matrix;
}

TransverseConductivity::TransverseConductivity(const CylinderArray& array, Axis direction)
    : core_to_outer_(array.core_diameter / array.outer_diameter), coupling_(std::size_t{kOrders} * kOrders) {
  fraction_ = 1.0 - volume_fractions(array).matrix;
  const FieldLattice lattice = lattice_along(array, direction);
  std::vector<double> sums(std::size_t{2} * kOrders);  // by m / 2
  for (int half = 1; half < 2 * kOrders; ++half)
    sums[half] = lattice_sum(lattice, 0.5 * array.outer_diameter, 2 * half);
  // binomial(l+n-1, n) b^(l+n) S_(l+n), made symmetric by counting multipoles as sqrt(l) B_l b^-l.
  for (int row = 0; row < kOrders; ++row) {
    for (int column = 0; column < kOrders; ++column) {
      const double n = 2 * row + 1;
      const double l = 2 * column + 1;
      const double binomial =
          std::exp(std::lgamma(l + n + 1.0) - std::lgamma(l + 1.0) - std::lgamma(n + 1.0));
      coupling_[row * kOrders + column] = binomial * std::sqrt(l * n) / (l + n) * sums[row + column + 1];
    }
  }
}

double TransverseConductivity::operator()(const ArrayConstituents& k) const {
  // B_n = -beta_n A_n and A_n = delta_n1 - sum_l coupling_nl B_l for a unit field: (I - beta coupling) B =
  // -beta_1 e_1.
  std::vector<double> system(coupling_.size());
  double beta_first = 0.0;
  for (int row = kOrders - 1; row >= 0; --row) {
    beta_first = polarisability(k, core_to_outer_, 2 * row + 1);
    for (int column = 0; column < kOrders; ++column)
      system[row * kOrders + column] =
          (row == column ? 1.0 : 0.0) - beta_first * coupling_[row * kOrders + column];
  }
  // Elimination from the last order to the first leaves the right-hand side as it is. No pivoting: the norm
  // of coupling is below 1 for cylinders that do not overlap, and |beta| <= 1.
  for (int pivot = kOrders - 1; pivot > 0; --pivot) {
    for (int row = 0; row < pivot; ++row) {
      const double factor = system[row * kOrders + pivot] / system[pivot * kOrders + pivot];
      for (int column = 0; column < pivot; ++column)
        system[row * kOrders + column] -= factor * system[pivot * kOrders + column];
    }
  }
  const double first_multipole = -beta_first / system[0];
  return k.matrix * (1.0 - 2.0 * fraction_ * first_multipole);
}

}  // namespace strata
