// Source of the row kernels; included once per instruction set, see solver/residual_kernels.hpp.
// No pragma once: the includer gives STRATA_KERNEL_SET.

namespace strata::STRATA_KERNEL_SET {
namespace {

void evaluate(int n, const BinnedFunction& f, double reference, const double* __restrict__ rise,
              double* __restrict__ out) {
  const double lower = f.lower, upper = f.upper, scale = f.bins_per_kelvin;
  const int last = f.n_bins - 1;
  const double* c = f.coefficients;
#pragma GCC ivdep
  for (int i = 0; i < n; ++i) {
    double T = reference + rise[i];
    T = T > lower ? T : lower;
    T = T < upper ? T : upper;
    const double place = (T - lower) * scale;
    int bin = static_cast<int>(place);
    bin = bin < last ? bin : last;
    const double t = place - bin;
    const double* a = c + BinnedFunction::kCoefficients * bin;
    out[i] = a[0] + t * (a[1] + t * (a[2] + t * (a[3] + t * (a[4] + t * a[5]))));
  }
}

inline void finish_faces(int n, const FaceRow& row) {
  const double* __restrict__ left = row.x_left;
  const double* __restrict__ right = row.x_right;
  const double* __restrict__ g = row.conductance;
  double* __restrict__ heat = row.heat;
#pragma GCC ivdep
  for (int i = 0; i < n; ++i) heat[i] = g[i] * (left[i] - right[i]);
}

void across_x(int n, double area, const double* __restrict__ width_left,
              const double* __restrict__ width_right, const FaceRow& row) {
  const double* __restrict__ left = row.left;
  const double* __restrict__ right = row.right;
  double* __restrict__ g = row.conductance;
  if (row.contact != nullptr) {
    const double* __restrict__ contact = row.contact;
#pragma GCC ivdep
    for (int i = 0; i < n; ++i) {
      g[i] = area / (width_left[i] * left[i] + contact[i] + width_right[i] * right[i]);
    }
  } else {
#pragma GCC ivdep
    for (int i = 0; i < n; ++i) g[i] = area / (width_left[i] * left[i] + width_right[i] * right[i]);
  }
  finish_faces(n, row);
}

void across(int n, double depth, const double* __restrict__ width, double width_left, double width_right,
            const FaceRow& row) {
  const double* __restrict__ left = row.left;
  const double* __restrict__ right = row.right;
  double* __restrict__ g = row.conductance;
  if (row.contact != nullptr) {
    const double* __restrict__ contact = row.contact;
#pragma GCC ivdep
    for (int i = 0; i < n; ++i) {
      g[i] = depth * width[i] / (width_left * left[i] + contact[i] + width_right * right[i]);
    }
  } else {
#pragma GCC ivdep
    for (int i = 0; i < n; ++i) {
      g[i] = depth * width[i] / (width_left * left[i] + width_right * right[i]);
    }
  }
  finish_faces(n, row);
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
