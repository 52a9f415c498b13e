#include "postproc/mesh_h5.hpp"

#include "postproc/atomic_file.hpp"
#include "postproc/model_groups.hpp"

namespace strata {

void write_mesh_h5(const Model& model, const GridPlan& plan, const std::filesystem::path& path) {
  AtomicFile target(path);
  Hdf5File file(target.temporary(), target.target().string());
  file.set_attribute("/", "format", "strata mesh");
  file.set_attribute("/", "title", model.title);
  write_model_groups(file, model, plan.grid);
  file.close();
  target.commit();
}

}  // namespace strata
