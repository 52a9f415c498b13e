// A stress deck as an input file of CalculiX: the same nodes and cells, materials and loads, so that another
// program answers the same question. Reference: G. Dhondt, "CalculiX CrunchiX USER'S MANUAL version 2.20".
#pragma once

#include <string>
#include <vector>

#include "inputs/model.hpp"
#include "meshes/grid.hpp"
#include "postproc/atomic_file.hpp"

namespace strata {

/// What is written, all of it on one rank.
struct CalculixInput {
  const Model& model;  ///< with Model::stress
  const Grid& grid;
  const std::vector<std::uint16_t>& material;  ///< per cell, x fastest, then z, then y
  const std::vector<double>& temperature;      ///< solved, likewise [K]; empty where no load case needs it
  std::string solver;                          ///< of CalculiX, "ITERATIVE CHOLESKY"; empty: its default
};

/// What a reader of the file has to know.
struct CalculixNotes {
  std::vector<std::string> remarks;
  std::vector<std::string> untranslated;
};

/// Writes the input file: C3D8I elements, one step per load case, SI units and kelvin. The caller commits.
/// Throws Error(deck) where a cell's material has no mechanics, IoError.
CalculixNotes write_calculix(const CalculixInput& input, AtomicWriter& file);

}  // namespace strata
