#include "synthetic_case.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "meshes/rasterize.hpp"

namespace strata::test {
namespace {

constexpr double kMm = 1e-3;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Box box_mm(std::array<double, 3> lower, std::array<double, 3> upper) {
  Box box;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    box.lower[axis] = lower[axis] * kMm;
    box.upper[axis] = upper[axis] * kMm;
  }
  return box;
}

Body make_body(const std::string& name, std::uint16_t material, const Box& box, int placement = -1) {
  Body body;
  body.name = name;
  body.material = MaterialId{material};
  body.box = box;
  body.placement = placement;
  return body;
}

Material bulk(const std::string& name) {
  return {name, "made up for a test", BulkMaterial{}, {}};
}

/// Heat of a sheet in the cell beside it [W/m^3].
double sheet_density(const Grid& grid, BodyIndex body, int k) {
  if (body == 1 && k == 2) return 1e6 / grid.spacing(Axis::z, k);
  if (body == 2 && k == 4) return 0.5e6 / grid.spacing(Axis::z, k);
  return 0.0;
}

void fill_cells(SyntheticCase& c) {
  const Window& window = c.partition.window();
  const Grid& grid = c.plan.grid;
  c.heat.material.resize(static_cast<std::size_t>(c.partition.n_owned()));
  c.heat.temperature.resize(c.heat.material.size());
  c.heat.power_density.resize(c.heat.material.size());
  SlabPainter painter(c.model.geometry, grid, window);
  for (int k = 0; k < c.partition.nz(); ++k) {
    const auto& slab = painter.paint(k);
    for (int j = 0; j < window.ny(); ++j) {
      for (int i = 0; i < window.nx(); ++i) {
        const BodyIndex body = slab[static_cast<std::size_t>(std::int64_t{j} * window.nx() + i)];
        const auto cell = static_cast<std::size_t>(owned_index(i, j, k, window.nx(), c.partition.nz()));
        const bool is_void = body == kNoBody;
        c.heat.material[cell] = is_void
                                    ? 0
                                    : static_cast<std::uint16_t>(
                                          c.model.geometry.bodies[static_cast<std::size_t>(body)].material);
        c.heat.temperature[cell] =
            is_void ? kNan
                    : linear_temperature(grid.centre(Axis::x, window.i0 + i),
                                         grid.centre(Axis::y, window.j0 + j), grid.centre(Axis::z, k));
        c.heat.power_density[cell] = is_void ? kNan : sheet_density(grid, body, k);
      }
    }
  }
}

ActiveFace make_face(const SyntheticCase& c, BodyIndex body, int k_line, double flux) {
  const Grid& grid = c.plan.grid;
  const Window& window = c.partition.window();
  const CellRange range = cells_of(grid, c.model.geometry.bodies[static_cast<std::size_t>(body)].box);
  ActiveFace face;
  face.body = body;
  face.k_line = k_line;
  face.lower = {std::max(range.lower[0], window.i0), std::max(range.lower[1], window.j0)};
  face.upper = {std::min(range.upper[0], window.i1), std::min(range.upper[1], window.j1)};
  if (face.lower[0] >= face.upper[0] || face.lower[1] >= face.upper[1]) {
    face.lower = face.upper = {0, 0};
    return face;
  }
  for (int j = face.lower[1]; j < face.upper[1]; ++j) {
    for (int i = face.lower[0]; i < face.upper[0]; ++i) {
      const bool is_painted_over = body == 2 && i == 2 && j == 1;
      face.temperature.push_back(is_painted_over
                                     ? kNan
                                     : linear_temperature(grid.centre(Axis::x, i), grid.centre(Axis::y, j),
                                                          grid.lines[2][static_cast<std::size_t>(k_line)]));
      face.power.push_back(is_painted_over ? 0.0
                                           : flux * grid.spacing(Axis::x, i) * grid.spacing(Axis::y, j));
    }
  }
  return face;
}

using Layers = std::vector<std::vector<BodyIndex>>;  ///< bodies by layer and column

bool is_solid(const Layers& layers, std::size_t column, int k) {
  return k >= 0 && k < static_cast<int>(layers.size()) &&
         layers[static_cast<std::size_t>(k)][column] != kNoBody;
}

Layers painted(const SyntheticCase& c, const Window& window) {
  SlabPainter painter(c.model.geometry, c.plan.grid, window);
  Layers layers;
  for (int k = 0; k < c.partition.nz(); ++k) layers.push_back(painter.paint(k));
  return layers;
}

CellStress linear_stress(double x, double z, double factor) {
  CellStress stress{};
  for (std::size_t n = 0; n < stress.size(); ++n) {
    stress[n] = static_cast<float>(factor * 1e6 * (static_cast<double>(n) + 1.0 + (x + 10.0 * z) / kMm));
  }
  return stress;
}

void fill_displacement(const SyntheticCase& c, double factor, StressStep& step) {
  const Partition nodes = Partition::nodes_of(c.partition);
  const Grid& grid = c.plan.grid;
  const Window& mine = nodes.window();
  const Window whole{0, grid.n_cells(Axis::x), 0, grid.n_cells(Axis::y)};
  const auto layers = painted(c, whole);
  const auto touches_matter = [&](int i, int j, int k) {
    for (int n = 0; n < 8; ++n) {
      const int ci = i - n % 2, cj = j - n / 2 % 2, ck = k - n / 4;
      if (ci < 0 || ci >= whole.i1 || cj < 0 || cj >= whole.j1) continue;
      const auto column =
          static_cast<std::size_t>(cj) * static_cast<std::size_t>(whole.nx()) + static_cast<std::size_t>(ci);
      if (is_solid(layers, column, ck)) return true;
    }
    return false;
  };
  step.displacement.assign(3 * static_cast<std::size_t>(nodes.n_owned()), kNan);
  for (int k = 0; k < nodes.nz(); ++k) {
    for (int j = mine.j0; j < mine.j1; ++j) {
      for (int i = mine.i0; i < mine.i1; ++i) {
        if (!touches_matter(i, j, k)) continue;
        const double x = grid.lines[0][static_cast<std::size_t>(i)],
                     y = grid.lines[1][static_cast<std::size_t>(j)];
        const double square = (x - 3 * kMm) * (x - 3 * kMm) + (y - 2 * kMm) * (y - 2 * kMm);
        const auto node =
            3 * static_cast<std::size_t>(owned_index(i - mine.i0, j - mine.j0, k, mine.nx(), nodes.nz()));
        step.displacement[node] = factor * 2e-3 * x;
        step.displacement[node + 1] = factor * -1e-3 * y;
        step.displacement[node + 2] = factor * (1e-3 * x - 0.5 * kCurvature * square);
      }
    }
  }
}

void fill_stress(const SyntheticCase& c, double factor, StressStep& step) {
  const Grid& grid = c.plan.grid;
  const Window& window = c.partition.window();
  const auto layers = painted(c, window);
  const auto n_cells = static_cast<std::size_t>(c.partition.n_owned());
  constexpr auto kNanf = std::numeric_limits<float>::quiet_NaN();
  CellStress none{};
  none.fill(kNanf);
  for (auto* field : {&step.stress, &step.stress_bottom, &step.stress_top}) field->assign(n_cells, none);
  step.interface_traction.assign(n_cells, {kNanf, kNanf, kNanf});
  for (int k = 0; k < c.partition.nz(); ++k) {
    const double low = grid.lines[2][static_cast<std::size_t>(k)];
    const double high = grid.lines[2][static_cast<std::size_t>(k) + 1];
    for (int j = 0; j < window.ny(); ++j) {
      for (int i = 0; i < window.nx(); ++i) {
        const auto column =
            static_cast<std::size_t>(j) * static_cast<std::size_t>(window.nx()) + static_cast<std::size_t>(i);
        if (!is_solid(layers, column, k)) continue;
        const auto cell = static_cast<std::size_t>(owned_index(i, j, k, window.nx(), c.partition.nz()));
        const double x = grid.centre(Axis::x, window.i0 + i), y = grid.centre(Axis::y, window.j0 + j);
        step.stress[cell] = linear_stress(x, 0.5 * (low + high), factor);
        step.stress_bottom[cell] = linear_stress(x, low, factor);
        step.stress_top[cell] = linear_stress(x, high, factor);
        if (!is_solid(layers, column, k - 1)) continue;
        step.interface_traction[cell] = {static_cast<float>(factor * 1e6 * x / kMm), 0.0F,
                                         static_cast<float>(factor * -2e6 * y / kMm)};
      }
    }
  }
}

StressStep make_load_case(const SyntheticCase& c, const std::string& name, double temperature,
                          double factor) {
  StressStep step;
  step.name = name;
  step.temperature = temperature;
  fill_displacement(c, factor, step);
  fill_stress(c, factor, step);
  step.support_force = 3e-9;
  step.imbalance = factor * 1e-10;
  step.iterations = 12;
  step.relative_residual = 5e-9;
  return step;
}

}  // namespace

