#include "postproc/model_groups.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <string>
#include <vector>

#include "postproc/labels.hpp"

namespace strata {
namespace {

void write_grid(Hdf5File& file, const Grid& grid) {
  static constexpr std::array<const char*, 3> axes{"x", "y", "z"};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::string path = std::string("/grid/") + axes[axis];
    file.write(path, grid.lines[axis]);
    describe(file, path, "m", "grid lines; cell n lies between line n and line n + 1");
  }
}

void write_materials(Hdf5File& file, const Model& model) {
  std::vector<std::string> names, sources;
  for (const Material& material : model.materials) {
    names.push_back(material.name);
    sources.push_back(material.source);
  }
  file.write("/materials/names", names);
  file.set_attribute("/materials/names", "long_name", "material names; the index is the id, 0 is void");
  file.write("/materials/sources", sources);
  file.set_attribute("/materials/sources", "long_name", "where the properties come from");
  std::vector<std::uint16_t> named(model.materials.size());
  std::iota(named.begin(), named.end(), std::uint16_t{0});
  for (const DensityMap& map : model.geometry.density_maps)
    std::fill_n(named.begin() + static_cast<int>(map.first_class), map.n_classes,
                static_cast<std::uint16_t>(map.material));
  file.write("/materials/named", named);
  file.set_attribute("/materials/named", "long_name",
                     "id of the material the deck names: another one for classes of a metal map");
}

void write_boxes(Hdf5File& file, const std::string& group, const std::vector<Box>& boxes) {
  std::vector<double> lower, upper;
  for (const Box& box : boxes) {
    lower.insert(lower.end(), box.lower.begin(), box.lower.end());
    upper.insert(upper.end(), box.upper.begin(), box.upper.end());
  }
  file.write(group + "/lower", lower, {boxes.size(), 3});
  describe(file, group + "/lower", "m", "lower corner: x, y, z");
  file.write(group + "/upper", upper, {boxes.size(), 3});
  describe(file, group + "/upper", "m", "upper corner: x, y, z");
}

void write_bodies(Hdf5File& file, const Geometry& geometry) {
  std::vector<std::string> names, kinds, active;
  std::vector<std::int32_t> placements, parents;
  std::vector<std::uint16_t> materials;
  std::vector<Box> boxes;
  for (const Body& body : geometry.bodies) {
    names.push_back(body.name);
    kinds.emplace_back(body_kind_name(body.kind));
    active.emplace_back(body.active ? face_name(*body.active) : "");
    placements.push_back(body.placement);
    parents.push_back(body.parent);
    materials.push_back(static_cast<std::uint16_t>(body.material));
    boxes.push_back(body.box);
  }
  const std::string group = "/geometry/bodies";
  file.write(group + "/name", names);
  file.write(group + "/kind", kinds);
  file.write(group + "/active", active);
  file.write(group + "/placement", placements);
  file.write(group + "/parent", parents);
  file.write(group + "/material", materials);
  write_boxes(file, group, boxes);
  file.set_attribute(group, "long_name", "boxes in paint order: where two overlap, the later one is there");
}

void write_placements(Hdf5File& file, const Geometry& geometry) {
  std::vector<std::string> names, parts;
  std::vector<std::int32_t> rotations, flips;
  std::vector<Box> boxes;
  for (const Placement& placement : geometry.placements) {
    names.push_back(placement.name);
    parts.push_back(placement.part);
    rotations.push_back(placement.rotate);
    flips.push_back(placement.flip ? 1 : 0);
    boxes.push_back(placement.box);
  }
  const std::string group = "/geometry/placements";
  file.write(group + "/name", names);
  file.write(group + "/part", parts);
  file.write(group + "/rotate", rotations);
  file.set_attribute(group + "/rotate", "units", "degree");
  file.write(group + "/flip", flips);
  write_boxes(file, group, boxes);
}

void write_geometry(Hdf5File& file, const Geometry& geometry) {
  write_bodies(file, geometry);
  write_placements(file, geometry);
  write_boxes(file, "/geometry/domain", {geometry.domain});
  std::vector<std::string> symmetry;
  symmetry.reserve(geometry.symmetry.size());
  for (const Face face : geometry.symmetry) symmetry.emplace_back(face_name(face));
  file.write("/geometry/symmetry", symmetry);
}

}  // namespace

void describe(Hdf5File& file, const std::string& path, const char* units, const char* long_name) {
  file.set_attribute(path, "units", units);
  file.set_attribute(path, "long_name", long_name);
}

void write_model_groups(Hdf5File& file, const Model& model, const Grid& grid) {
  write_grid(file, grid);
  write_materials(file, model);
  write_geometry(file, model.geometry);
}

}  // namespace strata
