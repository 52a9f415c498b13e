#include "postproc/stress/stress_h5.hpp"

#include <array>
#include <string>

#include <fmt/format.h>

#include "postproc/field_writer.hpp"
#include "postproc/model_groups.hpp"
#include "postproc/stress/invariants.hpp"
#include "postproc/stress/stress_summary.hpp"

namespace strata {
namespace {

constexpr std::array<const char*, 3> kAxes{"x", "y", "z"};
constexpr std::array<const char*, 6> kComponents{"xx", "yy", "zz", "yz", "xz", "xy"};

void write_displacement(const StressStep& step, const std::string& path, const FieldWriter& writer) {
  for (std::size_t axis = 0; axis < kAxes.size(); ++axis) {
    writer.write(
        {path + "/nodes/displacement/" + kAxes[axis], "m",
         "displacement of the nodes on the grid lines; NaN where no matter is", FieldPrecision::doubled},
        [&](std::size_t node) { return step.displacement[3 * node + axis]; });
  }
}

void write_components(const std::vector<CellStress>& stress, const std::string& group, const char* long_name,
                      const FieldWriter& writer) {
  for (std::size_t c = 0; c < kComponents.size(); ++c) {
    writer.write({group + '/' + kComponents[c], "Pa", long_name, FieldPrecision::single},
                 [&](std::size_t cell) { return stress[cell][c]; });
  }
}

void write_stresses(const StressStep& step, const std::string& path, const FieldWriter& writer) {
  const std::string cells = path + "/cells/";
  write_components(step.stress, cells + "stress", "stress at the cell centre, tension positive; NaN in void",
                   writer);
  write_components(step.stress_bottom, cells + "stress_bottom",
                   "stress in the middle of the lower face, from inside the cell", writer);
  write_components(step.stress_top, cells + "stress_top",
                   "stress in the middle of the upper face, from inside the cell", writer);
  writer.write({cells + "von_mises", "Pa", "von Mises stress at the cell centre", FieldPrecision::single},
               [&](std::size_t cell) { return von_mises(as_voigt(step.stress[cell])); });
  writer.write(
      {cells + "principal_max", "Pa", "largest principal stress at the cell centre", FieldPrecision::single},
      [&](std::size_t cell) { return principal_stresses(as_voigt(step.stress[cell]))[0]; });
  for (std::size_t axis = 0; axis < kAxes.size(); ++axis) {
    writer.write(
        {cells + "interface_traction/" + kAxes[axis], "Pa",
         "traction of the cell below on this cell; -z positive: peel; NaN where matter is not on both sides",
         FieldPrecision::single},
        [&](std::size_t cell) { return step.interface_traction[cell][axis]; });
  }
}

void write_warpage_map(Hdf5File& file, const std::string& group, const SurfaceWarpage& surface,
                       const Grid& grid) {
  file.write(group + "/deviation", surface.warpage.deviation, {grid.lines[1].size(), grid.lines[0].size()});
  describe(file, group + "/deviation", "m",
           "deviation of the surface from its reference plane on the node lines, up positive; NaN off the "
           "surface");
  file.set_attribute(group + "/deviation", "axes", "y, x");
  file.set_attribute(group, "surface", surface.surface);
  file.set_attribute(group, "reference", reference_plane_name(surface.reference));
  file.set_attribute(group, "warpage_m", surface.warpage.value);
}

}  // namespace

void write_stress_h5(const SolutionView& view, const StressStep& step, const std::string& path,
                     Hdf5File* file, CollectiveGuard& guard) {
  const Partition nodes = Partition::nodes_of(view.partition);
  write_displacement(step, path, FieldWriter(nodes, file, guard));
  write_stresses(step, path, FieldWriter(view.partition, file, guard));
  if (!view.model.stress) return;
  const std::vector<SurfaceWarpage> surfaces = measure_surfaces(view, step, view.model.stress->warpage);
  guard.run_on_root([&] {
    for (std::size_t s = 0; s < surfaces.size(); ++s) {
      write_warpage_map(*file, fmt::format("{}/warpage/{}", path, s), surfaces[s], view.plan.grid);
    }
  });
}

}  // namespace strata
