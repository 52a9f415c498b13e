// Mean and spread of every field over the training samples, streamed: moments of a sample are merged into
// those of a block in the order of ids, those of blocks in the order of blocks, so that the result depends
// neither on threads nor on workers. Reference: T. F. Chan, G. H. Golub, R. J. LeVeque, "Updating formulae
// and a pairwise algorithm for computing sample variances", COMPSTAT 1982 (Stanford report STAN-CS-79-773).
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "postproc/dataset/dataset.hpp"

namespace strata {

/// Of one component of a field.
struct Moments {
  std::uint64_t count = 0;
  double mean = 0.0;
  double squares = 0.0;  ///< sum of (value - mean)^2
  double minimum = std::numeric_limits<double>::infinity();
  double maximum = -std::numeric_limits<double>::infinity();

  void merge(const Moments& other);
  double deviation() const;         ///< of the population; 0 without values
  double root_mean_square() const;  ///< 0 without values
};

/// Moments of `n` values at `stride` from each other: exact mean first, then squares.
Moments moments_of(const double* values, std::size_t n, std::size_t stride);

struct FieldStatistics {
  std::string name;
  int order = 0;
  bool varies_in_time = false;
  std::vector<Moments> value;  ///< by component, all frames
  std::vector<Moments> delta;  ///< solution less reference frame; empty where the field does not vary in time
};

/// In the order of DatasetLayout::fields.
struct DatasetStatistics {
  std::uint64_t n_samples = 0;
  std::vector<FieldStatistics> fields;
};

/// Of one field of one sample, as the values stand in the file (rounded to single precision where that is).
/// \param reference  what it is everywhere in its first frame, where it has two
FieldStatistics field_statistics(const DatasetField& field, const std::vector<double>& values,
                                 double reference, bool double_precision);

/// Without samples.
DatasetStatistics empty_statistics(const DatasetLayout& layout);
/// Of one sample.
DatasetStatistics statistics_of(const DatasetLayout& layout, const DatasetSample& sample);
/// Adds `other` to `statistics`, both of one layout. Throws Error(internal) where fields differ.
void merge(DatasetStatistics& statistics, const DatasetStatistics& other);

/// To the last bit and back. Throws IoError where the text is no such statistics.
nlohmann::json to_json(const DatasetStatistics& statistics);
DatasetStatistics statistics_from_json(const nlohmann::json& json);
DatasetStatistics read_statistics(const std::filesystem::path& path);

/// The text of The Well's stats.yaml: mean, std, rms, mean_delta, std_delta, rms_delta, by field a number, D
/// numbers or D x D numbers. Deltas are along time, as compute_statistics.py of The Well has them.
std::string stats_yaml(const DatasetStatistics& statistics);

/// Fields whose standard deviation is below 1e-4 in a component: The Well's compute_statistics refuses them.
std::vector<std::string> nearly_constant_fields(const DatasetStatistics& statistics);

}  // namespace strata
