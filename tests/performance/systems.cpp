#include "tests/performance/systems.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "tests/performance/lateral_lines.hpp"

namespace strata::performance {
namespace {

constexpr double kMm = 1e-3;
constexpr double kUm = 1e-6;
constexpr double kSide = 60.0;        // of the package [mm]
constexpr double kContrast = 50.0;    // widest over narrowest cell of the graded meshes
constexpr double kGradedReach = 5.0;  // over this distance from a die edge the cells grow [mm]
constexpr double kAmbient = 313.15;   // [K]

// ------------------------------------------------------------------------------------------- along z

/// Over what of the package a slab reaches; `dies`: only where a die stands, which the dies see to.
enum class Extent { package, interposer, dies, lid };

/// Equal cells of one thickness.
struct Slab {
  const char* name;
  const char* material;
  Extent extent;
  double thickness;  // of one cell [um]
  int cells;
};

/// Bottom up: 64 cells of 1 to 500 um. Every die ends at one of the lines between `devices` and `gap`.
std::vector<Slab> slabs() {
  using enum Extent;
  const Slab dielectric{"dielectric", "dielectric", package, 30, 1}, plane{"plane", "copper", package, 15, 1};
  const Slab bond{"bond", "bond", dies, 10, 1}, dram{"dram", "silicon", dies, 40, 1};
  std::vector<Slab> all;
  for (int n = 0; n < 3; ++n) all.insert(all.end(), {dielectric, plane});
  all.push_back({"core", "core", package, 400, 2});
  for (int n = 0; n < 3; ++n) all.insert(all.end(), {plane, dielectric});
  all.insert(all.end(), {{"c4", "c4", interposer, 35, 2},
                         {"interposer", "silicon", interposer, 33, 3},
                         {"wiring", "wiring", interposer, 2, 1},
                         {"bumps", "bumps", dies, 20, 1},
                         {"devices", "wiring", dies, 1, 1},
                         {"base", "silicon", dies, 55, 1}});
  for (int n = 0; n < 12; ++n) all.insert(all.end(), {bond, dram});
  all.insert(all.end(), {{"cap", "silicon", dies, 60, 2},
                         {"gap", "tim", dies, 30, 2},
                         {"plating", "nickel", lid, 1, 1},
                         {"lid", "copper", lid, 400, 5},
                         {"paste", "paste", lid, 50, 2},
                         {"cold_plate", "aluminium", lid, 500, 5}});
  return all;
}

// ------------------------------------------------------------------------------------------- lateral

struct Span {
  double lower, upper;  // [mm]
};
constexpr std::array<Span, 3> kDieColumns{{{6.4, 17.1}, {18.3, 41.7}, {42.9, 53.6}}};
constexpr std::array<Span, 4> kMemoryRows{{{6.3, 16.9}, {18.8, 29.4}, {30.6, 41.2}, {43.1, 53.7}}};
constexpr std::array<Span, 2> kProcessorRows{{{6.3, 29.4}, {30.6, 53.7}}};
constexpr Span kInterposerX{5.2, 54.8}, kInterposerY{4.1, 55.7}, kLid{2.2, 57.8};

/// One of the ten dies.
struct Die {
  std::string name;
  Span x, y;
  int storeys;   // of a memory stack, each a bond line and a die; a processor is silicon throughout
  int cells;     // height above the bumps
  double power;  // [W]
};

/// Two processors in the middle, memory stacks of 4 to 11 storeys on both sides: ten heights.
std::vector<Die> dies() {
  std::vector<Die> all;
  all.reserve(10);
  constexpr std::array<int, 8> kStoreys{5, 8, 10, 6, 4, 11, 9, 7};
  for (int n = 0; n < 8; ++n) {
    all.push_back({fmt::format("memory{}", n), kDieColumns[n < 4 ? 0 : 2], kMemoryRows[n % 4], kStoreys[n],
                   2 + 2 * kStoreys[n], 14.0 + n});
  }
  all.push_back({"processor0", kDieColumns[1], kProcessorRows[0], 0, 28, 310.0});
  all.push_back({"processor1", kDieColumns[1], kProcessorRows[1], 0, 26, 240.0});
  return all;
}

std::vector<double> lines_of(const std::vector<Span>& spans) {
  std::vector<double> lines{0.0};
  lines.reserve(2 * spans.size() + 2);
  for (const Span& span : spans) {
    lines.push_back(span.lower * kMm);
    lines.push_back(span.upper * kMm);
  }
  lines.push_back(kSide * kMm);
  std::sort(lines.begin(), lines.end());
  lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  return lines;
}

std::vector<double> lateral_lines(const System& system, int n_cells, const std::vector<Span>& die_spans,
                                  const Span& interposer) {
  std::vector<Span> spans = die_spans;
  spans.insert(spans.end(), {interposer, kLid});
  const std::vector<double> hard = lines_of(spans);
  if (!system.is_graded) return even_lines(hard, n_cells);
  std::vector<double> edges;
  for (const Span& span : die_spans) edges.insert(edges.end(), {span.lower * kMm, span.upper * kMm});
  return graded_lines(hard, edges, n_cells, kGradedReach * kMm, kContrast);
}

// ------------------------------------------------------------------------------------------ the model

BulkMaterial bulk(double lateral, double vertical) {
  BulkMaterial material;
  material.conductivity = {ConstantLaw{lateral}, ConstantLaw{lateral}, ConstantLaw{vertical}};
  material.density = ConstantLaw{2000.0};
  material.heat_capacity = ConstantLaw{800.0};
  return material;
}

/// Adds bodies by the cell lines they lie between.
class PackageBuilder {
 public:
  PackageBuilder(const System& system, const Size& size) : system_(system) {
    add_lines(size);
    add_materials();
    result_.model.title = "performance: " + system.name;
    result_.model.geometry.domain = {{0.0, 0.0, 0.0},
                                     {kSide * kMm, kSide * kMm, result_.grid.lines[2].back()}};
    add_layers();
    for (const Die& die : dies()) add_die(die);
    add_boundaries();
  }

