// A sweep: a deck, what varies in it and how, and which variant sample number i is. Everything here is a pure
// function of the sweep's text and the number of the sample: any part of a dataset can be made again
// anywhere.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "inputs/model.hpp"

namespace strata {

/// Between lower and upper, in the parameter's unit.
struct UniformDistribution {
  double lower = 0.0, upper = 0.0;
};
/// The logarithm is uniform.
struct LogUniformDistribution {
  double lower = 0.0, upper = 0.0;
};
/// Normal, cut off outside [lower, upper] (truncated, not clipped: no mass at the ends).
struct NormalDistribution {
  double mean = 0.0, deviation = 0.0, lower = 0.0, upper = 0.0;
};
/// One of a few deck texts, with weights that sum to 1.
struct ChoiceDistribution {
  std::vector<std::string> texts;
  std::vector<double> weights;
};
/// The inverse of a cumulative distribution, piecewise linear through (probability, value).
struct TableDistribution {
  std::vector<double> probability, value;
};
using Distribution = std::variant<UniformDistribution, LogUniformDistribution, NormalDistribution,
                                  ChoiceDistribution, TableDistribution>;

/// One thing that varies.
struct SweepParameter {
  std::string name;
  Position position;
  std::vector<std::string> paths;    ///< deck paths that take the value, as in `--set`
  bool is_factor = false;            ///< the value multiplies what the deck has at the paths
  bool varies_inside_group = false;  ///< drawn for every sample; false: once per group
  bool is_integer = false;           ///< values are rounded to whole numbers
  std::string unit;                  ///< of values, as written in the sweep; "" for pure numbers and choices
  Distribution distribution;
  std::optional<std::uint64_t> levels;  ///< of a grid, where the distribution is continuous
};

/// How the heat of sources spreads over their bodies at random; their power stays what the deck says.
struct PowerMapSpec {
  enum class Kind : std::uint8_t {
    floorplan,       ///< a random slicing of the rectangle into blocks of different power density
    gaussian_field,  ///< exp(deviation * g), g a Gaussian random field with a length scale
    hot_spots        ///< a background and Gaussian spots
  };
  Position position;
  std::string source;  ///< pattern of HeatSource::target: "gpu.active", "hbm*.dram[*].active"
  Kind kind = Kind::floorplan;
  std::array<int, 2> cells{32, 32};  ///< tiles of fields and spots
  int n_blocks = 12;                 ///< of a floorplan
  double contrast = 10.0;            ///< of a floorplan: largest ratio of densities, drawn log-uniformly
  double length_scale = 1e-3;        ///< of a field: correlation length [m]
  double deviation = 1.0;            ///< of a field: of the logarithm
  int n_spots = 4;
  double spot_radius = 0.5e-3;  ///< standard deviation [m]
  double spot_share = 0.5;      ///< share of the power that the spots have
};

enum class Sampler : std::uint8_t { random, latin_hypercube, sobol, grid, table };

/// Where a sample ends up: shares of groups in training, validation and test, by hash of the group's key, and
/// groups held out by structure.
struct SplitSpec {
  double train = 0.8, valid = 0.1, test = 0.1;
  /// A group whose parameter has one of these texts, or lies in [lower, upper], is kept for `test_ood`.
  struct HoldOut {
    std::size_t parameter = 0;
    std::vector<std::string> texts;
    double lower = 0.0, upper = 0.0;  ///< in the parameter's unit, where it has no texts
  };
  std::vector<HoldOut> hold_out;  ///< any of them
};

/// Another solve of the same sample under more `--set` arguments, for multi-fidelity pairs.
struct Fidelity {
  std::string name;  ///< "coarse": its temperature becomes the field temperature_coarse
  std::vector<std::string> overrides;
};

/// What is written, see postproc/dataset/.
struct DatasetSettings {
  std::string name;
  std::optional<std::array<int, 3>> cells;  ///< of the regular grid; empty: the native grid, the same for all
  std::optional<std::array<double, 3>> box;  ///< [m] from the origin; empty: the largest of the samples
  std::vector<std::string> fields;           ///< beyond temperature; see known_dataset_fields()
  int block = 64;                            ///< samples that are solved in a row and written together
  int compression = 1;                       ///< deflate level, 0 to 9
  bool double_precision = false;
  bool keeps_native = false;  ///< solutions on their own grids too
};

/// The base deck, read once, and what the parameters are in it; see inputs/sweep/base_deck.hpp.
struct SweepBase;

struct Sweep {
  std::string title;
  std::string path;       ///< of the sweep's file
  std::string deck_path;  ///< of the base deck
  std::vector<std::string>
      overrides;  ///< `--set` arguments of the base deck: those of the sweep, then others
  std::uint64_t seed = 0;
  std::uint64_t n_samples = 0;
  std::uint64_t solved_per_group = 1;      ///< samples of a group that are solved
  std::uint64_t superposed_per_group = 0;  ///< samples of a group that are weighted means of those
  Sampler sampler = Sampler::latin_hypercube;
  std::vector<SweepParameter> parameters;
  std::vector<PowerMapSpec> power_maps;
  SplitSpec splits;
  std::vector<Fidelity> fidelities;
  DatasetSettings dataset;
  std::vector<std::vector<std::string>> table;  ///< of Sampler::table: one row of deck texts per sample
  std::vector<std::uint64_t> table_groups;      ///< the row that a row shares its group with, or itself
  std::uint64_t first_id = 0;                   ///< of Sampler::table: id of the table's first row
  /// Every default spelled out; what identifies the sweep, wherever its folder lies. Without the number of
  /// samples where a longer sweep begins with the same ones (random, sobol), and without requests that take
  /// the place of the sampler.
  std::string resolved;
  std::shared_ptr<const SweepBase> base;
};

/// Reads and checks a sweep; the base deck is read once, and every path tried on it. Throws DeckError with
/// every mistake. \param overrides  `--set` arguments of the base deck
/// \param requests  a CSV of parameter values that takes the place of the sampler ("": none):
/// a header with the names of parameters and, if wanted, `group`, then a row per sample
Sweep load_sweep(const std::string& path, const std::vector<std::string>& overrides = {},
                 const std::string& requests = "");

/// Which variant a sample is.
struct SweepSample {
  std::uint64_t id = 0;
  std::uint64_t group =
      0;  ///< samples of a group share the values of all parameters but those that vary inside
  bool is_superposed = false;          ///< a weighted mean of solved samples of its group
  std::vector<std::uint64_t> parents;  ///< of a superposed one: ids, with
  std::vector<double> weights;         ///< weights that sum to 1
  std::vector<double> values;          ///< by parameter, in its unit; of choices the index of the text
  std::vector<std::string> texts;      ///< by parameter, as deck text: "53.2 um"; of factors the number
  std::string split;                   ///< "train", "valid", "test" or "test_ood"
  std::string key;  ///< canonical text of all that makes the sample; equal keys are equal samples
};

/// Sample number `id`, from the sweep's seed and that number alone (of a Latin hypercube and a grid also from
/// the number of samples, of a table from its row). \throws std::out_of_range for a row or point that is not
/// there
SweepSample make_sample(const Sweep& sweep, std::uint64_t id);

/// The model of a sample that is solved, random power maps in place. Throws DeckError where its values make
/// no valid deck. \param more  further `--set` arguments, after all others
Model sample_model(const Sweep& sweep, const SweepSample& sample, const std::vector<std::string>& more = {});

}  // namespace strata
