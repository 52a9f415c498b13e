#include "tests/verification/elastic_fields.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "inputs/error.hpp"
#include "solver/field_memory.hpp"
#include "solver/stress/stress_linear.hpp"

namespace strata::verification {
namespace {

std::vector<std::uint8_t> held_faces(const Grid& grid, const NodeBox& box, bool is_held) {
  std::vector<std::uint8_t> held(static_cast<std::size_t>(box.n_nodes()), 0);
  if (!is_held) return held;
  const auto ends = [&](Axis axis, int line) { return line == 0 || line == grid.n_cells(axis); };
  for (int j = 0; j < box.ny; ++j) {
    for (int k = 0; k < box.nz; ++k) {
      for (int i = 0; i < box.nx; ++i) {
        if (ends(Axis::x, box.i0 + i) || ends(Axis::y, box.j0 + j) || ends(Axis::z, k))
          held[static_cast<std::size_t>(box.node(i, j, k))] = 7;
      }
    }
  }
  return held;
}

NodeView on_device(const std::vector<double>& values) {
  return to_device<double>("verification::field", values);
}

}  // namespace

ElasticBody::ElasticBody(MPI_Comm comm, Grid grid, const StiffnessOf& stiffness, bool is_held)
    : grid_(std::move(grid)), cells_(comm, grid_), nodes_(Partition::nodes_of(cells_)) {
  const NodeBox box = node_box(nodes_);
  StiffnessField field;
  field.of_cell.resize(static_cast<std::size_t>(box.n_cells()));
  for (int j = 0; j < box.cells_y(); ++j) {
    for (int k = 0; k < box.cells_z(); ++k) {
      for (int i = 0; i < box.cells_x(); ++i) {
        field.of_cell[static_cast<std::size_t>(box.cell(i, j, k))] = static_cast<int>(field.list.size());
        field.list.push_back(stiffness({grid_.centre(Axis::x, box.i0 + i), grid_.centre(Axis::y, box.j0 + j),
                                        grid_.centre(Axis::z, k)}));
      }
    }
  }
  system_ = std::make_unique<ElasticSystem>(grid_, nodes_, std::move(field), held_faces(grid_, box, is_held));
}

Vector ElasticBody::place(int i, int j, int k, double shift) const {
  const std::array<int, 3> line{box().i0 + i, box().j0 + j, k};
  Vector at{};
  for (int axis = 0; axis < 3; ++axis) {
    const auto& lines = grid_.lines[axis];
    at[axis] = lines[line[axis]];
    if (shift > 0.0) at[axis] += shift * (lines[line[axis] + 1] - at[axis]);
  }
  return at;
}

double ElasticBody::node_volume(int i, int j, int k) const {
  const std::array<int, 3> line{box().i0 + i, box().j0 + j, k};
  double volume = 1.0;
  for (int axis = 0; axis < 3; ++axis) {
    const auto& lines = grid_.lines[axis];
    const int last = static_cast<int>(lines.size()) - 1;
    volume *= 0.5 * (lines[std::min(line[axis] + 1, last)] - lines[std::max(line[axis] - 1, 0)]);
  }
  return volume;
}

NodeView ElasticBody::owned_nodes(const VectorField& field) const {
  const NodeView on_box = box_nodes(field);
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), on_box);
  return free_part({host.data(), host.data() + host.extent(0)});
}

NodeView ElasticBody::box_nodes(const VectorField& field) const {
  std::vector<double> values(static_cast<std::size_t>(3 * box().n_nodes()), 0.0);
  for (int j = 0; j < box().ny; ++j) {
    for (int k = 0; k < box().nz; ++k) {
      for (int i = 0; i < box().nx; ++i) {
        const Vector value = field(place(i, j, k, 0.0));
        for (int c = 0; c < 3; ++c) values[static_cast<std::size_t>(box().at(c, i, j, k))] = value[c];
      }
    }
  }
  return on_device(values);
}

void ElasticBody::add_cell_forces(const std::array<int, 3>& cell, const VectorField& force,
                                  std::vector<double>& on_box) const {
  // Gauss' rule of three points along each axis, on [0, 1].
  const double outer = 0.5 * std::sqrt(0.6);
  const std::array<double, 3> points{0.5 - outer, 0.5, 0.5 + outer};
  constexpr std::array<double, 3> kWeights{5.0 / 18.0, 8.0 / 18.0, 5.0 / 18.0};
  const auto [i, j, k] = cell;
  const Vector lower = place(i, j, k, 0.0), upper = place(i + 1, j + 1, k + 1, 0.0);
  for (int point = 0; point < 27; ++point) {
    const std::array<int, 3> p{point % 3, point / 3 % 3, point / 9};
    Vector at{}, local{};
    double weight = 1.0;
    for (int axis = 0; axis < 3; ++axis) {
      local[axis] = points[p[axis]];
      at[axis] = lower[axis] + local[axis] * (upper[axis] - lower[axis]);
      weight *= kWeights[p[axis]] * (upper[axis] - lower[axis]);
    }
    const Vector f = force(at);
    for (int corner = 0; corner < 8; ++corner) {
      const std::array<int, 3> side{corner & 1, corner >> 1 & 1, corner >> 2};
      double share = weight;
      for (int axis = 0; axis < 3; ++axis) share *= side[axis] == 1 ? local[axis] : 1.0 - local[axis];
      for (int c = 0; c < 3; ++c)
        on_box[static_cast<std::size_t>(box().at(c, i + side[0], j + side[1], k + side[2]))] += share * f[c];
    }
  }
}

