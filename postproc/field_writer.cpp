#include "postproc/field_writer.hpp"

#include "postproc/model_groups.hpp"

namespace strata {

Hdf5Layers FieldWriter::make(const FieldInfo& info, const SlabGatherer& gatherer) const {
  const int nz = partition_->nz(), ny = gatherer.ny(), nx = gatherer.nx();
  Hdf5Layers layers = info.precision == FieldPrecision::doubled
                          ? file_->make_float_layers(info.path, nz, ny, nx)
                          : file_->make_single_layers(info.path, nz, ny, nx);
  describe(*file_, info.path, info.units, info.long_name);
  file_->set_attribute(info.path, "axes", "z, y, x");
  return layers;
}

}  // namespace strata
