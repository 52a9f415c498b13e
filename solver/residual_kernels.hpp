// Row kernels of the heat residual on the host, compiled for several instruction sets like the sweeps of the
// multigrid (solver/multigrid/host_kernels.hpp).
#pragma once

namespace strata {

/// A smooth function of temperature as polynomials of degree 5 over bins of equal width.
struct BinnedFunction {
  static constexpr int kCoefficients = 6;
  double lower = 0.0, upper = 0.0;  ///< range; the argument is clamped to it [K]
  double bins_per_kelvin = 0.0;
  int n_bins = 0;
  const double* coefficients =
      nullptr;  ///< [n_bins][6], ascending powers of the place within the bin, 0 to 1
};

/// One row of faces between two rows of cells, or between the cells of one row.
struct FaceRow {
  const double* left = nullptr;    ///< 1 / (2 k) of the cells before the faces [m.K/W]
  const double* right = nullptr;   ///< and of those behind
  const double* x_left = nullptr;  ///< rises [K]
  const double* x_right = nullptr;
  const double* contact = nullptr;  ///< resistance [m^2.K/W]; nullptr: none
  double* heat = nullptr;           ///< through each face, from left to right [W]
  double* conductance = nullptr;    ///< of each face [W/K]
};

struct ResidualKernels {
  /// out[i] = f(reference + rise[i])
  void (*evaluate)(int n, const BinnedFunction& f, double reference, const double* rise, double* out);
  /// Faces across x: one area, widths [m] from cell to cell.
  void (*across_x)(int n, double area, const double* width_left, const double* width_right,
                   const FaceRow& row);
  /// Faces across y or z: area = depth * width[i], one width on either side.
  void (*across)(int n, double depth, const double* width, double width_left, double width_right,
                 const FaceRow& row);
  /// r -= heat[upper] - heat[lower] for the faces of three axes. Returns the sum of (conductances * rise)^2.
  double (*subtract)(int n, const double* const heat_lower[3], const double* const heat_upper[3],
                     const double* const g_lower[3], const double* const g_upper[3], const double* rise,
                     double* r);
};

/// The fastest set this processor can run.
const ResidualKernels& residual_kernels();

namespace baseline {
const ResidualKernels& residual_kernels();
}
namespace avx2 {
const ResidualKernels& residual_kernels();
}
namespace avx512 {
const ResidualKernels& residual_kernels();
}

}  // namespace strata
