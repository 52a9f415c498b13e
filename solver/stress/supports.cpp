#include "solver/stress/supports.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "solver/report_errors.hpp"

namespace strata {
namespace {

/// Faces of one outer side of the domain that lie on the box, as cells along the side's two axes.
struct OuterSide {
  int axis = 0;  ///< normal
  bool is_upper = false;
  int u = 0, v = 1;  ///< the other axes, ascending
  bool is_on_box = false;
  int cell = 0, node = 0;  ///< along the normal, counted in the box
};

OuterSide outer_side(Face face, const Grid& grid, const NodeBox& box) {
  OuterSide side;
  const int number = static_cast<int>(face);
  side.axis = number / 2;
  side.is_upper = number % 2 == 1;
  side.u = side.axis == 0 ? 1 : 0;
  side.v = side.axis == 2 ? 1 : 2;
  const std::array<int, 3> first{box.i0, box.j0, 0}, cells{box.cells_x(), box.cells_y(), box.cells_z()};
  const int line = side.is_upper ? grid.n_cells(static_cast<Axis>(side.axis)) : 0;
  side.node = line - first[static_cast<std::size_t>(side.axis)];
  side.cell = side.is_upper ? side.node - 1 : side.node;
  side.is_on_box = side.cell >= 0 && side.cell < cells[static_cast<std::size_t>(side.axis)];
  return side;
}

/// visit(cell number, the four nodes, area, centre in the face's two coordinates) for every solid cell face
/// of a side.
template <class Visit>
void for_each_face(const OuterSide& side, const Grid& grid, const NodeBox& box, const Matter& matter,
                   const Visit& visit) {
  if (!side.is_on_box) return;
  const std::array<int, 3> first{box.i0, box.j0, 0}, cells{box.cells_x(), box.cells_y(), box.cells_z()};
  const auto u = static_cast<std::size_t>(side.u), v = static_cast<std::size_t>(side.v);
  std::array<int, 3> at{};
  at[static_cast<std::size_t>(side.axis)] = side.cell;
  for (at[v] = 0; at[v] < cells[v]; ++at[v])
    for (at[u] = 0; at[u] < cells[u]; ++at[u]) {
      const std::int64_t cell = box.cell(at[0], at[1], at[2]);
      if (matter.is_void(cell)) continue;
      std::array<std::int64_t, 4> nodes{};
      for (std::size_t corner = 0; corner < 4; ++corner) {
        std::array<int, 3> node = at;
        node[static_cast<std::size_t>(side.axis)] = side.node;
        node[u] += static_cast<int>(corner & 1);
        node[v] += static_cast<int>(corner >> 1);
        nodes[corner] = box.node(node[0], node[1], node[2]);
      }
      const int global_u = first[u] + at[u], global_v = first[v] + at[v];
      const auto axis_u = static_cast<Axis>(side.u), axis_v = static_cast<Axis>(side.v);
      visit(cell, nodes, grid.spacing(axis_u, global_u) * grid.spacing(axis_v, global_v),
            std::array<double, 2>{grid.centre(axis_u, global_u), grid.centre(axis_v, global_v)});
    }
}

bool is_inside(const std::optional<Rectangle>& patch, const std::array<double, 2>& place) {
  if (!patch) return true;
  for (std::size_t c = 0; c < 2; ++c)
    if (place[c] < patch->lower[c] || place[c] > patch->upper[c]) return false;
  return true;
}

class SupportFinder {
 public:
  SupportFinder(const Model& model, const Grid& grid, const NodeBox& box, const Matter& matter)
      : model_(model), supports_(stress_analysis(model).supports), grid_(grid), box_(box), matter_(matter) {
    const auto n = static_cast<std::size_t>(box.n_nodes());
    found_.held.assign(n, 0);
    value_.assign(3 * n, 0.0);
    holder_.assign(3 * n, kNobody);
  }

