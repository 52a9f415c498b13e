#include "inputs/jedec/board.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "inputs/error.hpp"
#include "inputs/material_library.hpp"

namespace strata {
namespace {

constexpr double kTrace = 70e-6;  // [m] 2 oz copper outside
constexpr double kPlane = 35e-6;  // [m] 1 oz copper inside
constexpr double kPrepreg = 0.36e-3;
constexpr double kBoardThickness = 1.6e-3;
constexpr double kTraceCoverage = 0.2;  // of the outer layers by copper
constexpr double kCopper = 390.0;       // [W/(m.K)]

struct BoardLayer {
  const char* name;
  double thickness;
  double coverage;  ///< by copper
};

constexpr double kCore = kBoardThickness - 2.0 * (kTrace + kPlane + kPrepreg);
constexpr BoardLayer kLayers[] = {{"bottom_trace", kTrace, kTraceCoverage},
                                  {"lower_prepreg", kPrepreg, 0.0},
                                  {"lower_plane", kPlane, 1.0},
                                  {"core", kCore, 0.0},
                                  {"upper_plane", kPlane, 1.0},
                                  {"upper_prepreg", kPrepreg, 0.0},
                                  {"top_trace", kTrace, kTraceCoverage}};

/// The board without its copper; the card holds constants.
BulkMaterial resin() {
  const LibraryMaterial* card = find_library_material("fr4");
  const std::optional<BulkMaterial> bulk = card != nullptr ? card->bulk : std::nullopt;
  if (!bulk) throw std::logic_error("the material library has lost its 'fr4'");
  return *bulk;
}

void shift_box(Box& box, const std::array<double, 3>& by) {
  for (int axis = 0; axis < 3; ++axis) {
    box.lower[axis] += by[axis];
    box.upper[axis] += by[axis];
  }
}

void shift_raster(Raster& raster, const std::array<double, 3>& by) {
  for (Tile& tile : raster) {
    for (int axis = 0; axis < 2; ++axis) {
      tile.area.lower[axis] += by[axis];
      tile.area.upper[axis] += by[axis];
    }
  }
}

}  // namespace

TestBoard test_board_for(const std::array<double, 2>& package) {
  struct Size {
    double package;
    TestBoard board;
  };
  const Size sizes[] = {{40e-3, {"JESD51-9, 101.5 x 114.5 mm", {101.5e-3, 114.5e-3}}},
                        {65e-3, {"JESD51-9, 127 x 139.5 mm", {127e-3, 139.5e-3}}},
                        {90e-3, {"JESD51-9, 152.5 x 165 mm", {152.5e-3, 165e-3}}}};
  const double longest = std::max(package[0], package[1]);
  for (const Size& size : sizes) {
    if (longest <= size.package * (1.0 + 1e-9)) return size.board;
  }
  throw Error(
      ExitCode::deck,
      fmt::format("the package is {:.1f} mm long; JESD51-9 has boards for up to 90 mm. theta_jctop and "
                  "theta_jcbot need no board",
                  longest * 1e3));
}

BoardMount::BoardMount(const Model& package) : model_(package) {
  const Box& domain = package.geometry.domain;
  board_ = test_board_for({domain.upper[0], domain.upper[1]});
  std::array<double, 3> shift{0.5 * (board_.size[0] - domain.upper[0]),
                              0.5 * (board_.size[1] - domain.upper[1]), kBoardThickness};
  package_ = {{shift[0], shift[1]}, {shift[0] + domain.upper[0], shift[1] + domain.upper[1]}};
  move_package(shift);
  refine_package();
  add_board();
}

void BoardMount::move_package(const std::array<double, 3>& shift) {
  Geometry& geometry = model_.geometry;
  geometry.domain.upper = {board_.size[0], board_.size[1], geometry.domain.upper[2] + shift[2]};
  for (Body& body : geometry.bodies) shift_box(body.box, shift);
  for (Placement& placement : geometry.placements) shift_box(placement.box, shift);
  for (MeshRegion& region : model_.mesh.regions) shift_box(region.box, shift);
  for (Contact& contact : model_.contacts) shift_raster(contact.resistance_map, shift);
  for (HeatSource& source : model_.sources) {
    shift_box(source.region, shift);
    shift_raster(source.map, shift);
  }
}

void BoardMount::refine_package() {
  constexpr double kBoardSpacing = 3e-3;  // [m]
  constexpr double kBoardLayerSpacing = 0.25e-3;
  constexpr double kGrowth = 1.3;
  MeshControls& mesh = model_.mesh;
  MeshRegion region;
  region.name = "jedec_package";
  region.box = {{package_.lower[0], package_.lower[1], kBoardThickness},
                {package_.upper[0], package_.upper[1], model_.geometry.domain.upper[2]}};
  if (mesh.lateral > 0.0) region.lateral = mesh.lateral;
  if (mesh.max_thickness > 0.0) region.max_thickness = mesh.max_thickness;
  mesh.regions.insert(mesh.regions.begin(), region);
  mesh.lateral = std::max(mesh.lateral, kBoardSpacing);
  mesh.max_thickness = std::max(mesh.max_thickness, kBoardLayerSpacing);
  mesh.growth = mesh.growth > 1.0 ? std::min(mesh.growth, kGrowth) : kGrowth;
}

BodyIndex BoardMount::add_body(const std::string& name, BodyKind kind, MaterialId material, const Box& box) {
  Body body;
  body.name = name;
  body.kind = kind;
  body.material = material;
  body.box = box;
  model_.geometry.bodies.push_back(body);
  return static_cast<BodyIndex>(model_.geometry.bodies.size()) - 1;
}

/// Copper over a share of a layer: in parallel in the plane, in series across (Wiener's bounds).
MaterialId BoardMount::add_copper_layer(const std::string& name, double coverage) {
  BulkMaterial bulk = resin();
  for (int axis = 0; axis < 3; ++axis) {
    const double k = std::get<ConstantLaw>(bulk.conductivity[axis]).value;
    const double parallel = coverage * kCopper + (1.0 - coverage) * k;
    const double series = 1.0 / (coverage / kCopper + (1.0 - coverage) / k);
    bulk.conductivity[axis] = ConstantLaw{axis < 2 ? parallel : series};
  }
  Material material;
  material.name = name;
  material.source = "JESD51-9 2s2p";
  material.definition = bulk;
  model_.materials.push_back(material);
  return static_cast<MaterialId>(model_.materials.size() - 1);
}

void BoardMount::add_board() {
  double z = 0.0;
  BodyIndex layer = kNoBody;
  for (const BoardLayer& spec : kLayers) {
    const std::string name = std::string("jedec_board.") + spec.name;
    const MaterialId material = add_copper_layer(name, spec.coverage);
    layer = add_body(name, BodyKind::layer, material,
                     {{0.0, 0.0, z}, {board_.size[0], board_.size[1], z + spec.thickness}});
    z += spec.thickness;
  }
  add_probe(layer);
}

/// A square millimetre of the top trace, its centre 1 mm beside the middle of the package's longest side.
void BoardMount::add_probe(BodyIndex trace) {
  constexpr double kDistance = 1e-3, kHalf = 0.5e-3;
  const int along = package_.upper[0] - package_.lower[0] > package_.upper[1] - package_.lower[1] ? 0 : 1;
  const int across = 1 - along;
  const Body layer = model_.geometry.bodies[static_cast<std::size_t>(trace)];
  Box box = layer.box;
  const double middle = 0.5 * (package_.lower[along] + package_.upper[along]);
  box.lower[along] = middle - kHalf;
  box.upper[along] = middle + kHalf;
  box.lower[across] = package_.upper[across] + kDistance - kHalf;
  box.upper[across] = package_.upper[across] + kDistance + kHalf;
  const BodyIndex probe = add_body(jedec::kBoardProbe, BodyKind::block, layer.material, box);
  Body& body = model_.geometry.bodies[static_cast<std::size_t>(probe)];
  body.parent = trace;
  body.active = Face::top;
}

std::vector<Rectangle> BoardMount::add_ring(double distance) {
  const Rectangle inner{{package_.lower[0] - distance, package_.lower[1] - distance},
                        {package_.upper[0] + distance, package_.upper[1] + distance}};
  const auto& size = board_.size;
  std::vector<Rectangle> ring{{{0.0, 0.0}, {size[0], inner.lower[1]}},
                              {{0.0, inner.upper[1]}, {size[0], size[1]}},
                              {{0.0, inner.lower[1]}, {inner.lower[0], inner.upper[1]}},
                              {{inner.upper[0], inner.lower[1]}, {size[0], inner.upper[1]}}};
  const MaterialId copper = add_copper_layer("jedec_ring", 1.0);
  for (std::size_t n = 0; n < ring.size(); ++n) {
    const Rectangle& r = ring[n];
    add_body(fmt::format("jedec_ring[{}]", n + 1), BodyKind::layer, copper,
             {{r.lower[0], r.lower[1], kBoardThickness},
              {r.upper[0], r.upper[1], model_.geometry.domain.upper[2]}});
  }
  return ring;
}

}  // namespace strata
