#include "inputs/support_edges.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include <fmt/format.h>

#include "inputs/frame.hpp"
#include "inputs/outer_faces.hpp"

namespace strata {

namespace {

constexpr std::string_view kAxes = "xyz";

int normal_of(Face face) {
  return static_cast<int>(face) / 2;
}

bool is_upper(Face face) {
  return static_cast<int>(face) % 2 == 1;
}

/// Where two faces meet: a line along `axis`.
struct Edge {
  std::array<Face, 2> faces;
  int axis = 0;
};

struct Interval {
  double lower = 0.0;
  double upper = 0.0;
  double middle() const { return 0.5 * (lower + upper); }
};

/// The pieces into which the ends of intervals divide a line.
std::vector<Interval> pieces(const std::vector<Interval>& intervals) {
  std::vector<double> ends;
  for (const Interval& interval : intervals) {
    ends.push_back(interval.lower);
    ends.push_back(interval.upper);
  }
  std::sort(ends.begin(), ends.end());
  std::vector<Interval> result;
  for (std::size_t i = 1; i < ends.size(); ++i)
    if (ends[i] - ends[i - 1] > kPlaceSlack) result.push_back({ends[i - 1], ends[i]});
  return result;
}

bool covers(const Interval& interval, double place) {
  return interval.lower < place && place < interval.upper;
}

/// What holds a face along an edge.
struct Hold {
  Face face{};
  const Support* support = nullptr;  ///< null: a symmetry plane
  Interval along;
};

class EdgeChecker {
 public:
  EdgeChecker(BuildContext& context, const std::vector<Support>& supports, const Edge& edge)
      : context_(context), geometry_(context.model.geometry), supports_(supports), edge_(edge) {
    for (std::size_t side = 0; side < 2; ++side) holds_[side] = holds_of(side);
  }

  void check() {
    std::vector<Interval> intervals;
    for (const auto& holds : holds_)
      for (const Hold& hold : holds) intervals.push_back(hold.along);
    for (const Interval& piece : pieces(intervals)) {
      const Hold* a = last_at(holds_[0], piece.middle());
      const Hold* b = last_at(holds_[1], piece.middle());
      if (a != nullptr && b != nullptr && report(*a, *b, piece)) return;
    }
  }

 private:
  Interval whole() const { return {geometry_.domain.lower[edge_.axis], geometry_.domain.upper[edge_.axis]}; }

  std::vector<Hold> holds_of(std::size_t side) const {
    const Face face = edge_.faces[side];
    std::vector<Hold> holds;
    if (is_symmetric(geometry_, face)) holds.push_back({face, nullptr, whole()});
    for (const Support& support : supports_) {
      if (support.face != face) continue;
      const auto along = reach(support, edge_.faces[1 - side]);
      if (along) holds.push_back({face, &support, *along});
    }
    return holds;
  }

  /// The part of the edge that a support covers; empty where it does not come up to it.
  std::optional<Interval> reach(const Support& support, Face other) const {
    if (!support.patch) return whole();
    const int normal = normal_of(support.face);
    const int u = normal == 0 ? 1 : 0;  // a face's coordinates are the other two axes in their order
    const std::size_t along = edge_.axis == u ? 0 : 1;
    const std::size_t across = 1 - along;
    const Box& domain = geometry_.domain;
    const int other_axis = normal_of(other);
    const double gap = is_upper(other) ? domain.upper[other_axis] - support.patch->upper[across]
                                       : support.patch->lower[across] - domain.lower[other_axis];
    if (gap > kPlaceSlack) return std::nullopt;
    return Interval{support.patch->lower[along], support.patch->upper[along]};
  }

  static const Hold* last_at(const std::vector<Hold>& holds, double place) {
    const auto found = std::find_if(holds.rbegin(), holds.rend(),
                                    [&](const Hold& hold) { return covers(hold.along, place); });
    return found == holds.rend() ? nullptr : &*found;
  }

  std::optional<double> displacement(const Hold& hold, int axis) const {
    if (normal_of(hold.face) == axis && is_symmetric(geometry_, hold.face)) return 0.0;
    return hold.support == nullptr ? std::nullopt : hold.support->displacement[axis];
  }

  static std::string name(const Hold& hold) {
    if (hold.support != nullptr) return "support '" + hold.support->name + "'";
    const auto face = std::find_if(kOuterFaces.begin(), kOuterFaces.end(),
                                   [&](const NamedFace& named) { return named.face == hold.face; });
    return fmt::format("symmetry plane {}", face->name);
  }

  /// Reports what two holds disagree about, if they do, at the support that comes later in the deck.
  bool report(const Hold& a, const Hold& b, const Interval& piece) {
    if (!is_later(a, b)) return is_later(b, a) && report(b, a, piece);
    for (int axis = 0; axis < 3; ++axis) {
      const auto on_a = displacement(a, axis);
      const auto on_b = displacement(b, axis);
      if (!on_a || !on_b || *on_a == *on_b || !has_matter(piece)) continue;
      context_.diagnostics.error(
          a.support->position,
          fmt::format("{} gives {} along {} on the edge where it meets {}, which gives {}", name(a),
                      format_length(*on_a), kAxes[static_cast<std::size_t>(axis)], name(b),
                      format_length(*on_b)),
          "write 'free' for that direction in one of them");
      return true;
    }
    return false;
  }

