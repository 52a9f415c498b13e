#include "meshes/hard_lines.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <unordered_map>

#include <fmt/core.h>

namespace strata {
namespace {

/// "bond[12]" -> "bond": all copies of a repeated layer are one cause.
std::string_view without_number(std::string_view name) {
  if (!name.ends_with(']')) return name;
  const auto bracket = name.rfind('[');
  return bracket == std::string_view::npos ? name : name.substr(0, bracket);
}

class WishCollector {
 public:
  explicit WishCollector(const Model& model) : model_(model), domain_(model.geometry.domain) {}

  LineWishes collect() {
    add_box({Asker::Kind::domain, 0}, kNoCause, domain_, {true, true, true});
    add_bodies();
    add_regions();
    add_boundaries();
    add_sources();
    return std::move(wishes_);
  }

 private:
  std::int32_t cause_named(const std::string& name) {
    const auto [entry, is_new] =
        cause_index_.try_emplace(name, static_cast<std::int32_t>(wishes_.causes.size()));
    if (is_new) wishes_.causes.push_back(name);
    return entry->second;
  }

  void add_box(Asker asker, std::int32_t cause, const Box& box, std::array<bool, 3> axes) {
    const double area = (box.upper[0] - box.lower[0]) * (box.upper[1] - box.lower[1]);
    for (int a = 0; a < 3; ++a) {
      if (!axes[a]) continue;
      for (const double wanted : {box.lower[a], box.upper[a]}) {
        const double coordinate = std::clamp(wanted, domain_.lower[a], domain_.upper[a]);
        wishes_.along[a].push_back({coordinate, static_cast<float>(area), asker, cause});
      }
    }
  }

  std::int32_t cause_of_body(BodyIndex index) {
    const auto& geometry = model_.geometry;
    const Body& body = geometry.bodies[index];
    if (body.placement >= 0) return cause_named(geometry.placements[body.placement].part);
    // Parents stand before their blocks.
    if (body.parent >= 0 && body.parent < index) return wishes_.cause_of_body[body.parent];
    return cause_named(std::string(without_number(body.name)));
  }

  void add_bodies() {
    const auto& bodies = model_.geometry.bodies;
    for (std::size_t a = 0; a < 3; ++a) wishes_.along[a].reserve(2 * bodies.size() + 64);
    wishes_.cause_of_body.reserve(bodies.size());
    for (BodyIndex b = 0; b < static_cast<BodyIndex>(bodies.size()); ++b) {
      wishes_.cause_of_body.push_back(cause_of_body(b));
      add_box({Asker::Kind::body, b}, wishes_.cause_of_body.back(), bodies[b].box, {true, true, true});
    }
  }

  void add_regions() {
    const auto& regions = model_.mesh.regions;
    for (std::int32_t r = 0; r < static_cast<std::int32_t>(regions.size()); ++r) {
      const Asker asker{Asker::Kind::region, r};
      const bool is_lateral = regions[r].lateral.has_value();
      wishes_.cause_of_region.push_back(cause_named(describe(model_, asker)));
      add_box(asker, wishes_.cause_of_region.back(), regions[r].box,
              {is_lateral, is_lateral, regions[r].max_thickness.has_value()});
    }
  }

  void add_boundaries() {
    for (std::int32_t b = 0; b < static_cast<std::int32_t>(model_.boundaries.size()); ++b) {
      const Boundary& boundary = model_.boundaries[b];
      if (boundary.face) add_patch({Asker::Kind::boundary, b}, *boundary.face, boundary.patch);
    }
    if (!model_.stress) return;
    const auto& supports = model_.stress->supports;
    for (std::int32_t s = 0; s < static_cast<std::int32_t>(supports.size()); ++s)
      add_patch({Asker::Kind::support, s}, supports[s].face, supports[s].patch);
    const auto& pressures = model_.stress->pressures;
    for (std::int32_t p = 0; p < static_cast<std::int32_t>(pressures.size()); ++p)
      add_patch({Asker::Kind::pressure, p}, pressures[p].face, pressures[p].patch);
  }

  void add_patch(const Asker& asker, Face face, const std::optional<Rectangle>& patch) {
    if (!patch) return;
    const int normal = static_cast<int>(face) / 2;
    Box box = domain_;
    std::array<bool, 3> axes{};
    for (int a = 0, c = 0; a < 3; ++a) {
      if (a == normal) continue;
      box.lower[a] = patch->lower[c];
      box.upper[a] = patch->upper[c];
      axes[a] = true;
      ++c;
    }
    add_box(asker, cause_named(describe(model_, asker)), box, axes);
  }

  void add_sources() {
    const auto& bodies = model_.geometry.bodies;
    for (std::int32_t s = 0; s < static_cast<std::int32_t>(model_.sources.size()); ++s) {
      const HeatSource& source = model_.sources[s];
      const Box& body = bodies[source.body].box;
      std::array<bool, 3> axes{};
      for (int a = 0; a < 3; ++a) {
        axes[a] = source.region.lower[a] != body.lower[a] || source.region.upper[a] != body.upper[a];
      }
      add_box({Asker::Kind::source, s}, wishes_.cause_of_body[source.body], source.region, axes);
    }
  }

