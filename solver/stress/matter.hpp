// What the cells of a box are as elastic bodies: classes of material and stress-free temperature, and from
// them and the temperatures of a load case the stiffness and free strain of every cell.
#pragma once

#include <optional>
#include <vector>

#include "meshes/partition.hpp"
#include "physics/elastic_cell.hpp"
#include "physics/mechanical_material.hpp"
#include "solver/stress/elastic_system.hpp"

namespace strata {

/// The stress analysis of a model that has one; throws Error(internal) else.
const StressAnalysis& stress_analysis(const Model& model);

/// [K]; the body's goes before the material's, and that before the analysis'. \param body  may be kNoBody
double stress_free_temperature(const Model& model, BodyIndex body, std::uint16_t material);

/// Temperatures of a box's cells, by NodeBox::cell [K].
struct CellTemperatures {
  double uniform = 0.0;
  std::vector<double> mean;  ///< empty: `uniform` everywhere
  /// Half the difference across the cell along x, y, z.
  std::vector<std::array<float, 3>> half_difference;

  bool is_uniform() const { return mean.empty(); }
};

class Matter {
 public:
  /// Throws DeckError where a cell's material has no mechanics. Borrows the model.
  Matter(const Model& model, const Grid& grid, const Partition& cells, const NodeBox& box);

  /// Every class has one stiffness at all temperatures.
  bool has_constant_stiffness() const { return has_constant_stiffness_; }

  /// Cells whose stiffness depends on temperature get entries of their own unless the temperature is uniform.
  StiffnessField stiffness(const CellTemperatures& temperatures) const;

  /// Free strain of a cell, which is not void.
  CellThermalStrain<double> thermal_strain(std::int64_t cell, const CellTemperatures& temperatures) const;

  bool is_void(std::int64_t cell) const { return class_of_cell_[static_cast<std::size_t>(cell)] == kNoClass; }

 private:
  struct Class {
    const MechanicalMaterial* material;
    double stress_free_temperature;  ///< [K]
  };
  static constexpr std::uint16_t kNoClass = 0xffff;

  std::vector<std::optional<MechanicalMaterial>> mechanics_;
  std::vector<Class> classes_;
  std::vector<std::uint16_t> class_of_cell_;
  bool has_constant_stiffness_ = true;
};

}  // namespace strata
