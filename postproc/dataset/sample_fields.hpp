// From a solution to a sample: fields gathered, material laws evaluated at the temperature of each cell,
// resampled to the grid of the dataset (resampler.hpp) and converted to the units of the files.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "postproc/dataset/dataset.hpp"
#include "postproc/dataset/native_fields.hpp"

namespace strata {

/// Makes samples one after another. What solutions on equal grids or of equal materials have in common
/// (overlaps, solid fractions) is computed once.
///
/// On the grid of the dataset: power_density and rho_cp are volume means, void counting as 0 (integrals are
/// those of the native grid to rounding), k_xx and k_yy too; k_zz is the mean in the plane, layer by layer,
/// then the series rule through the layers that hold matter; temperatures, displacements and stresses are
/// means over the matter in a cell, and without any the reference temperature and 0; youngs_modulus is a
/// volume mean, poisson_ratio and expansion are means over matter, all three those of the material in the
/// plane of the layers; material_id is the material with most of the matter; htc_top and htc_bottom are area
/// means of the film coefficient on the outer face of the column, 0 where void is behind it, and the same in
/// every cell of a column.
class SampleExtractor {
 public:
  /// Borrows the layout.
  explicit SampleExtractor(const DatasetLayout& layout);
  ~SampleExtractor();
  SampleExtractor(const SampleExtractor&) = delete;
  SampleExtractor& operator=(const SampleExtractor&) = delete;

  /// Fields, conditions, results, residual, imbalance, resampling error, iterations and boundary heats; ids,
  /// hash and parameters are the caller's. Of stress the first load case counts. Collective over the
  /// partition's communicator; the sample on its rank 0, empty on the others.
  /// Throws Error (on every rank alike) where the domain does not fit into the grid of the dataset, a native
  /// grid has other cells than the layout, or a boundary has no such condition.
  std::optional<DatasetSample> extract(const SolutionView& view);

  /// The field `name` of a sample ("temperature_coarse") from the temperatures of another solution, on any
  /// grid. Collective; `sample` on rank 0 only, null on the others. Throws as extract does.
  void add_temperature(const SolutionView& view, const std::string& name, DatasetSample* sample);

  /// What the last extract() gathered; on rank 0 only, and only after one.
  const NativeFields& native() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace strata
