#include "heat_models.hpp"

#include <stdexcept>

namespace strata::testing {

BulkMaterial bulk(double kx, double ky, double kz) {
  BulkMaterial material;
  material.conductivity = {ConstantLaw{kx}, ConstantLaw{ky}, ConstantLaw{kz}};
  material.density = ConstantLaw{1000.0};
  material.heat_capacity = ConstantLaw{1000.0};
  return material;
}

BulkMaterial bulk(double k) {
  return bulk(k, k, k);
}

int add_material(Model& model, const std::string& name, const BulkMaterial& material) {
  if (model.materials.empty()) {
    BulkMaterial nothing = bulk(0.0);
    nothing.density = ConstantLaw{0.0};
    nothing.heat_capacity = ConstantLaw{0.0};
    model.materials.push_back({"void", "", nothing, {}});
  }
  model.materials.push_back({name, "test", material, {}});
  return static_cast<int>(model.materials.size()) - 1;
}

BodyIndex add_body(Model& model, const std::string& name, int material, const Box& box) {
  Body body;
  body.name = name;
  body.material = static_cast<MaterialId>(material);
  body.box = box;
  model.geometry.bodies.push_back(body);
  return static_cast<BodyIndex>(model.geometry.bodies.size()) - 1;
}

void add_stack(Model& model, double size_x, double size_y, const std::vector<Layer>& layers, double lateral,
               double max_thickness) {
  double z = 0.0;
  for (const Layer& layer : layers) {
    add_body(model, layer.name, layer.material, {{0.0, 0.0, z}, {size_x, size_y, z + layer.thickness}});
    z += layer.thickness;
  }
  model.geometry.domain = {{0.0, 0.0, 0.0}, {size_x, size_y, z}};
  model.mesh.lateral = lateral;
  model.mesh.max_thickness = max_thickness;
}

BodyIndex find_body(const Model& model, const std::string& name) {
  for (std::size_t b = 0; b < model.geometry.bodies.size(); ++b) {
    if (model.geometry.bodies[b].name == name) return static_cast<BodyIndex>(b);
  }
  throw std::runtime_error("no body " + name);
}

void add_boundary(Model& model, const std::string& name, std::optional<Face> face,
                  const ThermalCondition& condition) {
  Boundary boundary;
  boundary.name = name;
  boundary.face = face;
  boundary.condition = condition;
  model.boundaries.push_back(boundary);
}

void add_volume_source(Model& model, const std::string& body, double power) {
  HeatSource source;
  source.target = body;
  source.body = find_body(model, body);
  source.region = model.geometry.bodies[static_cast<std::size_t>(source.body)].box;
  source.power = power;
  model.sources.push_back(source);
}

void add_sheet_source(Model& model, const std::string& body, Face active, double power) {
  add_volume_source(model, body, power);
  HeatSource& source = model.sources.back();
  Body& target = model.geometry.bodies[static_cast<std::size_t>(source.body)];
  target.active = active;
  source.target = body + ".active";
  source.is_sheet = true;
  const double z = active == Face::bottom ? target.box.lower[2] : target.box.upper[2];
  source.region.lower[2] = source.region.upper[2] = z;
}

Selection select(const Model& model, const std::string& body, std::optional<Face> face) {
  Selection selection;
  selection.pattern = body;
  selection.bodies = {find_body(model, body)};
  selection.face = face;
  return selection;
}

double Solved::at(int i, int j, int k) const {
  const Window& w = partition.window();
  return heat.temperature.at(
      static_cast<std::size_t>(owned_index(i - w.i0, j - w.j0, k, w.nx(), partition.nz())));
}

Solved solve(const Model& model, MPI_Comm comm, const SteadyOptions& options) {
  GridPlan plan = plan_grid(model);
  Partition partition(comm, plan.grid);
  HeatSolution heat = solve_steady_heat(model, plan, partition, options);
  return {std::move(plan), std::move(partition), std::move(heat)};
}

Model stepped_package(bool nonlinear) {
  Model m;
  const int laminate = add_material(m, "laminate", bulk(15.0, 15.0, 0.6));
  BulkMaterial si = bulk(148.0);
  if (nonlinear) si.conductivity.fill(PowerLaw{148.0, 300.0, -1.3, 200.0, 700.0});
  const int silicon = add_material(m, "silicon", si);
  BulkMaterial film = bulk(4.0);
  if (nonlinear) film.conductivity[2] = TableLaw{{280.0, 350.0, 400.0}, {4.0, 3.0, 2.5}};
  const int tim = add_material(m, "tim", film);
  const int copper = add_material(m, "copper", bulk(390.0));
  add_stack(m, 10e-3, 8e-3, {{"substrate", laminate, 0.5e-3}}, 0.5e-3, 100e-6);
  m.geometry.domain.upper[2] = 1.55e-3;
  add_body(m, "die0", silicon, {{1e-3, 1e-3, 0.5e-3}, {5e-3, 7e-3, 0.7e-3}});
  add_body(m, "die1", silicon, {{6e-3, 2e-3, 0.5e-3}, {9e-3, 6e-3, 0.7e-3}});
  add_body(m, "tim", tim, {{1e-3, 1e-3, 0.7e-3}, {9e-3, 7e-3, 0.75e-3}});
  add_body(m, "lid", copper, {{0.0, 0.0, 0.75e-3}, {10e-3, 8e-3, 1.55e-3}});
  m.geometry
      .bodies[static_cast<std::size_t>(
          add_body(m, "die0.core", copper, {{2e-3, 3e-3, 0.5e-3}, {3e-3, 4e-3, 0.7e-3}}))]
      .parent = find_body(m, "die0");
  add_sheet_source(m, "die0", Face::bottom, 7.0);
  add_sheet_source(m, "die1", Face::top, 3.0);
  add_volume_source(m, "substrate", 0.5);
  Contact contact;
  contact.a = select(m, "die0", Face::top);
  contact.b = select(m, "tim");
  contact.resistance = 5e-6;
  m.contacts.push_back(contact);
  add_boundary(m, "top", Face::top, Convection{5000.0, 313.15, {}, {}});
  add_boundary(m, "bottom", Face::bottom, Convection{15.0, 318.15, {}, {}});
  add_boundary(m, "exposed", std::nullopt, Convection{20.0, 320.0, {}, {}});
  add_boundary(m, "x_max", Face::x_max, HeatFlux{1000.0});
  add_boundary(m, "top.inlet", Face::top, FixedTemperature{310.0});
  m.boundaries.back().patch = Rectangle{{4e-3, 3e-3}, {6e-3, 4e-3}};
  return m;
}

}  // namespace strata::testing