void add_stress(SyntheticCase& c) {
  StressAnalysis analysis;
  analysis.stress_free_temperature = 438.15;
  analysis.under_solved_heat = true;
  analysis.temperatures = {298.15};
  analysis.edge_distance = 0.6 * kMm;
  analysis.warpage = {{"bottom", {}, kNoBody, Face::bottom, ReferencePlane::least_squares},
                      {"lid.bottom", {}, 4, Face::bottom, ReferencePlane::corners},
                      {"chip.dram[1].top", {}, 2, Face::top, ReferencePlane::least_squares}};
  c.model.stress = analysis;
  StressSolution solution;
  solution.steps = {make_load_case(c, "operating", kNan, 1.0), make_load_case(c, "25 degC", 298.15, 2.0)};
  solution.convergence = {612, 24, 1, "exact field", ""};
  solution.n_rigid_motions = 6;
  solution.warnings = {"'copper' was used outside its range"};
  c.stress = std::move(solution);
}

StressAnalysis& analysis_of(SyntheticCase& c) {
  if (!c.model.stress) throw std::logic_error("a case without stress");
  return *c.model.stress;
}

StressSolution& solution_of(SyntheticCase& c) {
  if (!c.stress) throw std::logic_error("a case without stress");
  return *c.stress;
}

