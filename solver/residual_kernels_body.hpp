// Source of the row kernels; included once per instruction set, see solver/residual_kernels.hpp.
// No pragma once: the includer gives STRATA_KERNEL_SET.

namespace strata::STRATA_KERNEL_SET {
namespace {

void evaluate(int n, const BinnedFunction& f, double reference, const double* __restrict__ rise,
              double* __restrict__ out) {
  const double lower = f.lower, upper = f.upper, scale = f.bins_per_kelvin;
  const int last = f.n_bins - 1;
  const double* c = f.coefficients;
  STRATA_INDEPENDENT_LOOP
  for (int i = 0; i < n; ++i) {
    double T = reference + rise[i];
    T = T > lower ? T : lower;
    T = T < upper ? T : upper;
    const double place = (T - lower) * scale;
    int bin = static_cast<int>(place);
    bin = bin < last ? bin : last;
    const double t = place - bin;
    const int first = BinnedFunction::kCoefficients * bin;
    const double* a = c + first;
    out[i] = a[0] + t * (a[1] + t * (a[2] + t * (a[3] + t * (a[4] + t * a[5]))));
  }
}

/// Conductance area / (d_L/(2 k_L) + R + d_R/(2 k_R)) and heat of a row of faces.
/// \param area, left, right  (i) -> area [m^2], widths of the cells on either side [m]
template <class Area, class Left, class Right>
inline void conduct(int n, const FaceRow& row, const Area& area, const Left& left, const Right& right) {
  const double* __restrict__ q_left = row.left;
  const double* __restrict__ q_right = row.right;
  const double* __restrict__ contact = row.contact;
  const double* __restrict__ x_left = row.x_left;
  const double* __restrict__ x_right = row.x_right;
  double* __restrict__ g = row.conductance;
  double* __restrict__ heat = row.heat;
  STRATA_INDEPENDENT_LOOP
  for (int i = 0; i < n; ++i) {
    g[i] = area(i) / (left(i) * q_left[i] + contact[i] + right(i) * q_right[i]);
    heat[i] = g[i] * (x_left[i] - x_right[i]);
  }
}

void across_x(int n, double area, const double* width, const FaceRow& row) {
  conduct(
      n, row, [area](int) { return area; }, [width](int i) { return width[i]; },
      [width](int i) { return width[i + 1]; });
}

void across(int n, double depth, const double* width, double width_left, double width_right,
            const FaceRow& row) {
  conduct(
      n, row, [depth, width](int i) { return depth * width[i]; }, [width_left](int) { return width_left; },
      [width_right](int) { return width_right; });
}

double subtract(int n, const double* const heat_lower[3], const double* const heat_upper[3],
                const double* const g_lower[3], const double* const g_upper[3],
                const double* __restrict__ rise, double* __restrict__ r) {
  const double *hl0 = heat_lower[0], *hl1 = heat_lower[1], *hl2 = heat_lower[2];
  const double *hu0 = heat_upper[0], *hu1 = heat_upper[1], *hu2 = heat_upper[2];
  const double *gl0 = g_lower[0], *gl1 = g_lower[1], *gl2 = g_lower[2];
  const double *gu0 = g_upper[0], *gu1 = g_upper[1], *gu2 = g_upper[2];
  double sum = 0.0;
#pragma omp simd reduction(+ : sum)
  for (int i = 0; i < n; ++i) {
    r[i] -= (hu0[i] - hl0[i]) + (hu1[i] - hl1[i]) + (hu2[i] - hl2[i]);
    const double d = ((gu0[i] + gl0[i]) + (gu1[i] + gl1[i]) + (gu2[i] + gl2[i])) * rise[i];
    sum += d * d;
  }
  return sum;
}

}  // namespace

const ResidualKernels& residual_kernels() {
  static const ResidualKernels set{evaluate, across_x, across, subtract};
  return set;
}

}  // namespace strata::STRATA_KERNEL_SET
