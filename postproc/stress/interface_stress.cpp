#include "postproc/stress/interface_stress.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "meshes/rasterize.hpp"
#include "postproc/gather.hpp"
#include "postproc/stress/edge_zone.hpp"

namespace strata {
namespace {

/// Layers of the whole grid as rank 0 sees them.
struct Plane {
  int k = 0;               ///< between the cell layers k - 1 and k
  std::vector<int> pairs;  ///< per column an index into the pairs of this plane; -1: no interface
  std::vector<InterfaceStress> found;
  std::vector<double> peel, shear;  ///< per column [Pa]
};

/// A row of columns across an edge, from the edge inward.
struct Strip {
  Axis axis = Axis::x;
  int first = 0;      ///< column at the edge
  int direction = 1;  ///< of the way inward
  int across = 0;     ///< column on the other axis
};

/// Looks at one plane after the other; all on rank 0.
class PlaneReader {
 public:
  PlaneReader(const SolutionView& view, double edge_distance)
      : geometry_(view.model.geometry),
        grid_(view.plan.grid),
        distance_(edge_distance),
        whole_{0, grid_.n_cells(Axis::x), 0, grid_.n_cells(Axis::y)} {}

  SlabPainter painter() const { return {geometry_, grid_, whole_}; }

  /// Which pairs of bodies meet on line k.
  Plane find_pairs(SlabPainter& painter, int k) const {
    Plane plane;
    plane.k = k;
    std::vector<BodyIndex> below = layers_of(painter.paint(k - 1));
    const std::vector<BodyIndex> above = layers_of(painter.paint(k));
    std::map<std::pair<BodyIndex, BodyIndex>, int> index;
    for (std::size_t column = 0; column < below.size(); ++column) {
      if (below[column] == kNoBody || above[column] == kNoBody || below[column] == above[column]) continue;
      index.try_emplace({below[column], above[column]}, 0);
    }
    for (auto& [pair, number] : index) {
      number = static_cast<int>(plane.found.size());
      InterfaceStress interface;
      interface.lower = pair.first;
      interface.upper = pair.second;
      interface.z = grid_.lines[2][static_cast<std::size_t>(k)];
      plane.found.push_back(interface);
    }
    for (std::size_t column = 0; column < below.size(); ++column) {
      const auto pair = index.find({below[column], above[column]});
      plane.pairs.push_back(pair == index.end() ? -1 : pair->second);
    }
    return plane;
  }

  void measure(Plane& plane) const {
    add_means(plane);
    add_maxima(plane);
    for (const Axis axis : {Axis::x, Axis::y}) add_strips(plane, axis);
  }

 private:
  /// The layer that a body is or lies in; none for void.
  std::vector<BodyIndex> layers_of(const std::vector<BodyIndex>& slab) const {
    std::vector<BodyIndex> layers = slab;
    for (BodyIndex& body : layers) {
      if (body != kNoBody && at(body).material == kVoid) body = kNoBody;
      while (body != kNoBody && at(body).parent != kNoBody) body = at(body).parent;
    }
    return layers;
  }
  const Body& at(BodyIndex body) const { return geometry_.bodies[static_cast<std::size_t>(body)]; }
  std::size_t column(int i, int j) const {
    return static_cast<std::size_t>(std::int64_t{j} * whole_.nx() + i);
  }
  int pair_at(const Plane& plane, int i, int j) const {
    const bool is_inside = i >= 0 && i < whole_.i1 && j >= 0 && j < whole_.j1;
    return is_inside ? plane.pairs[column(i, j)] : -1;
  }

  void add_means(Plane& plane) const {
    std::vector<double> peel(plane.found.size(), 0.0), shear(plane.found.size(), 0.0);
    for (int j = 0; j < whole_.j1; ++j) {
      for (int i = 0; i < whole_.i1; ++i) {
        const int pair = plane.pairs[column(i, j)];
        if (pair < 0) continue;
        const auto n = static_cast<std::size_t>(pair);
        const double area = grid_.spacing(Axis::x, i) * grid_.spacing(Axis::y, j);
        plane.found[n].area += area;
        peel[n] += area * plane.peel[column(i, j)];
        shear[n] += area * plane.shear[column(i, j)];
      }
    }
    for (std::size_t n = 0; n < plane.found.size(); ++n) {
      plane.found[n].peel.mean = peel[n] / plane.found[n].area;
      plane.found[n].shear.mean = shear[n] / plane.found[n].area;
    }
  }

  void add_maxima(Plane& plane) const {
    std::vector<char> near_edge(plane.pairs.size(), 0);
    mark_edge_zone(grid_, whole_, plane.pairs, geometry_.symmetry, distance_, near_edge);
    for (int j = 0; j < whole_.j1; ++j) {
      for (int i = 0; i < whole_.i1; ++i) {
        const std::size_t at = column(i, j);
        if (plane.pairs[at] < 0 || near_edge[at] != 0) continue;
        InterfaceStress& interface = plane.found[static_cast<std::size_t>(plane.pairs[at])];
        const std::array<double, 2> position{grid_.centre(Axis::x, i), grid_.centre(Axis::y, j)};
        raise(interface.peel.maximum, interface.peel.position, plane.peel[at], position);
        raise(interface.shear.maximum, interface.shear.position, plane.shear[at], position);
      }
    }
  }

  static void raise(double& maximum, std::array<double, 2>& position, double value,
                    const std::array<double, 2>& place) {
    if (maximum >= value || std::isnan(value)) return;
    maximum = value;
    position = place;
  }