void take_heat_away(SyntheticCase& c) {
  const std::vector<std::uint16_t> material = c.heat.material;
  c.heat = HeatSolution{};
  c.heat.material = material;
  c.model.solves_heat = false;
  c.model.boundaries.clear();
  c.model.limits.clear();
  analysis_of(c).under_solved_heat = false;
  std::vector<StressStep>& steps = solution_of(c).steps;
  steps.erase(steps.begin());
}

double linear_temperature(double x, double y, double z) {
  return 300.0 + (x + 10.0 * y + 100.0 * z) / kMm;
}

Model synthetic_model() {
  Model model;
  model.title = "Synthetic chip, 2 dies";
  model.materials = {bulk("void"), bulk("silicon"), bulk("copper")};
  model.geometry.domain = box_mm({0, 0, 0}, {6, 4, 2.5});
  model.geometry.placements = {{"chip", "stack", box_mm({1, 1, 1}, {5, 3, 2}), 90, true}};
  auto& bodies = model.geometry.bodies;
  bodies.push_back(make_body("substrate", 1, box_mm({0, 0, 0}, {6, 4, 1})));
  bodies.push_back(make_body("chip.base", 1, box_mm({1, 1, 1}, {5, 3, 1.5}), 0));
  bodies.back().active = Face::bottom;
  bodies.push_back(make_body("chip.dram[1]", 1, box_mm({1, 1, 1.5}, {5, 3, 2}), 0));
  bodies.back().active = Face::top;
  bodies.push_back(make_body("chip.dram[1].tsv", 2, box_mm({2, 1, 1.5}, {3, 2, 2}), 0));
  bodies.back().kind = BodyKind::block;
  bodies.back().parent = 2;
  bodies.push_back(make_body("lid", 2, box_mm({0, 0, 2}, {6, 4, 2.5})));

  const auto limit = [](const std::string& pattern, std::vector<BodyIndex> of, std::optional<Face> face,
                        double kelvin) {
    return Limit{Selection{pattern, {}, std::move(of), face}, kelvin};
  };
  model.limits = {limit("chip*", {1, 2, 3}, std::nullopt, 535.0),
                  limit("chip.base.active", {1}, Face::bottom, 429.0),
                  limit("lid.top", {4}, Face::top, 570.0), limit("substrate.x_min", {0}, Face::x_min, 400.0)};
  model.sources_text.files = {{"chip.yaml", {"strata: 1", "title: Synthetic chip, 2 dies"}}};
  model.resolved_deck = "strata: 1\ntitle: \"Synthetic chip, 2 dies\"\n";
  model.warnings = {{Severity::warning, {0, 2, 8, 1}, "this is only a test", ""}};
  return model;
}

GridPlan synthetic_plan() {
  GridPlan plan;
  plan.grid.lines = {std::vector<double>{0, 1, 2, 3, 5, 6}, std::vector<double>{0, 1, 2, 3, 4},
                     std::vector<double>{0, 0.5, 1, 1.25, 1.5, 2, 2.5}};
  for (auto& axis : plan.grid.lines) {
    for (double& line : axis) line *= kMm;
  }
  return plan;
}

SyntheticCase::SyntheticCase(MPI_Comm comm)
    : model(synthetic_model()), plan(synthetic_plan()), partition(comm, plan.grid) {
  fill_cells(*this);
  heat.active_faces = {make_face(*this, 1, 2, 1e6), make_face(*this, 2, 5, 0.5e6)};
  heat.boundaries = {{"top", 24e-6, 10.0, 330.0, true},
                     {"exposed", 20e-6, 1.5, 350.0, true},
                     {"adiabatic", 30e-6, 0.0, kNan, false}};
  heat.balance = {11.5, 11.5, 11.5, 1e-10, 1e-11, 1e-8, false};
  heat.convergence.corrections = 3;
  heat.convergence.iterations = 42;
  heat.convergence.relative_residual = 2e-9;
  heat.convergence.residual_history = {1.0, 1e-4, 2e-9};
  heat.convergence.method = "exact field";
  heat.reference_temperature = 300.0;
  heat.warnings = {"'silicon' was used outside its range"};
}

}  // namespace strata::test
