// T13, axis-aligned part: a linear field in an orthotropic body is exact on any grid; and an orthotropic body
// equals an isotropic one with its axes stretched by sqrt(k/k_a).
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "tests/verification/solved_model.hpp"
#include "tests/verification/suite.hpp"

namespace strata::verification {
namespace {

constexpr std::array<double, 3> kConductivity{120.0, 30.0, 5.0};  // [W/(m.K)]
constexpr std::array<double, 3> kGradient{4e3, -7e3, 3e4};        // [K/m]
constexpr double kAtOrigin = 350.0;                               // [K]
constexpr double kTopFilm = 2e4;                                  // [W/(m^2.K)]

double linear_field(double x, double y, double z) {
  return kAtOrigin + kGradient[0] * x + kGradient[1] * y + kGradient[2] * z;
}

/// Every face but the top takes its constant flux; the top sees an ambient that varies with the field.
std::string patch_deck() {
  std::string deck =
      "strata: 1\nmaterials:\n" +
      material_card("orthotropic", fmt::format("[{} W/(m.K), {} W/(m.K), {} W/(m.K)]", kConductivity[0],
                                               kConductivity[1], kConductivity[2])) +
      "assembly:\n  size: [5 mm, 4 mm]\n  stack:\n"
      "    - {name: lower, thickness: 0.3 mm, material: orthotropic,\n"
      "       blocks: [{name: a, at: [0.4 mm, 0.3 mm], size: [1.1 mm, 0.9 mm]},\n"
      "                {name: b, at: [1.9 mm, 1 mm], size: [0.7 mm, 2.2 mm]}]}\n"
      "    - {name: upper, thickness: 1 mm, material: orthotropic}\n"
      "boundaries:\n";
  const std::array<std::array<const char*, 2>, 3> faces{
      {{"x_min", "x_max"}, {"y_min", "y_max"}, {"bottom", ""}}};
  for (int axis = 0; axis < 3; ++axis) {
    const double flux_up = -kConductivity[axis] * kGradient[axis];
    deck += fmt::format("  {}: {{heat_flux: {:.17g} W/m^2}}\n", faces[axis][0], flux_up);
    if (axis < 2) deck += fmt::format("  {}: {{heat_flux: {:.17g} W/m^2}}\n", faces[axis][1], -flux_up);
  }
  deck += fmt::format("  top: {{convection: {{film_coefficient: {:.17g} W/(m^2.K), ambient: 300 K}}}}\n",
                      kTopFilm);
  return deck +
         "mesh: {lateral: 0.5 mm, per_layer: {max_thickness: 300 um}}\nsolver: {relative_tolerance: 1e-13}\n";
}

std::vector<Record> run_patch(MPI_Comm comm) {
  Model model = load_model_text(patch_deck(), "verification.yaml");
  const Grid grid = plan_grid(model).grid;
  const double top = model.geometry.domain.upper[2];
  const double excess = -kConductivity[2] * kGradient[2] / kTopFilm;  // surface over ambient
  for (Boundary& boundary : model.boundaries) {
    if (boundary.name != "top") continue;
    Raster& ambient = std::get<Convection>(boundary.condition).ambient_map;
    for (int j = 0; j < grid.n_cells(Axis::y); ++j) {
      for (int i = 0; i < grid.n_cells(Axis::x); ++i) {
        const double surface = linear_field(grid.centre(Axis::x, i), grid.centre(Axis::y, j), top);
        ambient.push_back(
            {{{grid.lines[0][i], grid.lines[1][j]}, {grid.lines[0][i + 1], grid.lines[1][j + 1]}},
             surface - excess});
      }
    }
  }
  const SolvedModel solved = solve(std::move(model), comm);
  double largest = 0.0;
  for (int k = 0; k < grid.n_cells(Axis::z); ++k) {
    for (int j = 0; j < grid.n_cells(Axis::y); ++j) {
      for (int i = 0; i < grid.n_cells(Axis::x); ++i) {
        const double exact =
            linear_field(grid.centre(Axis::x, i), grid.centre(Axis::y, j), grid.centre(Axis::z, k));
        largest = std::max(largest, std::abs(solved.at(i, j, k) - exact));
      }
    }
  }
  const double range = 4e3 * 5e-3 + 7e3 * 4e-3 + 3e4 * 1.3e-3;
  return {vanishing("largest deviation from the linear field, uneven grid", "K", largest, 1e-10 * range)};
}

/// A heated block on a cooled body, all lengths along axis a times stretch[a]; only a film on the top.
std::string stretched_deck(const std::array<double, 3>& conductivity, const std::array<double, 3>& stretch) {
  const auto mm = [&](int axis, double value) { return fmt::format("{:.17g} mm", value * stretch[axis]); };
  const double area = stretch[0] * stretch[1];
  return "strata: 1\nmaterials:\n" +
         material_card("body", fmt::format("[{:.17g} W/(m.K), {:.17g} W/(m.K), {:.17g} W/(m.K)]",
                                           conductivity[0], conductivity[1], conductivity[2])) +
         "assembly:\n  size: [" + mm(0, 6.0) + ", " + mm(1, 5.0) +
         "]\n  stack:\n    - {name: lower, thickness: " + mm(2, 0.4) +
         ", material: body, blocks: [{name: hot, at: [" + mm(0, 1.0) + ", " + mm(1, 1.5) + "], size: [" +
         mm(0, 1.5) + ", " + mm(1, 1.0) + "]}]}\n    - {name: upper, thickness: " + mm(2, 0.6) +
         ", material: body}\npower: [{target: lower.hot, total: " +
         fmt::format("{:.17g} W", 3.0 * area * stretch[2]) +
         "}]\nboundaries:\n  top: {convection: {film_coefficient: " +
         fmt::format("{:.17g} W/(m^2.K)", 5e3 * stretch[2]) + ", ambient: 300 K}}\n";
}

/// Mesh controls are the same for all axes, so the lines come from one cell per stretch of 0.5 mm in both
/// bodies.
Model with_lines(Model model, const std::array<double, 3>& stretch) {
  const std::array<int, 2> n{12, 10};
  std::vector<Body> lines;
  for (int axis = 0; axis < 2; ++axis) {
    for (int i = 0; i < n[axis]; ++i) {
      Body body;
      body.name = fmt::format("line_{}_{}", axis, i);
      body.material = model.geometry.bodies.front().material;
      body.box = model.geometry.domain;
      body.box.lower[axis] = 0.5e-3 * stretch[axis] * i;
      body.box.upper[axis] = 0.5e-3 * stretch[axis] * (i + 1);
      lines.push_back(body);
    }
  }
  // In front, so that what the deck describes is painted over them; indices of bodies move up with them.
  const auto shift = static_cast<BodyIndex>(lines.size());
  for (Body& body : model.geometry.bodies) {
    if (body.parent != kNoBody) body.parent += shift;
  }
  for (HeatSource& source : model.sources) source.body += shift;
  model.geometry.bodies.insert(model.geometry.bodies.begin(), lines.begin(), lines.end());
  model.mesh.lateral = 1.0;
  model.mesh.max_thickness = 1.0;
  model.mesh.min_cells_per_layer = 3;
  model.mesh.growth = 0.0;
  model.solver.relative_tolerance = 1e-12;
  return model;
}

std::vector<Record> run_stretched(MPI_Comm comm) {
  // x_a' = s_a x_a with s_a = sqrt(k / k_a) leaves the power density as it is and turns the film h into h
  // s_z.
  constexpr double kIsotropic = 30.0;
  std::array<double, 3> stretch{};
  for (int axis = 0; axis < 3; ++axis) stretch[axis] = std::sqrt(kIsotropic / kConductivity[axis]);
  const std::array<double, 3> none{1.0, 1.0, 1.0};
  const SolvedModel orthotropic =
      solve(with_lines(load_model_text(stretched_deck(kConductivity, none), "orthotropic.yaml"), none), comm);
  const SolvedModel isotropic = solve(
      with_lines(
          load_model_text(stretched_deck({kIsotropic, kIsotropic, kIsotropic}, stretch), "isotropic.yaml"),
          stretch),
      comm);
  const double rise = orthotropic.highest() - 300.0;
  return {vanishing("orthotropic body against its stretched isotropic twin", "K",
                    largest_difference(orthotropic.temperature, isotropic.temperature), 1e-9 * rise)};
}

std::vector<Record> run_anisotropic(MPI_Comm comm) {
  std::vector<Record> records = run_patch(comm);
  for (Record& record : run_stretched(comm)) records.push_back(std::move(record));
  return records;
}

}  // namespace

std::vector<Case> anisotropic_cases() {
  return {{"T13", "Orthotropic conduction along the axes, k = 120, 30, 5 W/(m.K)",
           "linear field and stretching of the axes, exact", run_anisotropic}};
}

}  // namespace strata::verification
