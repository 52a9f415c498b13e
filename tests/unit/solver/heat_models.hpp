// Small models built by hand, without the deck reader, and one call that meshes and solves them.
#pragma once

#include <string>
#include <vector>

#include "inputs/model.hpp"
#include "meshes/grid.hpp"
#include "meshes/partition.hpp"
#include "solver/steady_heat.hpp"

namespace strata::testing {

/// One layer of a stack: name, index into materials, thickness [m].
struct Layer {
  std::string name;
  int material = 1;
  double thickness = 0.0;
};

BulkMaterial bulk(double k);
BulkMaterial bulk(double kx, double ky, double kz);

/// Adds a material after those there are (the first call adds void too) and returns its id.
int add_material(Model& model, const std::string& name, const BulkMaterial& material);

/// Layers over each other, bottom up, on a rectangle from the origin.
/// \param lateral, max_thickness  largest spacings [m]
void add_stack(Model& model, double size_x, double size_y, const std::vector<Layer>& layers, double lateral,
               double max_thickness);

/// Adds a body painted over what is there.
BodyIndex add_body(Model& model, const std::string& name, int material, const Box& box);
BodyIndex find_body(const Model& model, const std::string& name);

void add_boundary(Model& model, const std::string& name, std::optional<Face> face,
                  const ThermalCondition& condition);

/// Uniform source in the whole of a body, or on its active face (which this sets).
void add_volume_source(Model& model, const std::string& body, double power);
void add_sheet_source(Model& model, const std::string& body, Face active, double power);

Selection select(const Model& model, const std::string& body, std::optional<Face> face = {});

/// A mesh, a partition and the solution, kept together.
struct Solved {
  GridPlan plan;
  Partition partition;
  HeatSolution heat;

  /// Temperature of an owned cell by global place [K].
  double at(int i, int j, int k) const;
};
Solved solve(const Model& model, MPI_Comm comm = MPI_COMM_WORLD, const SteadyOptions& options = {});

/// A stepped package with voids, blocks, contacts, sheet and volume sources and every kind of boundary.
/// \param nonlinear  some of its conductivities depend on temperature
Model stepped_package(bool nonlinear);

}  // namespace strata::testing
