#include "solver/stress/elastic_system.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <utility>

#include "solver/cell_loop.hpp"
#include "solver/field_memory.hpp"
#include "solver/stress/elastic_apply.hpp"
#include "solver/stress/pack.hpp"

namespace strata {
namespace {

std::array<int, 4> lateral_neighbours(const Partition& nodes) {
  return {nodes.neighbour(Face::x_min), nodes.neighbour(Face::x_max), nodes.neighbour(Face::y_min),
          nodes.neighbour(Face::y_max)};
}

/// FNV-1a over the stiffness indices of a row.
std::uint64_t hash_row(const std::int32_t* row, int n) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (int i = 0; i < n; ++i) hash = (hash ^ static_cast<std::uint32_t>(row[i])) * 0x100000001b3ULL;
  return hash;
}

constexpr std::uint8_t kAllFree = 7;

/// y = the owned part of a field on the box, where free.
void take_owned(const NodeBox& box, const std::uint8_t* free, const ConstNodeView& on_box,
                const NodeView& owned) {
  for_each_cell(
      "stress::take_owned", box.own_i0, box.own_i1, box.own_j0, box.own_j1, 0, box.nz,
      KOKKOS_LAMBDA(int i, int j, int k) {
        const std::uint8_t bits = free[box.node(i, j, k)];
        for (int c = 0; c < 3; ++c) {
          owned(box.owned_at(c, i, j, k)) = (bits >> c & 1) != 0 ? on_box(box.at(c, i, j, k)) : 0.0;
        }
      });
}

void keep_free(const NodeBox& box, const std::uint8_t* free, const NodeView& field) {
  for_each_cell(
      "stress::keep_free", {box.nx, box.ny, box.nz}, KOKKOS_LAMBDA(int i, int j, int k) {
        const std::uint8_t bits = free[box.node(i, j, k)];
        if (bits == kAllFree) return;
        for (int c = 0; c < 3; ++c) {
          if ((bits >> c & 1) == 0) field(box.at(c, i, j, k)) = 0.0;
        }
      });
}

}  // namespace

ElasticSystem::ElasticSystem(const Grid& grid, const Partition& nodes, StiffnessField field,
                             std::vector<std::uint8_t> held)
    : grid_(&grid),
      nodes_(&nodes),
      box_(node_box(nodes)),
      field_(std::move(field)),
      halo_(nodes.comm(), lateral_neighbours(nodes), box_) {
  const std::array<int, 3> first{box_.i0, box_.j0, 0}, n{box_.cells_x(), box_.cells_y(), box_.cells_z()};
  for (int axis = 0; axis < 3; ++axis) {
    const std::vector<double> spacings = even_spacings(grid, static_cast<Axis>(axis));
    edges_[axis].assign(spacings.begin() + first[axis], spacings.begin() + first[axis] + n[axis]);
  }
  find_matter();
  free_.resize(held.size());
  for (std::size_t node = 0; node < held.size(); ++node) {
    free_[node] = has_matter_[node] != 0 ? static_cast<std::uint8_t>(~held[node] & kAllFree) : 0;
  }
  complete_ghosts();
  find_rows();
  free_on_device_ = to_device<std::uint8_t>("stress::free", free_);
  in_double_ = make_strips<double>();
  if (!box_.is_whole()) {
    x_box_ = make_field<double>("stress::x_on_box", static_cast<std::size_t>(3 * box_.n_nodes()));
    y_box_ = make_field<double>("stress::y_on_box", static_cast<std::size_t>(3 * box_.n_nodes()));
  }
  std::int64_t mine = 0;
  for (int j = box_.own_j0; j < box_.own_j1; ++j)
    for (int k = 0; k < box_.nz; ++k)
      for (int i = box_.own_i0; i < box_.own_i1; ++i) {
        const std::uint8_t bits = free_[static_cast<std::size_t>(box_.node(i, j, k))];
        mine += (bits & 1) + (bits >> 1 & 1) + (bits >> 2 & 1);
      }
  MPI_Allreduce(&mine, &n_unknowns_, 1, MPI_INT64_T, MPI_SUM, nodes.comm());
}

void ElasticSystem::find_matter() {
  has_matter_.assign(static_cast<std::size_t>(box_.n_nodes()), 0);
  for (int j = 0; j < box_.cells_y(); ++j)
    for (int k = 0; k < box_.cells_z(); ++k)
      for (int i = 0; i < box_.cells_x(); ++i) {
        if (field_.of_cell[static_cast<std::size_t>(box_.cell(i, j, k))] == StiffnessField::kVoidCell)
          continue;
        for (int p = 0; p < 8; ++p) {
          const auto node = box_.node(i + (p & 1), j + ((p >> 1) & 1), k + (p >> 2));
          has_matter_[static_cast<std::size_t>(node)] = 1;
        }
      }
}

