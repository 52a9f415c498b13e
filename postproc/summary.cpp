#include "postproc/summary.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "postproc/tally.hpp"

namespace strata {
namespace {

struct HotPoint {
  double temperature = -std::numeric_limits<double>::infinity();
  std::array<double, 3> position{};
  BodyIndex body = kNoBody;

  void add(const HotPoint& other) {
    if (other.temperature > temperature) *this = other;
  }
};

/// Turns tallies by body into what people ask for.
class Summarizer {
 public:
  explicit Summarizer(const SolutionView& view)
      : grid_(view.plan.grid), model_(view.model), heat_(view.heat), face_of_body_(bodies().size()) {
    for (std::size_t n = 0; n < heat_.active_faces.size(); ++n) {
      face_of_body_[static_cast<std::size_t>(heat_.active_faces[n].body)] = n;
    }
    tallies_ = tally(view, find_probes());
  }

  void fill_bodies(Summary& summary) const {
    std::vector<CellTally> with_blocks = tallies_.bodies;
    for (std::size_t b = 0; b < bodies().size(); ++b) {
      for (BodyIndex up = bodies()[b].parent; up != kNoBody;
           up = bodies()[static_cast<std::size_t>(up)].parent) {
        with_blocks[static_cast<std::size_t>(up)].add(tallies_.bodies[b]);
      }
    }
    for (std::size_t b = 0; b < bodies().size(); ++b) {
      const Body& body = bodies()[b];
      BodySummary entry{body.name, body.kind, model_.materials[static_cast<std::size_t>(body.material)].name,
                        placement_name(body), make_stats(with_blocks[b], {static_cast<BodyIndex>(b)})};
      const std::optional<std::size_t>& face = face_of_body_[b];
      if (face) summary.dies.push_back(make_die(body, *face, entry.stats.power));
      summary.bodies.push_back(std::move(entry));
    }
  }

  void fill_placements(Summary& summary) const {
    const auto& placements = model_.geometry.placements;
    std::vector<CellTally> sums(placements.size());
    std::vector<std::vector<BodyIndex>> members(placements.size());
    for (std::size_t b = 0; b < bodies().size(); ++b) {
      if (bodies()[b].placement < 0) continue;
      sums[static_cast<std::size_t>(bodies()[b].placement)].add(tallies_.bodies[b]);
      members[static_cast<std::size_t>(bodies()[b].placement)].push_back(static_cast<BodyIndex>(b));
    }
    for (std::size_t p = 0; p < placements.size(); ++p) {
      summary.placements.push_back({placements[p].name, placements[p].part, make_stats(sums[p], members[p])});
    }
  }

  void fill_totals(Summary& summary) const {
    HotPoint hottest;
    for (std::size_t b = 0; b < bodies().size(); ++b) {
      summary.solid_cells += tallies_.bodies[b].cells;
      summary.power += tallies_.bodies[b].power;
      hottest.add(hottest_of(static_cast<BodyIndex>(b)));
    }
    if (hottest.body == kNoBody) return;
    summary.hottest = {hottest.temperature, hottest.position, name(hottest.body)};
  }

  void fill_limits(Summary& summary) const {
    std::size_t probe = 0;
    for (const Limit& limit : model_.limits) {
      HotPoint hottest;
      for (const BodyIndex body : limit.target.bodies) {
        if (!limit.target.face) {
          hottest.add(hottest_of(body));
        } else if (is_active_face(body, *limit.target.face)) {
          hottest.add(hottest_of_face(body));
        } else {
          hottest.add(cell_point(tallies_.sides[probe++], body));
        }
      }
      LimitSummary entry;
      entry.target = limit.target.pattern;
      entry.limit = limit.temperature;
      if (hottest.body != kNoBody) {
        entry.reached = hottest.temperature;
        entry.where = name(hottest.body);
        entry.position = hottest.position;
        entry.exceeded = hottest.temperature > limit.temperature;
      }
      summary.limits.push_back(std::move(entry));
    }
  }

 private:
  const std::vector<Body>& bodies() const { return model_.geometry.bodies; }
  const std::string& name(BodyIndex body) const { return bodies()[static_cast<std::size_t>(body)].name; }
  std::string placement_name(const Body& body) const {
    return body.placement < 0 ? ""
                              : model_.geometry.placements[static_cast<std::size_t>(body.placement)].name;
  }
  bool is_active_face(BodyIndex body, Face face) const {
    return face_of_body_[static_cast<std::size_t>(body)] &&
           bodies()[static_cast<std::size_t>(body)].active == face;
  }

