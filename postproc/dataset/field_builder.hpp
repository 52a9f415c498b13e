// Fields of one sample on the grid of the dataset, from what was gathered on the native one.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "postproc/dataset/material_fields.hpp"
#include "postproc/dataset/native_fields.hpp"
#include "postproc/dataset/resampler.hpp"

namespace strata {

/// Where matter is: what all fields of one solution share, and solutions of one geometry too.
struct MatterOnGrid {
  Resampler resampler;
  std::vector<std::uint16_t> material;  ///< native
  std::vector<double> solid;            ///< native: 1 or 0
  std::vector<double> fraction;         ///< of new cells

  MatterOnGrid(const GridLines& from, const GridLines& to) : resampler(from, to) {}
  /// Looks at the materials of a solution; nothing is computed where they are the last ones.
  void set_material(const std::vector<std::uint16_t>& ids);
};

/// What solutions of models that share their set-up (solver/shared_setup.hpp) have in common.
struct SetupFields {
  std::optional<ThermalProperties> thermal;
  std::map<std::string, std::vector<double>> fields;  ///< on the new grid, those without temperatures in them
};

/// Borrows all that it is given.
class FieldBuilder {
 public:
  FieldBuilder(const SolutionView& view, const NativeFields& native, const NativeStress* stress,
               MatterOnGrid& matter, SetupFields& setup);

  /// A field of known_dataset_fields() in its units, (x, y, z[, component[, component]]).
  std::vector<double> build(const std::string& name);

 private:
  std::vector<double> make(const std::string& name);
  bool follows_from_setup(const std::string& name);
  std::vector<double> temperature();
  std::vector<double> power_density();
  std::vector<double> conductivity(int axis);
  std::vector<double> heat_capacity();
  std::vector<double> film(Face face);
  std::vector<double> material_id();
  std::vector<double> solid_fraction();
  std::vector<double> elastic(std::vector<double> ElasticFields::*field);
  std::vector<double> von_mises();
  std::vector<double> displacement();
  std::vector<double> stress();
  std::vector<double> over_matter(const std::vector<double>& native_field, double empty);
  const ThermalProperties& thermal();
  const ElasticFields& elasticity();

  const SolutionView& view_;
  const NativeFields& native_;
  const NativeStress* stress_;
  MatterOnGrid& matter_;
  SetupFields& setup_;
  std::optional<ElasticFields> elasticity_;
  std::vector<double> native_k_xx_;  ///< kept for the other axes, which are often alike
  std::vector<double> k_xx_;         ///< on the new grid, likewise
};

}  // namespace strata