/// Cells beyond the box may bring matter to ghost nodes: their owners know.
void ElasticSystem::complete_ghosts() {
  if (box_.is_whole()) return;
  std::vector<double> bits(static_cast<std::size_t>(3 * box_.n_nodes()));
  const auto each_value = [&](auto&& visit) {
    for (int j = 0; j < box_.ny; ++j)
      for (int k = 0; k < box_.nz; ++k)
        for (int i = 0; i < box_.nx; ++i) {
          const auto node = static_cast<std::size_t>(box_.node(i, j, k));
          visit(node, static_cast<std::size_t>(box_.at(0, i, j, k)),
                static_cast<std::size_t>(box_.at(1, i, j, k)));
        }
  };
  each_value([&](std::size_t node, std::size_t first, std::size_t second) {
    bits[first] = free_[node];
    bits[second] = has_matter_[node];
  });
  const NodeView field = to_device<double>("stress::node_bits", bits);
  halo_.exchange(field);
  const auto complete = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), field);
  each_value([&](std::size_t node, std::size_t first, std::size_t second) {
    free_[node] = static_cast<std::uint8_t>(complete(first));
    has_matter_[node] = static_cast<std::uint8_t>(complete(second));
  });
}

void ElasticSystem::find_rows() {
  const int n = box_.cells_x(), n_rows = box_.cells_y() * box_.cells_z();
  std::unordered_multimap<std::uint64_t, std::int32_t> known;
  std::vector<std::uint8_t> empty;
  row_of_.resize(static_cast<std::size_t>(n_rows));
  for (std::int64_t row = 0; row < n_rows; ++row) {
    const std::int32_t* cells = field_.of_cell.data() + row * n;
    const auto [begin, end] = known.equal_range(hash_row(cells, n));
    const auto same = std::find_if(begin, end, [&](const auto& entry) {
      return std::equal(cells, cells + n,
                        field_.of_cell.data() + first_cell_[static_cast<std::size_t>(entry.second)]);
    });
    if (same != end) {
      row_of_[static_cast<std::size_t>(row)] = same->second;
      continue;
    }
    const auto index = static_cast<std::int32_t>(first_cell_.size());
    known.emplace(hash_row(cells, n), index);
    row_of_[static_cast<std::size_t>(row)] = index;
    first_cell_.push_back(row * n);
    empty.push_back(std::all_of(cells, cells + n, [](std::int32_t id) { return id < 0; }) ? 1 : 0);
  }
  row_ = to_device<std::int32_t>("stress::rows", row_of_);
  empty_ = to_device<std::uint8_t>("stress::empty_rows", empty);
}

template <class Real>
StiffnessStrips<Real> ElasticSystem::make_strips() const {
  const int n = box_.cells_x(), length = padded(n);
  std::vector<CellStiffness<double>> list;
  list.reserve(field_.list.size());
  for (const OrthotropicStiffness& stiffness : field_.list) list.push_back(cell_stiffness<double>(stiffness));
  std::vector<Real> strips(first_cell_.size() * kStiffnessNumbers * static_cast<std::size_t>(length),
                           Real{0});
  for (std::size_t row = 0; row < first_cell_.size(); ++row) {
    const std::int32_t* cells = field_.of_cell.data() + first_cell_[row];
    Real* strip = strips.data() + row * kStiffnessNumbers * static_cast<std::size_t>(length);
    for (int i = 0; i < n; ++i) {
      if (cells[i] < 0) continue;
      const auto* numbers = reinterpret_cast<const double*>(&list[static_cast<std::size_t>(cells[i])]);
      for (int m = 0; m < kStiffnessNumbers; ++m)
        strip[static_cast<std::ptrdiff_t>(m) * length + i] = static_cast<Real>(numbers[m]);
    }
  }
  std::vector<double> a = edges_[0];
  a.resize(static_cast<std::size_t>(length), 1.0);
  return {to_device<Real>("stress::strips", strips), to_device<Real>("stress::edges_x", a),
          to_device<Real>("stress::edges_y", edges_[1]), to_device<Real>("stress::edges_z", edges_[2])};
}

template <class Real>
ElasticData<Real> ElasticSystem::data() const {
  const auto handle = [&](const StiffnessStrips<Real>& of) {
    return ElasticData<Real>{box_,
                             padded(box_.cells_x()),
                             row_.data(),
                             empty_.data(),
                             of.strips.data(),
                             of.a.data(),
                             of.b.data(),
                             of.c.data(),
                             free_on_device_.data()};
  };
  if constexpr (sizeof(Real) == sizeof(double)) {
    return handle(in_double_);
  } else {
    if (in_float_.a.extent(0) == 0) in_float_ = make_strips<float>();
    return handle(in_float_);
  }
}
template ElasticData<double> ElasticSystem::data<double>() const;
template ElasticData<float> ElasticSystem::data<float>() const;