  std::vector<SideProbe> find_probes() const {
    std::vector<SideProbe> probes;
    for (const Limit& limit : model_.limits) {
      if (!limit.target.face) continue;
      for (const BodyIndex body : limit.target.bodies) {
        if (!is_active_face(body, *limit.target.face)) probes.push_back({body, *limit.target.face});
      }
    }
    return probes;
  }

  HotPoint cell_point(const Peak& peak, BodyIndex body) const {
    if (!peak.found()) return {};
    const int nx = grid_.n_cells(Axis::x), ny = grid_.n_cells(Axis::y);
    const auto i = static_cast<int>(peak.place % nx);
    const auto j = static_cast<int>(peak.place / nx % ny);
    const auto k = static_cast<int>(peak.place / nx / ny);
    return {peak.value, {grid_.centre(Axis::x, i), grid_.centre(Axis::y, j), grid_.centre(Axis::z, k)}, body};
  }

  HotPoint hottest_of_face(BodyIndex body) const {
    const auto face = face_of_body_[static_cast<std::size_t>(body)];
    if (!face || !tallies_.faces[*face].maximum.found()) return {};
    const Peak& peak = tallies_.faces[*face].maximum;
    const int nx = grid_.n_cells(Axis::x);
    const auto i = static_cast<int>(peak.place % nx);
    const auto j = static_cast<int>(peak.place / nx);
    const auto k_line = static_cast<std::size_t>(heat_.active_faces[*face].k_line);
    return {peak.value, {grid_.centre(Axis::x, i), grid_.centre(Axis::y, j), grid_.lines[2][k_line]}, body};
  }

  /// Over the cells a body owns itself and its active face.
  HotPoint hottest_of(BodyIndex body) const {
    HotPoint hottest = cell_point(tallies_.bodies[static_cast<std::size_t>(body)].maximum, body);
    hottest.add(hottest_of_face(body));
    return hottest;
  }

  TemperatureStats make_stats(const CellTally& tally, const std::vector<BodyIndex>& members) const {
    TemperatureStats stats;
    if (tally.cells == 0) return stats;
    HotPoint hottest = cell_point(tally.maximum, kNoBody);
    for (const BodyIndex body : members) hottest.add(hottest_of_face(body));
    stats.cells = tally.cells;
    stats.volume = tally.volume;
    if (!model_.solves_heat) return stats;
    stats.power = tally.power;
    stats.minimum = tally.minimum;
    stats.mean = tally.temperature_volume / tally.volume;
    stats.maximum = hottest.temperature;
    stats.maximum_position = hottest.position;
    return stats;
  }

  /// Of the limits on a body as a whole or on its active face; NaN without one.
  double lowest_limit(BodyIndex body, std::optional<Face> active) const {
    double lowest = std::numeric_limits<double>::quiet_NaN();
    for (const Limit& limit : model_.limits) {
      const std::vector<BodyIndex>& members = limit.target.bodies;
      if (limit.target.face && limit.target.face != active) continue;
      if (std::find(members.begin(), members.end(), body) == members.end()) continue;
      lowest = std::fmin(lowest, limit.temperature);
    }
    return lowest;
  }

  DieSummary make_die(const Body& body, std::size_t face, double power) const {
    DieSummary die;
    die.name = body.name;
    die.placement = placement_name(body);
    die.power = power;
    die.limit = lowest_limit(heat_.active_faces[face].body, body.active);
    const FaceTally& tally = tallies_.faces[face];
    if (!tally.maximum.found()) return die;
    const HotPoint hottest = hottest_of_face(heat_.active_faces[face].body);
    die.junction_max = hottest.temperature;
    die.junction_position = hottest.position;
    die.junction_mean = tally.temperature_area / tally.area;
    return die;
  }