  MeshedModel take() { return std::move(result_); }

 private:
  void add_lines(const Size& size) {
    const std::vector<Span> columns(kDieColumns.begin(), kDieColumns.end());
    std::vector<Span> rows(kMemoryRows.begin(), kMemoryRows.end());
    rows.insert(rows.end(), kProcessorRows.begin(), kProcessorRows.end());
    result_.grid.lines[0] = lateral_lines(system_, size.side, columns, kInterposerX);
    result_.grid.lines[1] = lateral_lines(system_, size.side, rows, kInterposerY);
    std::vector<double>& z = result_.grid.lines[2];
    z.push_back(0.0);
    for (const Slab& slab : slabs()) {
      for (int n = 0; n < slab.cells; ++n) z.push_back(z.back() + slab.thickness * kUm);
    }
  }

  MaterialId material(const std::string& name) const {
    const auto& all = result_.model.materials;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Material& m) { return m.name == name; });
    return static_cast<MaterialId>(found - all.begin());
  }

  void add_material(const std::string& name, double lateral, double vertical) {
    result_.model.materials.push_back({name, "performance suite", bulk(lateral, vertical)});
  }

  void add_materials() {
    add_material("void", 0.0, 0.0);
    add_material("dielectric", 0.3, 0.3);
    add_material("copper", 400.0, 400.0);
    add_material("core", 18.0, 0.6);
    add_material("c4", 1.0, 22.0);
    add_material("silicon", 120.0, 120.0);
    add_material("wiring", 30.0, 2.0);
    add_material("bumps", 1.5, 12.0);
    add_material("bond", 1.0, 4.0);
    add_material("tim", 4.0, 4.0);
    add_material("nickel", 90.0, 90.0);
    add_material("paste", 5.0, 5.0);
    add_material("aluminium", 200.0, 200.0);
    add_material("via_matrix", 400.0 / 300.0, 400.0 / 300.0);
  }

  BodyIndex add_body(const std::string& name, const std::string& of, const Box& box) {
    Body body;
    body.name = name;
    body.material = material(of);
    body.box = box;
    result_.model.geometry.bodies.push_back(body);
    return static_cast<BodyIndex>(result_.model.geometry.bodies.size()) - 1;
  }

  Box box(const Span& x, const Span& y, int k0, int k1) const {
    const auto& z = result_.grid.lines[2];
    return {{x.lower * kMm, y.lower * kMm, z[k0]}, {x.upper * kMm, y.upper * kMm, z[k1]}};
  }

  /// What lies below and above the dies.
  void add_layers();
  void add_die(const Die& die);
  void add_bonds(const Die& die);
  void add_vias(const Die& die, const Box& whole);
  void add_source(BodyIndex devices, const Die& die);
  void add_boundaries();

  const System& system_;
  MeshedModel result_;
  int tier_ = 0;  // first cell layer of the dies
  int lid_ = 0;   // first cell layer above the gap over them
};

void PackageBuilder::add_layers() {
  const Span whole{0.0, kSide};
  int k = 0, number = 0;
  for (const Slab& slab : slabs()) {
    const int end = k + slab.cells;
    const std::string name = fmt::format("{}{}", slab.name, number++);
    if (slab.extent == Extent::package) add_body(name, slab.material, box(whole, whole, k, end));
    if (slab.extent == Extent::interposer) {
      add_body(name, slab.material, box(kInterposerX, kInterposerY, k, end));
    }
    if (slab.extent == Extent::lid) add_body(name, slab.material, box(kLid, kLid, k, end));
    if (slab.extent == Extent::dies && tier_ == 0) tier_ = end;  // above the bumps
    if (slab.extent == Extent::lid && lid_ == 0) lid_ = k;
    k = end;
  }
}

