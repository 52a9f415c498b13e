#include "solver/stress/matter.hpp"

#include <map>

#include <fmt/format.h>

#include "inputs/error.hpp"
#include "meshes/rasterize.hpp"
#include "solver/report_errors.hpp"

namespace strata {
namespace {

constexpr std::size_t kMaxClasses = 0xfffe;

[[noreturn]] void refuse_material(const Model& model, const Body& body, MaterialId id) {
  const Material& material = model.materials[static_cast<std::size_t>(id)];
  throw Error(
      ExitCode::deck,
      fmt::format("'{}' is made of '{}', which lacks elastic constants or expansion: give the material "
                  "youngs_modulus, poisson_ratio and expansion",
                  body.name, material.name));
}

}  // namespace

const StressAnalysis& stress_analysis(const Model& model) {
  if (!model.stress) throw Error(ExitCode::internal, "the model asks for no stress");
  return *model.stress;
}

double stress_free_temperature(const Model& model, BodyIndex body, std::uint16_t material) {
  if (body != kNoBody) {
    const auto& own = model.geometry.bodies[static_cast<std::size_t>(body)].stress_free_temperature;
    if (own) return *own;
  }
  return model.materials[material].stress_free_temperature.value_or(
      stress_analysis(model).stress_free_temperature);
}

Matter::Matter(const Model& model, const Grid& grid, const Partition& cells, const NodeBox& box)
    : mechanics_(resolve_mechanics(model)) {
  const auto materials = Kokkos::create_mirror_view_and_copy(
      Kokkos::HostSpace(), rasterize_materials(model.geometry, grid, cells));
  const Window& owned = cells.window();
  const Window seen{box.i0, box.i0 + box.cells_x(), box.j0, box.j0 + box.cells_y()};
  SlabPainter painter(model.geometry, grid, seen);
  std::map<std::pair<std::uint16_t, double>, std::uint16_t> known;
  class_of_cell_.assign(static_cast<std::size_t>(box.n_cells()), kNoClass);

  const auto class_of = [&](std::uint16_t id, BodyIndex body) {
    const double stress_free = stress_free_temperature(model, body, id);
    const auto [entry, is_new] =
        known.try_emplace({id, stress_free}, static_cast<std::uint16_t>(classes_.size()));
    if (!is_new) return entry->second;
    if (!mechanics_[id])
      refuse_material(model, model.geometry.bodies[static_cast<std::size_t>(body)], MaterialId{id});
    if (classes_.size() == kMaxClasses)
      throw RefusedError("there are more pairs of material and stress-free temperature than 65534");
    classes_.push_back({&*mechanics_[id], stress_free});
    has_constant_stiffness_ = has_constant_stiffness_ && mechanics_[id]->has_constant_stiffness();
    return entry->second;
  };
  for (int k = 0; k < box.cells_z(); ++k) {
    const std::vector<BodyIndex>& bodies = painter.paint(k);
    std::size_t column = 0;
    for (int j = seen.j0; j < seen.j1; ++j)
      for (int i = seen.i0; i < seen.i1; ++i, ++column) {
        const auto id =
            materials.data()[ghosted_index(i - owned.i0, j - owned.j0, k, owned.nx(), cells.nz())];
        if (id == 0 || bodies[column] == kNoBody) continue;
        class_of_cell_[static_cast<std::size_t>(box.cell(i - seen.i0, j - seen.j0, k))] =
            class_of(id, bodies[column]);
      }
  }
}

StiffnessField Matter::stiffness(const CellTemperatures& temperatures) const {
  StiffnessField field;
  for (const Class& of : classes_) field.list.push_back(of.material->stiffness(temperatures.uniform));
  field.of_cell.reserve(class_of_cell_.size());
  for (std::size_t cell = 0; cell < class_of_cell_.size(); ++cell) {
    const std::uint16_t index = class_of_cell_[cell];
    if (index == kNoClass) {
      field.of_cell.push_back(StiffnessField::kVoidCell);
    } else if (temperatures.is_uniform() || classes_[index].material->has_constant_stiffness()) {
      field.of_cell.push_back(index);
    } else {
      field.of_cell.push_back(static_cast<std::int32_t>(field.list.size()));
      field.list.push_back(classes_[index].material->stiffness(temperatures.mean[cell]));
    }
  }
  return field;
}

CellThermalStrain<double> Matter::thermal_strain(std::int64_t cell,
                                                 const CellTemperatures& temperatures) const {
  const auto index = static_cast<std::size_t>(cell);
  const Class& of = classes_[class_of_cell_[index]];
  CellThermalStrain<double> strain{};
  const auto from_rest = [&](double T) { return of.material->thermal_strain(of.stress_free_temperature, T); };
  if (temperatures.is_uniform()) {
    const auto mean = from_rest(temperatures.uniform);
    for (int i = 0; i < 3; ++i) strain.mean[i] = mean[static_cast<std::size_t>(i)];
    return strain;
  }
  const double T = temperatures.mean[index];
  const auto mean = from_rest(T);
  for (int i = 0; i < 3; ++i) strain.mean[i] = mean[static_cast<std::size_t>(i)];
  for (int axis = 0; axis < 3; ++axis) {
    const double half = temperatures.half_difference[index][static_cast<std::size_t>(axis)];
    const auto across = of.material->thermal_strain(T - half, T + half);
    for (int i = 0; i < 3; ++i) strain.slope[axis][i] = 0.5 * across[static_cast<std::size_t>(i)];
  }
  return strain;
}

}  // namespace strata
