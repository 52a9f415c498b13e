#include "tests/performance/stress_systems.hpp"

#include <fmt/format.h>

#include "tests/performance/lateral_lines.hpp"

namespace strata::performance {
namespace {

constexpr double kMm = 1e-3;
constexpr double kGPa = 1e9;
constexpr double kDies = 5.0 * kMm, kFrame = 5.5 * kMm, kRim = 7.5 * kMm;  // half widths
constexpr double kStressFree = 438.15, kCold = 298.15;                     // [K]

/// Equal cells between hard lines, or finest along the edge of the dies.
std::vector<double> lateral_lines(const StressSystem& system, const StressSize& size) {
  const int all = size.dies + size.frame + size.rim;
  if (system.strip > 1.0) {
    constexpr double kReach = 0.5 * kMm;
    return graded_lines({0.0, kDies, kFrame, kRim}, {kDies}, all, kReach, system.strip);
  }
  std::vector<double> lines = even_lines({0.0, kDies}, size.dies);
  for (const auto& part : {even_lines({kDies, kFrame}, size.frame), even_lines({kFrame, kRim}, size.rim)})
    lines.insert(lines.end(), part.begin() + 1, part.end());
  return lines;
}

Material elastic(const std::string& name, Elasticity elasticity, double expansion) {
  BulkMaterial bulk;
  bulk.mechanics = Mechanics{std::move(elasticity),
                             {ConstantLaw{expansion}, ConstantLaw{expansion}, ConstantLaw{expansion}}};
  return {name, "performance suite", bulk, {}};
}

Material isotropic(const std::string& name, double youngs_modulus, double poisson_ratio, double expansion) {
  return elastic(name, IsotropicElasticity{ConstantLaw{youngs_modulus}, ConstantLaw{poisson_ratio}},
                 expansion);
}

std::vector<Material> materials() {
  const CubicElasticity silicon{ConstantLaw{165.7 * kGPa}, ConstantLaw{63.9 * kGPa}, ConstantLaw{79.6 * kGPa},
                                CrystalDirection::along_100};
  return {Material{"void", "", BulkMaterial{}, {}},        isotropic("substrate", 22.0 * kGPa, 0.30, 14e-6),
          isotropic("underfill", 8.0 * kGPa, 0.33, 28e-6), elastic("silicon", silicon, 2.6e-6),
          isotropic("bond", 10.0 * kGPa, 0.33, 25e-6),     isotropic("mold", 20.0 * kGPa, 0.30, 9e-6)};
}

/// Adds the layers from below, each one cell high but for the substrate's two.
class StackBuilder {
 public:
  StackBuilder(const StressSystem& system, const StressSize& size) {
    result_.model.title = "performance: " + system.name;
    result_.model.materials = materials();
    result_.model.solves_heat = false;
    Grid& grid = result_.plan.grid;
    grid.lines[0] = grid.lines[1] = lateral_lines(system, size);
    grid.lines[2] = {0.0, 0.15 * kMm};
    add("substrate", MaterialId{1}, 0.0, kRim, 0.30 * kMm);
    add("underfill", MaterialId{2}, top(), kFrame, 0.08 * kMm);
    const double tier = top();
    add("base", MaterialId{3}, tier, kDies, 0.06 * kMm);
    for (int n = 1; n <= 8; ++n) {
      add(fmt::format("bond[{}]", n), MaterialId{4}, top(), kDies, 0.015 * kMm);
      add(fmt::format("dram[{}]", n), MaterialId{3}, top(), kDies, 0.035 * kMm);
    }
    add_frame(tier);
    result_.model.geometry.domain = {{0.0, 0.0, 0.0}, {kRim, kRim, top()}};
    result_.model.geometry.symmetry = {Face::x_min, Face::y_min};
    StressAnalysis& stress = result_.model.stress.emplace();
    stress.stress_free_temperature = kStressFree;
    stress.temperatures = {kCold};
    stress.edge_distance = 0.05 * kMm;
  }

  StressCase take() { return std::move(result_); }

 private:
  double top() const { return result_.plan.grid.lines[2].back(); }

  void add(const std::string& name, MaterialId material, double bottom, double half_width, double thickness) {
    std::vector<double>& z = result_.plan.grid.lines[2];
    z.push_back(bottom + thickness);
    Body body;
    body.name = name;
    body.material = material;
    body.box = {{0.0, 0.0, bottom}, {half_width, half_width, z.back()}};
    result_.model.geometry.bodies.push_back(body);
  }

  /// Moulding compound around the dies: painted before them, so it goes first.
  void add_frame(double bottom) {
    Body body;
    body.name = "mold";
    body.material = MaterialId{5};
    body.box = {{0.0, 0.0, bottom}, {kFrame, kFrame, top()}};
    auto& bodies = result_.model.geometry.bodies;
    bodies.insert(bodies.begin(), body);
  }

  StressCase result_;
};

}  // namespace

std::int64_t StressSize::unknowns() const {
  constexpr std::int64_t kSubstratePlanes = 3, kPlanesAbove = 18;
  const std::int64_t frame_lines = dies + frame + 1;
  return 3 * (kSubstratePlanes * bottom_nodes() + kPlanesAbove * frame_lines * frame_lines);
}

std::int64_t StressSize::bottom_nodes() const {
  const std::int64_t lines = dies + frame + rim + 1;
  return lines * lines;
}

const std::vector<StressSize>& stress_sizes() {
  static const std::vector<StressSize> all{{"12k", 10, 2, 4},   {"44k", 20, 4, 8},    {"50k", 22, 4, 8},
                                           {"192k", 44, 8, 14}, {"566k", 76, 14, 24}, {"2M", 144, 28, 46}};
  return all;
}

const std::vector<StressSystem>& stress_systems() {
  static const std::vector<StressSystem> all{
      {"stack-8h", "a quarter of eight dies on a substrate, near-uniform lateral cells", 1.0},
      {"strips", "the same with lateral cells 20:1, finest along the edges of the dies", 20.0}};
  return all;
}

StressCase build_stress_system(const StressSystem& system, const StressSize& size) {
  return StackBuilder(system, size).take();
}

}  // namespace strata::performance