NodeView ElasticBody::body_forces(const VectorField& force) const {
  std::vector<double> on_box(static_cast<std::size_t>(3 * box().n_nodes()), 0.0);
  for (int j = 0; j < box().cells_y(); ++j) {
    for (int k = 0; k < box().cells_z(); ++k) {
      for (int i = 0; i < box().cells_x(); ++i) add_cell_forces({i, j, k}, force, on_box);
    }
  }
  return free_part(on_box);
}

NodeView ElasticBody::free_part(const std::vector<double>& on_box) const {
  std::vector<double> owned(static_cast<std::size_t>(3 * box().n_owned()), 0.0);
  visit_owned_nodes([&](int i, int j, int k) {
    const int free = system_->free()[static_cast<std::size_t>(box().node(i, j, k))];
    for (int c = 0; c < 3; ++c) {
      if ((free >> c & 1) == 0) continue;
      owned[static_cast<std::size_t>(box().owned_at(c, i, j, k))] =
          on_box[static_cast<std::size_t>(box().at(c, i, j, k))];
    }
  });
  return on_device(owned);
}

NodeView ElasticBody::solve(const VectorField& force, const VectorField& given, double tolerance) const {
  const NodeView at_faces = box_nodes([&](const Vector& at) { return on_face(at) ? given(at) : Vector{}; });
  const NodeView reaction("verification::reaction", at_faces.extent(0));
  system_->forces(at_faces, reaction);
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), reaction);
  std::vector<double> lift(host.data(), host.data() + host.extent(0));
  for (double& value : lift) value = -value;
  const NodeView b = free_part(lift);
  const NodeView body = body_forces(force);
  Kokkos::parallel_for(
      "verification::load", Kokkos::RangePolicy<>(0, b.extent(0)),
      KOKKOS_LAMBDA(const std::size_t n) { b(n) += body(n); });
  const RigidMotions motions(*system_);
  StressLinearSolver solver(*system_, motions, "stress_");
  const NodeView x("verification::x", b.extent(0));
  const StressOutcome outcome = solver.solve(b, x, tolerance, 500);
  if (!outcome.converged) throw SolveError("the manufactured solution did not converge: " + outcome.reason);
  NodeView u = system_->on_box(x);
  Kokkos::parallel_for(
      "verification::lift", Kokkos::RangePolicy<>(0, u.extent(0)),
      KOKKOS_LAMBDA(const std::size_t n) { u(n) += at_faces(n); });
  return u;
}

void ElasticBody::visit_cells(const NodeView& on_box, const CellVisitor& visit) const {
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), on_box);
  // A rank owns the cells above the nodes it owns.
  const int i_end = std::min(box().own_i1, box().cells_x()), j_end = std::min(box().own_j1, box().cells_y());
  for (int j = box().own_j0; j < j_end; ++j) {
    for (int k = 0; k < box().cells_z(); ++k) {
      for (int i = box().own_i0; i < i_end; ++i) {
        double corners[3][8];
        for (int c = 0; c < 3; ++c) {
          for (int corner = 0; corner < 8; ++corner) {
            corners[c][corner] = host(static_cast<std::size_t>(
                box().at(c, i + (corner & 1), j + (corner >> 1 & 1), k + (corner >> 2))));
          }
        }
        const Vector lower = place(i, j, k, 0.0), upper = place(i + 1, j + 1, k + 1, 0.0);
        const auto number = system_->field().of_cell[static_cast<std::size_t>(box().cell(i, j, k))];
        visit(i, j, k, {upper[0] - lower[0], upper[1] - lower[1], upper[2] - lower[2]},
              system_->field().list[static_cast<std::size_t>(number)], corners);
      }
    }
  }
}

bool ElasticBody::on_face(const Vector& place) const {
  for (int axis = 0; axis < 3; ++axis) {
    if (place[axis] == grid_.lines[axis].front() || place[axis] == grid_.lines[axis].back()) return true;
  }
  return false;
}

double sum_over_ranks(double value, MPI_Comm comm) {
  MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_DOUBLE, MPI_SUM, comm);
  return value;
}

double largest_over_ranks(double value, MPI_Comm comm) {
  MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_DOUBLE, MPI_MAX, comm);
  return value;
}

}  // namespace strata::verification