  /// Every side normal to `axis` where a pair ends, from each of its two sides.
  void add_strips(Plane& plane, Axis axis) const {
    const bool is_x = axis == Axis::x;
    const int n_along = grid_.n_cells(axis), n_across = grid_.n_cells(is_x ? Axis::y : Axis::x);
    for (int across = 0; across < n_across; ++across) {
      for (int line = 0; line <= n_along; ++line) {
        if (is_symmetry_line(axis, line)) continue;
        const int before = is_x ? pair_at(plane, line - 1, across) : pair_at(plane, across, line - 1);
        const int after = is_x ? pair_at(plane, line, across) : pair_at(plane, across, line);
        if (before == after) continue;
        if (before >= 0) add_strip(plane, before, {axis, line - 1, -1, across});
        if (after >= 0) add_strip(plane, after, {axis, line, 1, across});
      }
    }
  }

  bool is_symmetry_line(Axis axis, int line) const {
    const int lower = 2 * static_cast<int>(axis);
    const bool is_rim = line == 0 || line == grid_.n_cells(axis);
    const auto face = static_cast<Face>(line == 0 ? lower : lower + 1);
    return is_rim &&
           std::find(geometry_.symmetry.begin(), geometry_.symmetry.end(), face) != geometry_.symmetry.end();
  }

  void add_strip(Plane& plane, int pair, const Strip& strip) const {
    const bool is_x = strip.axis == Axis::x;
    double length = 0.0, peel = 0.0, shear = 0.0;
    for (int along = strip.first; length < distance_ * (1.0 - 1e-9); along += strip.direction) {
      const int i = is_x ? along : strip.across, j = is_x ? strip.across : along;
      if (pair_at(plane, i, j) != pair) break;
      const double part = std::min(grid_.spacing(strip.axis, along), distance_ - length);
      length += part;
      peel += part * plane.peel[column(i, j)];
      shear += part * plane.shear[column(i, j)];
    }
    if (!(length > 0.0)) return;
    InterfaceStress& interface = plane.found[static_cast<std::size_t>(pair)];
    const auto line = static_cast<std::size_t>(strip.direction > 0 ? strip.first : strip.first + 1);
    const double on_edge = grid_.lines[static_cast<std::size_t>(strip.axis)][line];
    const double beside = grid_.centre(is_x ? Axis::y : Axis::x, strip.across);
    const std::array<double, 2> position =
        is_x ? std::array<double, 2>{on_edge, beside} : std::array<double, 2>{beside, on_edge};
    raise(interface.peel.edge_mean, interface.peel.edge_position, peel / length, position);
    raise(interface.shear.edge_mean, interface.shear.edge_position, shear / length, position);
  }

  const Geometry& geometry_;
  const Grid& grid_;
  double distance_;
  Window whole_;
};

constexpr std::size_t kNumbers = 18;

void append(std::vector<double>& numbers, const TractionExtremes& t) {
  numbers.insert(numbers.end(), {t.maximum, t.position[0], t.position[1], t.mean, t.edge_mean,
                                 t.edge_position[0], t.edge_position[1]});
}

TractionExtremes extremes_from(const double* n) {
  return {n[0], {n[1], n[2]}, n[3], n[4], {n[5], n[6]}};
}

/// What rank 0 found, on every rank.
void share(MPI_Comm comm, std::vector<InterfaceStress>& interfaces) {
  std::vector<double> numbers;
  for (const InterfaceStress& one : interfaces) {
    numbers.insert(numbers.end(),
                   {static_cast<double>(one.lower), static_cast<double>(one.upper), one.z, one.area});
    append(numbers, one.peel);
    append(numbers, one.shear);
  }
  auto length = static_cast<std::int64_t>(numbers.size());
  MPI_Bcast(&length, 1, MPI_INT64_T, 0, comm);
  numbers.resize(static_cast<std::size_t>(length));
  MPI_Bcast(numbers.data(), static_cast<int>(length), MPI_DOUBLE, 0, comm);
  interfaces.clear();
  for (std::size_t n = 0; n < numbers.size(); n += kNumbers) {
    const double* one = numbers.data() + n;
    interfaces.push_back({static_cast<BodyIndex>(one[0]), static_cast<BodyIndex>(one[1]), one[2], one[3],
                          extremes_from(one + 4), extremes_from(one + 11)});
  }
}

}  // namespace

std::vector<InterfaceStress> interface_stresses(const SolutionView& view, const StressStep& step,
                                                double edge_distance) {
  const bool is_root = view.partition.rank() == 0;
  const PlaneReader reader(view, edge_distance);
  SlabPainter painter = reader.painter();
  SlabGatherer gatherer(view.partition);
  std::vector<InterfaceStress> interfaces;
  for (int k = 1; k < view.partition.nz(); ++k) {
    if (painter.slab_of(k) == painter.slab_of(k - 1)) continue;  // the same bodies above and below
    const auto& traction = step.interface_traction;
    const std::vector<double> peel =
        gatherer.gather_values(k, [&](std::size_t cell) { return -traction[cell][2]; });
    const std::vector<double> shear = gatherer.gather_values(
        k, [&](std::size_t cell) { return std::hypot(traction[cell][0], traction[cell][1]); });
    if (!is_root) continue;
    Plane plane = reader.find_pairs(painter, k);
    plane.peel = peel;
    plane.shear = shear;
    reader.measure(plane);
    interfaces.insert(interfaces.end(), plane.found.begin(), plane.found.end());
  }
  share(view.partition.comm(), interfaces);
  return interfaces;
}

}  // namespace strata