NodeView ElasticSystem::on_box(const ConstNodeView& owned) const {
  const NodeBox box = box_;
  NodeView field = make_field<double>("stress::on_box", static_cast<std::size_t>(3 * box.n_nodes()));
  for_each_cell(
      "stress::on_box", box.own_i0, box.own_i1, box.own_j0, box.own_j1, 0, box.nz,
      KOKKOS_LAMBDA(int i, int j, int k) {
        for (int c = 0; c < 3; ++c) field(box.at(c, i, j, k)) = owned(box.owned_at(c, i, j, k));
      });
  halo_.exchange(field);
  return field;
}

namespace {

/// Diagonal of a cell's matrix, along x, y, z: the same at all corners.
std::array<double, 3> cell_diagonal(const CellModes<double>& m) {
  return {m.stretch.xx + m.shear_xy.first + m.shear_xz.first + m.bend_y.first + m.bend_z.first + m.twist.xx +
              m.hourglass_x,
          m.stretch.yy + m.shear_xy.second + m.shear_yz.first + m.bend_x.first + m.bend_z.second +
              m.twist.yy + m.hourglass_y,
          m.stretch.zz + m.shear_xz.second + m.shear_yz.second + m.bend_x.second + m.bend_y.second +
              m.twist.zz + m.hourglass_z};
}

}  // namespace

double ElasticSystem::rounding_of_forces(const ConstNodeView& x) const {
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), x);
  std::vector<double> diagonal(static_cast<std::size_t>(3 * box_.n_nodes()), 0.0);
  for (int j = 0; j < box_.cells_y(); ++j)
    for (int k = 0; k < box_.cells_z(); ++k)
      for (int i = 0; i < box_.cells_x(); ++i) {
        const std::int32_t of = field_.of_cell[static_cast<std::size_t>(box_.cell(i, j, k))];
        if (of == StiffnessField::kVoidCell) continue;
        const auto stiffness = cell_stiffness<double>(field_.list[static_cast<std::size_t>(of)]);
        const auto entries = cell_diagonal(cell_modes(stiffness, edges_[0][static_cast<std::size_t>(i)],
                                                      edges_[1][static_cast<std::size_t>(j)],
                                                      edges_[2][static_cast<std::size_t>(k)]));
        for (int p = 0; p < 8; ++p)
          for (int c = 0; c < 3; ++c)
            diagonal[static_cast<std::size_t>(box_.at(c, i + (p & 1), j + ((p >> 1) & 1), k + (p >> 2)))] +=
                entries[static_cast<std::size_t>(c)];
      }
  double sum = 0.0;
  for (int j = box_.own_j0; j < box_.own_j1; ++j)
    for (int k = 0; k < box_.nz; ++k)
      for (int i = box_.own_i0; i < box_.own_i1; ++i)
        for (int c = 0; c < 3; ++c) {
          const double force = diagonal[static_cast<std::size_t>(box_.at(c, i, j, k))] *
                               host(static_cast<std::size_t>(box_.owned_at(c, i, j, k)));
          sum += force * force;
        }
  MPI_Allreduce(MPI_IN_PLACE, &sum, 1, MPI_DOUBLE, MPI_SUM, nodes_->comm());
  return std::numeric_limits<double>::epsilon() * std::sqrt(sum);
}

void ElasticSystem::forces(const ConstNodeView& x_on_box, const NodeView& y_on_box) const {
  elastic_forces(data<double>(), x_on_box, y_on_box);
}

void ElasticSystem::apply(const ConstNodeView& x, const NodeView& y) const {
  const ElasticData<double> operands = data<double>();
  if (box_.is_whole()) {
    elastic_forces(operands, x, y);
    keep_free(box_, operands.free, y);
    return;
  }
  const NodeBox box = box_;
  const NodeView x_box = x_box_;
  for_each_cell(
      "stress::ghosted_x", box.own_i0, box.own_i1, box.own_j0, box.own_j1, 0, box.nz,
      KOKKOS_LAMBDA(int i, int j, int k) {
        for (int c = 0; c < 3; ++c) x_box(box.at(c, i, j, k)) = x(box.owned_at(c, i, j, k));
      });
  halo_.exchange(x_box_);
  elastic_forces<double>(operands, x_box_, y_box_);
  take_owned(box_, operands.free, y_box_, y);
}

}  // namespace strata