  Supports find() {
    for (const Face face : model_.geometry.symmetry) {
      const OuterSide side = outer_side(face, grid_, box_);
      for_each_face(side, grid_, box_, matter_, [&](auto, const auto& nodes, auto, const auto&) {
        for (const std::int64_t node : nodes) hold(node, side.axis, 0.0, kSymmetry);
      });
    }
    for (int face = 0; face < 6; ++face) hold_face(static_cast<Face>(face));
    const bool any_moved =
        std::any_of(value_.begin(), value_.end(), [](double value) { return value != 0.0; });
    if (any_moved) found_.displacement = std::move(value_);
    return std::move(found_);
  }

 private:
  static constexpr std::int32_t kNobody = -1, kSymmetry = -2;

  void hold_face(Face face) {
    const OuterSide side = outer_side(face, grid_, box_);
    for_each_face(side, grid_, box_, matter_, [&](auto, const auto& nodes, auto, const auto& place) {
      std::int32_t last = kNobody;
      for (std::int32_t s = 0; s < static_cast<std::int32_t>(supports_.size()); ++s) {
        const Support& support = supports_[static_cast<std::size_t>(s)];
        if (support.face == face && is_inside(support.patch, place)) last = s;
      }
      if (last == kNobody) return;
      for (int c = 0; c < 3; ++c) {
        const auto& given =
            supports_[static_cast<std::size_t>(last)].displacement[static_cast<std::size_t>(c)];
        if (!given) continue;
        for (const std::int64_t node : nodes) hold(node, c, *given, last);
      }
    });
  }

  void hold(std::int64_t node, int component, double value, std::int32_t support) {
    const auto entry = static_cast<std::size_t>(3 * node + component);
    std::uint8_t& bits = found_.held[static_cast<std::size_t>(node)];
    if ((bits >> component & 1) != 0 && value_[entry] != value)
      contradict(holder_[entry], support, component, value_[entry], value);
    bits |= static_cast<std::uint8_t>(1U << component);
    value_[entry] = value;
    holder_[entry] = support;
  }

  [[noreturn]] void contradict(std::int32_t before, std::int32_t after, int component, double first,
                               double second) const {
    const auto name = [&](std::int32_t support) {
      return support == kSymmetry ? std::string("a symmetry plane")
                                  : "support '" + supports_[static_cast<std::size_t>(support)].name + "'";
    };
    throw deck_error(
        model_, supports_[static_cast<std::size_t>(std::max(before, after))].position,
        fmt::format("{} and {} meet and give different displacements along {}: {:.6g} um and {:.6g} um",
                    name(before), name(after), "xyz"[component], first * 1e6, second * 1e6));
  }

  const Model& model_;
  const std::vector<Support>& supports_;
  const Grid& grid_;
  const NodeBox& box_;
  const Matter& matter_;
  Supports found_;
  NodeValues value_;
  std::vector<std::int32_t> holder_;  ///< of each displacement
};

}  // namespace

Supports find_supports(const Model& model, const Grid& grid, const NodeBox& box, const Matter& matter) {
  return SupportFinder(model, grid, box, matter).find();
}

NodeValues pressure_forces(const Model& model, const Grid& grid, const NodeBox& box, const Matter& matter) {
  const std::vector<Pressure>& pressures = stress_analysis(model).pressures;
  if (pressures.empty()) return {};
  NodeValues forces(static_cast<std::size_t>(3 * box.n_nodes()), 0.0);
  for (const Pressure& pressure : pressures) {
    const OuterSide side = outer_side(pressure.face, grid, box);
    const double inward = side.is_upper ? -1.0 : 1.0;
    for_each_face(side, grid, box, matter, [&](auto, const auto& nodes, double area, const auto& place) {
      if (!is_inside(pressure.patch, place)) return;
      for (const std::int64_t node : nodes)
        forces[static_cast<std::size_t>(3 * node + side.axis)] += 0.25 * inward * pressure.pressure * area;
    });
  }
  return forces;
}

}  // namespace strata
