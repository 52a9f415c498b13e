// A dataset for surrogates: what its files hold. Layout: The Well's HDF5 (docs/datasets.md).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "inputs/model.hpp"

namespace strata {

/// What a field is, in the units of the files.
struct DatasetField {
  std::string name;             ///< "power_density"
  std::string units;            ///< "W/mm^3"
  std::string long_name;        ///< "heat released per volume"
  int order = 0;                ///< 0 scalar, 1 vector, 2 tensor
  bool varies_in_time = false;  ///< two frames: the uniform reference state, then the solution
};

/// Every field a dataset may hold, in the order in which files hold them: temperature, von_mises, then
/// power_density, k_xx, k_yy, k_zz, rho_cp, htc_top, htc_bottom, material_id, solid_fraction, youngs_modulus,
/// poisson_ratio, expansion, then displacement and stress.
const std::vector<DatasetField>& known_dataset_fields();

/// A number per sample beside the fields: a parameter, or a result.
struct DatasetScalar {
  std::string name;
  std::string units;
  std::vector<std::string> choices;  ///< texts that its values 0, 1, ... stand for; empty: a number
};

/// What all files of a dataset share.
struct DatasetLayout {
  std::string name;
  std::string title;
  std::array<int, 3> cells{};                ///< along x, y, z
  std::array<std::vector<double>, 3> lines;  ///< cell boundaries [m]; of a native grid that differs: empty
  std::vector<DatasetField> fields;       ///< in the order of known_dataset_fields(); temperature_NAME after
                                          ///< temperature for each further fidelity
  std::vector<DatasetScalar> parameters;  ///< of the sweep
  std::vector<DatasetScalar> conditions;  ///< total_power, film_coefficient_top, ambient_top, ...: inputs too
  std::vector<DatasetScalar> results;     ///< what is only known after the solve: junction_temperature_max
  std::vector<std::string> boundaries;    ///< of the base deck, by Boundary::name
  std::array<bool, 6> is_open{};  ///< by Face: heat may leave there (a boundary that is not adiabatic)
  int compression = 1;
  bool double_precision = false;
  std::string sweep_text;  ///< resolved sweep
  std::string sweep_sha256;
};

/// How a sample came about and how good it is; stands in the file's group `provenance` too.
struct SampleProvenance {
  std::uint64_t id = 0;
  std::uint64_t group = 0;
  std::string input_sha256;
  bool is_superposed = false;
  double relative_residual = 0.0;
  double energy_imbalance = 0.0;  ///< |source - boundary heat| / larger of both
  double resampling_error = 0.0;  ///< largest |regular - native| of a cell's mean temperature rise, relative
  int iterations = 0;
  std::vector<double> boundary_heat;   ///< [W] leaving, by DatasetLayout::boundaries
  std::vector<std::uint64_t> parents;  ///< of a superposed sample: ids, with
  std::vector<double> weights;         ///< weights that sum to 1
};

/// One sample on the grid of the dataset, in the units of DatasetField. Arrays are
/// (x, y, z[, component[, component]]), the last index fastest, as The Well has them.
struct DatasetSample {
  SampleProvenance provenance;
  std::array<std::vector<double>, 3> lines;  ///< cell boundaries [m] of this sample
  double reference_temperature = 0.0;        ///< [K] of frame 0
  std::vector<std::vector<double>> fields;   ///< by DatasetLayout::fields; the solution frame where two
  std::vector<double> parameters;            ///< by DatasetLayout::parameters
  std::vector<double> conditions;            ///< by DatasetLayout::conditions
  std::vector<double> results;               ///< by DatasetLayout::results; NaN where there is none
};

/// "temperature" and those of further fidelities, "temperature_coarse".
bool is_temperature(const DatasetField& field);

/// What a field is everywhere in its first frame: temperatures the reference, all else 0.
double reference_value(const DatasetField& field, const DatasetSample& sample);

}  // namespace strata