/// Bumps, devices, silicon or memory storeys, and what fills the gap up to the lid.
void PackageBuilder::add_die(const Die& die) {
  const int top = tier_ + die.cells;
  add_body(die.name + ".bumps", "bumps", box(die.x, die.y, tier_ - 1, tier_));
  const BodyIndex devices = add_body(die.name + ".devices", "wiring", box(die.x, die.y, tier_, tier_ + 1));
  const Box bulk = box(die.x, die.y, tier_ + 1, top);
  add_body(die.name, "silicon", bulk);
  add_bonds(die);
  add_body(die.name + ".tim", "tim", box(die.x, die.y, top, lid_));
  if (system_.has_tsvs) add_vias(die, bulk);
  add_source(devices, die);
}

void PackageBuilder::add_bonds(const Die& die) {
  for (int n = 0; n < die.storeys; ++n) {
    const int k = tier_ + 2 + 2 * n;
    add_body(fmt::format("{}.bond[{}]", die.name, n + 1), "bond", box(die.x, die.y, k, k + 1));
  }
}

/// Cells [lower, upper) of [first, last) whose centres lie between two coordinates; one cell at least.
std::array<int, 2> cells_between(const Grid& grid, Axis axis, int first, int last, const Span& metres) {
  int lower = first;
  while (lower < last - 1 && grid.centre(axis, lower) < metres.lower) ++lower;
  int upper = lower + 1;
  while (upper < last && grid.centre(axis, upper) < metres.upper) ++upper;
  return {lower, upper};
}

/// A block along one edge of the die in which every fourth column of cells is copper, staggered: one via is
/// one cell wide, whatever the mesh.
void PackageBuilder::add_vias(const Die& die, const Box& whole) {
  const Grid& grid = result_.grid;
  const CellRange cells = cells_of(grid, whole);
  const double width = whole.upper[0] - whole.lower[0], depth = whole.upper[1] - whole.lower[1];
  const auto x = cells_between(grid, Axis::x, cells.lower[0], cells.upper[0],
                               {whole.lower[0], whole.lower[0] + 0.4 * width});
  const auto y = cells_between(grid, Axis::y, cells.lower[1], cells.upper[1],
                               {whole.lower[1] + 0.15 * depth, whole.upper[1] - 0.15 * depth});
  const auto columns = [&](int i0, int i1, int j0, int j1) {
    return Box{{grid.lines[0][i0], grid.lines[1][j0], whole.lower[2]},
               {grid.lines[0][i1], grid.lines[1][j1], whole.upper[2]}};
  };
  const BodyIndex block = add_body(die.name + ".vias", "via_matrix", columns(x[0], x[1], y[0], y[1]));
  for (int j = y[0]; j < y[1]; ++j) {
    for (int i = x[0] + (j % 2 == 0 ? 0 : 2); i < x[1]; i += 4) {
      const BodyIndex via =
          add_body(fmt::format("{}.via.{}.{}", die.name, i, j), "copper", columns(i, i + 1, j, j + 1));
      result_.model.geometry.bodies[via].parent = block;
    }
  }
}

/// Heat of the device layer: a quarter of the die releases half of it.
void PackageBuilder::add_source(BodyIndex devices, const Die& die) {
  HeatSource source;
  source.target = die.name + ".devices";
  source.body = devices;
  source.region = result_.model.geometry.bodies[devices].box;
  source.power = die.power;
  const Box& b = source.region;
  const double x = 0.5 * (b.lower[0] + b.upper[0]), y = 0.5 * (b.lower[1] + b.upper[1]);
  source.map = {{{{b.lower[0], b.lower[1]}, {x, y}}, 0.5 * die.power},
                {{{x, b.lower[1]}, {b.upper[0], y}}, die.power / 6.0},
                {{{b.lower[0], y}, {b.upper[0], b.upper[1]}}, die.power / 3.0}};
  result_.model.sources.push_back(source);
}

void PackageBuilder::add_boundaries() {
  Boundary top;
  top.name = "top";
  top.face = Face::top;
  top.condition = Convection{5e4, kAmbient, {}, {}};
  Boundary bottom;
  bottom.name = "bottom";
  bottom.face = Face::bottom;
  bottom.condition = Convection{20.0, kAmbient, {}, {}};
  result_.model.boundaries = {top, bottom};
}

}  // namespace

const std::vector<Size>& sizes() {
  static const std::vector<Size> all{{"16k", 16}, {"64k", 32}, {"0.25M", 64},
                                     {"1M", 128}, {"4M", 256}, {"16M", 512}};
  return all;
}

const std::vector<System>& systems() {
  static const std::vector<System> all{
      {"package", "ten dies of different height under a lid, near-uniform lateral cells", false, false},
      {"graded", "the same with lateral cells 50:1, finest at the edges of the dies", true, false},
      {"tsv", "near-uniform cells, copper vias 300:1 in blocks of the dies", false, true},
      {"graded-tsv", "both: graded cells and vias", true, true}};
  return all;
}

MeshedModel build_system(const System& system, const Size& size) {
  return PackageBuilder(system, size).take();
}

}  // namespace strata::performance
