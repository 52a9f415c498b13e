#include "physics/laminate.hpp"

#include <cstddef>

namespace strata {

namespace {

/// Stiffness along x and y of a sheet whose normal stress across is released [Pa].
struct SheetStiffness {
  double xx = 0.0, yy = 0.0, xy = 0.0;
};

SheetStiffness sheet_stiffness(const OrthotropicStiffness& c) {
  return {c.c11 - c.c13 * c.c13 / c.c33, c.c22 - c.c23 * c.c23 / c.c33, c.c12 - c.c13 * c.c23 / c.c33};
}

std::array<double, 2> stress_of(const SheetStiffness& q, double strain_x, double strain_y) {
  return {q.xx * strain_x + q.xy * strain_y, q.xy * strain_x + q.yy * strain_y};
}

/// Forces and moments per strain and curvature, in the order e_x, e_y, kappa_x, kappa_y, and what holds the
/// free strains in place.
struct LaminateSystem {
  std::array<std::array<double, 4>, 4> matrix{};
  std::array<double, 4> load{};
};

void add_layer(const LaminateLayer& layer, double z0, double z1, LaminateSystem& system) {
  const SheetStiffness q = sheet_stiffness(layer.stiffness);
  const std::array<std::array<double, 2>, 2> sheet{{{q.xx, q.xy}, {q.xy, q.yy}}};
  const std::array<double, 2> held = stress_of(q, layer.free_strain[0], layer.free_strain[1]);
  const double middle = 0.5 * (z0 + z1);
  const double t = z1 - z0;
  const std::array<double, 3> moments{t, t * middle, t * (middle * middle + t * t / 12.0)};
  for (int row = 0; row < 4; ++row) {
    for (int column = 0; column < 4; ++column)
      system.matrix[row][column] += moments[row / 2 + column / 2] * sheet[row % 2][column % 2];
    system.load[row] += moments[row / 2] * held[row % 2];
  }
}

/// Elimination without pivoting: the matrix is positive definite.
std::array<double, 4> solve(LaminateSystem system) {
  auto& [matrix, x] = system;
  for (int pivot = 0; pivot < 4; ++pivot) {
    for (int row = pivot + 1; row < 4; ++row) {
      const double factor = matrix[row][pivot] / matrix[pivot][pivot];
      for (int column = pivot; column < 4; ++column) matrix[row][column] -= factor * matrix[pivot][column];
      x[row] -= factor * x[pivot];
    }
  }
  for (int row = 3; row >= 0; --row) {
    for (int column = row + 1; column < 4; ++column) x[row] -= matrix[row][column] * x[column];
    x[row] /= matrix[row][row];
  }
  return x;
}

}  // namespace

LaminateResponse laminate_response(const std::vector<LaminateLayer>& layers) {
  double height = 0.0;
  for (const LaminateLayer& layer : layers) height += layer.thickness;
  LaminateSystem system;
  std::vector<double> z{-0.5 * height};
  for (const LaminateLayer& layer : layers) {
    z.push_back(z.back() + layer.thickness);
    add_layer(layer, z[z.size() - 2], z.back(), system);
  }
  const std::array<double, 4> x = solve(system);
  LaminateResponse response{{x[0], x[1]}, {x[2], x[3]}, {}};
  for (std::size_t n = 0; n < layers.size(); ++n) {
    const SheetStiffness q = sheet_stiffness(layers[n].stiffness);
    const auto stress_at = [&](double height_of) {
      return stress_of(q, x[0] + x[2] * height_of - layers[n].free_strain[0],
                       x[1] + x[3] * height_of - layers[n].free_strain[1]);
    };
    response.layers.push_back({stress_at(z[n]), stress_at(z[n + 1])});
  }
  return response;
}

}  // namespace strata