  const Grid& grid_;
  const Model& model_;
  const HeatSolution& heat_;
  std::vector<std::optional<std::size_t>> face_of_body_;
  Tallies tallies_;
};

std::string one_line(const Diagnostic& diagnostic, const SourceFiles& sources) {
  const Position& position = diagnostic.position;
  const auto file = static_cast<std::size_t>(position.file);
  if (position.file < 0 || file >= sources.files.size()) return diagnostic.message;
  return sources.files[file].name + ':' + std::to_string(position.line) + ':' +
         std::to_string(position.column) + ": " + diagnostic.message;
}

/// Solver warnings may differ from rank to rank: everybody's, in the order of ranks, each once.
std::vector<std::string> gather_warnings(MPI_Comm comm, const std::vector<std::string>& mine) {
  int n_ranks = 1;
  MPI_Comm_size(comm, &n_ranks);
  std::string packed;
  for (const auto& warning : mine) packed += warning + '\0';
  const int length = static_cast<int>(packed.size());
  std::vector<int> lengths(static_cast<std::size_t>(n_ranks)), offsets(lengths.size());
  MPI_Allgather(&length, 1, MPI_INT, lengths.data(), 1, MPI_INT, comm);
  std::exclusive_scan(lengths.begin(), lengths.end(), offsets.begin(), 0);
  std::string all(static_cast<std::size_t>(offsets.back() + lengths.back()), '\0');
  MPI_Allgatherv(packed.data(), length, MPI_CHAR, all.data(), lengths.data(), offsets.data(), MPI_CHAR, comm);
  std::vector<std::string> warnings;
  for (std::size_t start = 0; start < all.size();) {
    const std::string warning(all.c_str() + start);
    if (std::find(warnings.begin(), warnings.end(), warning) == warnings.end()) warnings.push_back(warning);
    start += warning.size() + 1;
  }
  return warnings;
}

void add_stress(const SolutionView& view, Summary& summary) {
  std::vector<double> mean_temperatures;
  mean_temperatures.reserve(summary.bodies.size());
  for (const BodySummary& body : summary.bodies) mean_temperatures.push_back(body.stats.mean);
  summary.stress = summarize_stress(view, mean_temperatures);
  for (std::string& warning : gather_warnings(view.partition.comm(), view.stress->warnings)) {
    summary.warnings.push_back(std::move(warning));
  }
  const std::vector<std::string>& more = summary.stress->warnings;
  summary.warnings.insert(summary.warnings.end(), more.begin(), more.end());
}

}  // namespace

bool Summary::any_limit_exceeded() const {
  return std::any_of(limits.begin(), limits.end(), [](const LimitSummary& limit) { return limit.exceeded; });
}

void add_transient(Summary& summary, TransientSummary transient) {
  for (std::size_t n = 0; n < summary.limits.size(); ++n) {
    const TemperatureCourse& course = transient.limits[n];
    LimitSummary& limit = summary.limits[n];
    if (!std::isfinite(course.highest)) continue;
    limit.reached = course.highest;
    limit.time = course.highest_time;
    limit.where = transient.limit_places[n];
    limit.position.reset();
    limit.exceeded = course.highest > limit.limit;
  }
  summary.transient = std::move(transient);
}

Summary summarize(const SolutionView& view) {
  Summary summary;
  summary.title = view.model.title;
  summary.has_heat = view.model.solves_heat;
  const Grid& grid = view.plan.grid;
  summary.cells_per_axis = {grid.n_cells(Axis::x), grid.n_cells(Axis::y), grid.n_cells(Axis::z)};
  summary.cells = grid.n_cells();
  summary.ranks = view.partition.n_ranks();
  summary.reference_temperature = view.heat.reference_temperature;
  summary.boundaries = view.heat.boundaries;
  summary.balance = view.heat.balance;
  summary.convergence = view.heat.convergence;
  summary.timings = view.heat.timings;
  summary.superposition = view.heat.superposition;
  summary.merged_lines = view.plan.merged;
  for (const Diagnostic& warning : view.model.warnings) {
    summary.warnings.push_back(one_line(warning, view.model.sources_text));
  }
  const auto solver_warnings = gather_warnings(view.partition.comm(), view.heat.warnings);
  summary.warnings.insert(summary.warnings.end(), solver_warnings.begin(), solver_warnings.end());

  const Summarizer summarizer(view);
  summarizer.fill_totals(summary);
  summarizer.fill_bodies(summary);
  summarizer.fill_placements(summary);
  summarizer.fill_limits(summary);
  if (view.stress != nullptr) add_stress(view, summary);
  return summary;
}

}  // namespace strata
