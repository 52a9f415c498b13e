// Writes fields of a partition into results.h5 through rank 0, one layer at a time.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "postproc/collective.hpp"
#include "postproc/gather.hpp"
#include "postproc/hdf5_file.hpp"

namespace strata {

enum class FieldPrecision : std::uint8_t { single, doubled };

struct FieldInfo {
  std::string path;
  const char* units = "";
  const char* long_name = "";
  FieldPrecision precision = FieldPrecision::single;
};

class FieldWriter {
 public:
  /// \param partition  of cells or of nodes
  /// \param file       on rank 0; null elsewhere
  FieldWriter(const Partition& partition, Hdf5File* file, CollectiveGuard& guard)
      : partition_(&partition), file_(file), guard_(&guard) {}

  /// A dataset (z, y, x) of what `value_of` gives for the local indices. Collective.
  template <class ValueOf>
  void write(const FieldInfo& info, ValueOf&& value_of) const {
    SlabGatherer gatherer(*partition_);
    std::optional<Hdf5Layers> dataset;
    guard_->run_on_root([&] { dataset = make(info, gatherer); });
    for (int k = 0; k < partition_->nz(); ++k) {
      const auto& layer = gatherer.gather_values(k, value_of);
      guard_->run_on_root([&] { dataset->write(k, layer); });
    }
  }

 private:
  Hdf5Layers make(const FieldInfo& info, const SlabGatherer& gatherer) const;

  const Partition* partition_;
  Hdf5File* file_;
  CollectiveGuard* guard_;
};

}  // namespace strata
