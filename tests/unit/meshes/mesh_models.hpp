// Small models made by hand for the mesh tests; lengths in micrometres here, metres in the Model.
#pragma once

#include <string>

#include "inputs/model.hpp"

namespace strata::test {

inline constexpr double kMicro = 1e-6;

inline Box box_um(std::array<double, 3> lower, std::array<double, 3> upper) {
  for (int a = 0; a < 3; ++a) {
    lower[a] *= kMicro;
    upper[a] *= kMicro;
  }
  return {lower, upper};
}

/// A model of `nx` x `ny` x `nz` micrometres without bodies; materials 0 (void) to 3.
inline Model empty_model(double nx, double ny, double nz) {
  Model model;
  for (const char* name : {"void", "silicon", "copper", "mold"}) {
    Material material;
    material.name = name;
    model.materials.push_back(material);
  }
  model.geometry.domain = box_um({0, 0, 0}, {nx, ny, nz});
  return model;
}

inline BodyIndex add_body(Model& model, const std::string& name, const Box& box, int material = 1,
                          BodyKind kind = BodyKind::layer) {
  Body body;
  body.name = name;
  body.kind = kind;
  body.material = static_cast<MaterialId>(material);
  body.box = box;
  model.geometry.bodies.push_back(body);
  return static_cast<BodyIndex>(model.geometry.bodies.size()) - 1;
}

}  // namespace strata::test