  const Model& model_;
  const Box& domain_;
  LineWishes wishes_;
  std::unordered_map<std::string, std::int32_t> cause_index_;
};

/// Smaller goes first and keeps its line. Matter comes before what is only laid over it.
auto priority(const LineWish& wish) {
  const int order = wish.asker.kind == Asker::Kind::domain ? 0 : wish.asker.kind == Asker::Kind::body ? 1 : 2;
  return std::make_tuple(order, -wish.lateral_area, wish.asker.kind, wish.asker.index, wish.coordinate);
}

/// All wishes at one coordinate.
struct Cluster {
  LineWish best;
  bool is_shared = false;
};

std::vector<Cluster> cluster_equal(std::vector<LineWish> wishes) {
  std::sort(wishes.begin(), wishes.end(), [](const LineWish& a, const LineWish& b) {
    return a.coordinate != b.coordinate ? a.coordinate < b.coordinate : priority(a) < priority(b);
  });
  std::vector<Cluster> clusters;
  double first = 0.0;
  for (const LineWish& wish : wishes) {
    if (clusters.empty() || wish.coordinate - first > coordinate_rounding(wish.coordinate)) {
      clusters.push_back({wish, false});
      first = wish.coordinate;
      continue;
    }
    Cluster& cluster = clusters.back();
    if (cluster.best.cause != wish.cause) cluster.is_shared = true;
    if (priority(wish) < priority(cluster.best)) cluster.best = wish;
  }
  return clusters;
}

/// Which clusters keep their own line.
std::vector<bool> choose_lines(const std::vector<Cluster>& clusters, double tolerance) {
  std::vector<int> order(clusters.size());
  for (std::size_t c = 0; c < order.size(); ++c) order[c] = static_cast<int>(c);
  std::sort(order.begin(), order.end(),
            [&](int a, int b) { return priority(clusters[a].best) < priority(clusters[b].best); });
  // Two lines that are one tolerance apart, as written in a deck, stay two.
  const double reach = tolerance * (1.0 - 1e-9);
  std::map<double, int> accepted;
  std::vector<bool> is_line(clusters.size(), false);
  for (const int c : order) {
    const double coordinate = clusters[c].best.coordinate;
    const auto above = accepted.lower_bound(coordinate);
    if (above != accepted.end() && above->first - coordinate < reach) continue;
    if (above != accepted.begin() && coordinate - std::prev(above)->first < reach) continue;
    accepted.emplace(coordinate, c);
    is_line[c] = true;
  }
  return is_line;
}

}  // namespace

LineWishes collect_line_wishes(const Model& model) {
  return WishCollector(model).collect();
}

std::string describe(const Model& model, const Asker& asker) {
  switch (asker.kind) {
    case Asker::Kind::domain:
      return "the assembly";
    case Asker::Kind::body:
      return model.geometry.bodies[asker.index].name;
    case Asker::Kind::region:
      return "mesh region " + model.mesh.regions[asker.index].name;
    case Asker::Kind::boundary:
      return "boundary " + model.boundaries[asker.index].name;
    case Asker::Kind::support:
      return "support " + model.stress->supports[asker.index].name;
    case Asker::Kind::pressure:
      return "pressure " + model.stress->pressures[asker.index].name;
    case Asker::Kind::source:
      break;
  }
  return "the heat source on " + model.sources[asker.index].target;
}

HardLines merge_line_wishes(const Model& model, Axis axis, std::vector<LineWish> wishes, double tolerance) {
  const std::vector<Cluster> clusters = cluster_equal(std::move(wishes));
  const std::vector<bool> is_line = choose_lines(clusters, tolerance);
  HardLines result;
  std::vector<const Cluster*> winners;
  for (std::size_t c = 0; c < clusters.size(); ++c) {
    if (!is_line[c]) continue;
    winners.push_back(&clusters[c]);
    result.lines.push_back({clusters[c].best.coordinate, clusters[c].best.cause, clusters[c].is_shared});
  }
  int below = -1;  // index of the last line at or below the cluster
  for (std::size_t c = 0; c < clusters.size(); ++c) {
    if (is_line[c]) {
      ++below;
      continue;
    }
    const LineWish& moved = clusters[c].best;
    int line = std::max(below, 0);
    const int above = below + 1;
    if (above < static_cast<int>(winners.size()) && result.lines[above].coordinate - moved.coordinate <
                                                        moved.coordinate - result.lines[line].coordinate) {
      line = above;
    }
    HardLine& kept = result.lines[line];
    if (clusters[c].is_shared || kept.cause != moved.cause) kept.is_shared = true;
    result.merged.push_back({moved.coordinate, line});
    const double distance = std::abs(moved.coordinate - kept.coordinate);
    result.sentences.push_back(fmt::format("{} = {:.6g} um of {} merged into {:.6g} um of {}, {:.3g} um away",
                                           "xyz"[static_cast<int>(axis)], moved.coordinate * 1e6,
                                           describe(model, moved.asker), kept.coordinate * 1e6,
                                           describe(model, winners[line]->best.asker), distance * 1e6));
  }
  return result;
}

}  // namespace strata
