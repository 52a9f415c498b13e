// 3 x 3 matrices: what couples the normal strains or stresses along x, y and z.
#pragma once

#include <array>

namespace strata {

using Vector3 = std::array<double, 3>;
/// By row and column.
using Matrix3 = std::array<std::array<double, 3>, 3>;

inline constexpr Matrix3 kIdentity3{{{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}}};

/// a x + b y
inline Matrix3 combine(double a, const Matrix3& x, double b, const Matrix3& y) {
  Matrix3 sum{};
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) sum[i][j] = a * x[i][j] + b * y[i][j];
  }
  return sum;
}

inline Matrix3 product(const Matrix3& x, const Matrix3& y) {
  Matrix3 result{};
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) result[i][j] = x[i][0] * y[0][j] + x[i][1] * y[1][j] + x[i][2] * y[2][j];
  }
  return result;
}

inline Vector3 product(const Matrix3& x, const Vector3& v) {
  Vector3 result{};
  for (int i = 0; i < 3; ++i) result[i] = x[i][0] * v[0] + x[i][1] * v[1] + x[i][2] * v[2];
  return result;
}

inline Matrix3 transposed(const Matrix3& x) {
  Matrix3 result{};
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) result[i][j] = x[j][i];
  }
  return result;
}

/// By cofactors; the matrix must not be singular.
inline Matrix3 inverse(const Matrix3& x) {
  Matrix3 cofactor{};
  for (int i = 0; i < 3; ++i) {
    const int i1 = (i + 1) % 3, i2 = (i + 2) % 3;
    for (int j = 0; j < 3; ++j) {
      const int j1 = (j + 1) % 3, j2 = (j + 2) % 3;
      cofactor[i][j] = x[i1][j1] * x[i2][j2] - x[i1][j2] * x[i2][j1];
    }
  }
  const double determinant = x[0][0] * cofactor[0][0] + x[0][1] * cofactor[0][1] + x[0][2] * cofactor[0][2];
  return combine(1.0 / determinant, transposed(cofactor), 0.0, cofactor);
}

}  // namespace strata
