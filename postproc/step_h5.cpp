#include "postproc/step_h5.hpp"

#include "postproc/field_writer.hpp"
#include "postproc/gather.hpp"
#include "postproc/labels.hpp"
#include "postproc/model_groups.hpp"
#include "postproc/stress/stress_h5.hpp"

namespace strata {
namespace {

/// The group, and what was solved in it.
void write_attributes(Hdf5File& file, const SolutionView& view, const ResultStep& step,
                      const std::string& path) {
  file.make_group(path + "/cells");
  file.set_attribute(path, "analysis", step_analysis(step));
  if (step.time) file.set_attribute(path, "time_s", *step.time);
  if (step.has_heat) file.set_attribute(path, "reference_temperature_K", view.heat.reference_temperature);
  if (step.stress == nullptr) return;
  file.set_attribute(path, "load_case", step.stress->name);
  file.set_attribute(path, "temperature_K", step.stress->temperature);
}

void write_heat_fields(const SolutionView& view, const std::string& path, Hdf5File* file,
                       CollectiveGuard& guard) {
  const std::string cells = path + "/cells/";
  const FieldWriter writer(view.partition, file, guard);
  writer.write(
      {cells + "temperature", "K", "temperature at the cell centre; NaN in void", FieldPrecision::doubled},
      [&](std::size_t cell) { return view.heat.temperature[cell]; });
  writer.write({cells + "power_density", "W/m^3",
                "heat released; a sheet's heat counts in the cell of its body", FieldPrecision::doubled},
               [&](std::size_t cell) { return view.heat.power_density[cell]; });
}

/// The active face of a body on the whole grid.
struct WholeFace {
  CellRectangle cells;
  int k_line = 0;
  double z = 0.0;
  std::vector<double> temperature, power;
};

void write_active_face(Hdf5File& file, const std::string& group, const Body& body, const WholeFace& face) {
  const std::vector<hsize_t> shape{static_cast<hsize_t>(face.cells.ny()),
                                   static_cast<hsize_t>(face.cells.nx())};
  file.write(group + "/temperature", face.temperature, shape);
  describe(file, group + "/temperature", "K", "temperature of the face; NaN where the body is painted over");
  file.write(group + "/power", face.power, shape);
  describe(file, group + "/power", "W", "heat released on each cell face");
  for (const char* name : {"/temperature", "/power"}) file.set_attribute(group + name, "axes", "y, x");
  file.set_attribute(group, "i_lower", std::int64_t{face.cells.lower[0]});
  file.set_attribute(group, "i_upper", std::int64_t{face.cells.upper[0]});
  file.set_attribute(group, "j_lower", std::int64_t{face.cells.lower[1]});
  file.set_attribute(group, "j_upper", std::int64_t{face.cells.upper[1]});
  file.set_attribute(group, "k_line", std::int64_t{face.k_line});
  file.set_attribute(group, "z_m", face.z);
  if (body.active) file.set_attribute(group, "face", face_name(*body.active));
}

void write_active_faces(const SolutionView& view, const std::string& path, Hdf5File* file,
                        CollectiveGuard& guard) {
  guard.run_on_root([&] { file->make_group(path + "/active_faces"); });
  for (const ActiveFace& face : view.heat.active_faces) {
    const Body& body = view.model.geometry.bodies[static_cast<std::size_t>(face.body)];
    const CellRange range = cells_of(view.plan.grid, body.box);
    const CellRectangle mine{face.lower, face.upper};
    WholeFace whole;
    whole.cells = {{range.lower[0], range.lower[1]}, {range.upper[0], range.upper[1]}};
    whole.k_line = body.active == Face::top ? range.upper[2] : range.lower[2];
    whole.z = view.plan.grid.lines[2][static_cast<std::size_t>(whole.k_line)];
    whole.temperature = gather_rectangle(view.partition.comm(), whole.cells, mine, face.temperature);
    whole.power = gather_rectangle(view.partition.comm(), whole.cells, mine, face.power);
    guard.run_on_root([&] { write_active_face(*file, path + "/active_faces/" + body.name, body, whole); });
  }
}

}  // namespace

void write_step_h5(const SolutionView& view, const ResultStep& step, const std::string& path, Hdf5File* file,
                   CollectiveGuard& guard) {
  guard.run_on_root([&] { write_attributes(*file, view, step, path); });
  if (step.has_heat) {
    write_heat_fields(view, path, file, guard);
    write_active_faces(view, path, file, guard);
  }
  if (step.stress != nullptr) write_stress_h5(view, *step.stress, path, file, guard);
}

}  // namespace strata