  /// Symmetry planes come first: they are no supports. Two of them never disagree.
  static bool is_later(const Hold& a, const Hold& b) {
    if (a.support == nullptr || b.support == nullptr) return a.support != nullptr;
    const auto key = [](const Position& p) { return std::tie(p.file, p.line, p.column); };
    return key(a.support->position) > key(b.support->position);
  }

  /// Whether a body comes up to the edge somewhere in an interval; where bodies overlap the last one is
  /// there.
  bool has_matter(const Interval& piece) const {
    std::vector<std::pair<Interval, bool>> bodies;
    std::vector<Interval> intervals;
    for (const Body& body : geometry_.bodies) {
      if (!touches(body.box, edge_.faces[0]) || !touches(body.box, edge_.faces[1])) continue;
      const Interval along{std::max(body.box.lower[edge_.axis], piece.lower),
                           std::min(body.box.upper[edge_.axis], piece.upper)};
      if (along.upper - along.lower <= kPlaceSlack) continue;
      bodies.emplace_back(along, body.material != kVoid);
      intervals.push_back(along);
    }
    const std::vector<Interval> parts = pieces(intervals);
    return std::any_of(parts.begin(), parts.end(), [&](const Interval& part) {
      const auto last = std::find_if(bodies.rbegin(), bodies.rend(),
                                     [&](const auto& body) { return covers(body.first, part.middle()); });
      return last != bodies.rend() && last->second;
    });
  }

  bool touches(const Box& box, Face face) const {
    const int axis = normal_of(face);
    const double gap = is_upper(face) ? geometry_.domain.upper[axis] - box.upper[axis]
                                      : box.lower[axis] - geometry_.domain.lower[axis];
    return gap <= kPlaceSlack;
  }

  BuildContext& context_;
  const Geometry& geometry_;
  const std::vector<Support>& supports_;
  Edge edge_;
  std::array<std::vector<Hold>, 2> holds_;
};

/// The common part of two rectangles; empty where they do not even share an edge.
std::optional<Rectangle> common(const Rectangle& a, const Rectangle& b) {
  Rectangle both;
  double longest = 0.0;
  for (std::size_t c = 0; c < 2; ++c) {
    both.lower[c] = std::max(a.lower[c], b.lower[c]);
    both.upper[c] = std::min(a.upper[c], b.upper[c]);
    if (both.upper[c] < both.lower[c] - kPlaceSlack) return std::nullopt;
    longest = std::max(longest, both.upper[c] - both.lower[c]);
  }
  if (longest <= kPlaceSlack) return std::nullopt;
  return both;
}

/// Reports two supports of one face whose displacements jump where the later one ends inside the earlier one
/// or beside it. Where a third one lies over that line nothing is said: the mesh decides.
class SeamChecker {
 public:
  SeamChecker(BuildContext& context, const std::vector<Support>& supports)
      : context_(context), supports_(supports) {}

  void check() {
    for (std::size_t later = 1; later < supports_.size(); ++later)
      for (std::size_t earlier = 0; earlier < later; ++earlier)
        if (supports_[later].face == supports_[earlier].face && check_pair(earlier, later)) break;
  }

 private:
  Rectangle area(const Support& support) const {
    return support.patch.value_or(outline(context_.model.geometry.domain, support.face));
  }

  bool check_pair(std::size_t earlier, std::size_t later) {
    const Support& a = supports_[earlier];
    const Support& b = supports_[later];
    const auto seam = common(area(a), area(b));
    if (!seam || contains(area(b), area(a))) return false;
    for (std::size_t i = 0; i < supports_.size(); ++i)
      if (i > earlier && i != later && supports_[i].face == a.face && common(area(supports_[i]), *seam))
        return false;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const std::optional<double>& on_a = a.displacement[axis];
      const std::optional<double>& on_b = b.displacement[axis];
      if (!on_a || !on_b || *on_a == *on_b) continue;
      context_.diagnostics.error(
          b.position,
          fmt::format("support '{}' gives {} along {} and support '{}', where it ends, {}", b.name,
                      format_length(*on_b), kAxes[axis], a.name, format_length(*on_a)),
          "displacements do not jump: leave a gap between the two, or write 'free'");
      return true;
    }
    return false;
  }

  BuildContext& context_;
  const std::vector<Support>& supports_;
};

void check_symmetry(BuildContext& context, const Support& support) {
  const int axis = normal_of(support.face);
  const auto& across = support.displacement[axis];
  if (!is_symmetric(context.model.geometry, support.face) || !across || *across == 0.0) return;
  context.diagnostics.error(
      support.position,
      fmt::format("support '{}' moves a symmetry plane by {} across itself; nothing crosses such a plane",
                  support.name, format_length(*across)),
      "write 0 um or 'free' for that direction");
}

}  // namespace

void check_support_edges(BuildContext& context) {
  if (!context.model.stress || !context.exact_geometry) return;
  const std::vector<Support>& supports = context.model.stress->supports;
  for (const Support& support : supports) check_symmetry(context, support);
  if (supports.empty()) return;
  SeamChecker(context, supports).check();
  for (std::size_t i = 0; i < kOuterFaces.size(); ++i)
    for (std::size_t j = i + 1; j < kOuterFaces.size(); ++j) {
      const Face a = kOuterFaces[i].face, b = kOuterFaces[j].face;
      if (normal_of(a) == normal_of(b)) continue;
      EdgeChecker(context, supports, {{a, b}, 3 - normal_of(a) - normal_of(b)}).check();
    }
}

}  // namespace strata
