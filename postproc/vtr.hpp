// Files ParaView opens by double click: one .vtr per rank, a .pvtr that joins them, and results.pvd on top.
// Reference: "VTK XML file formats", Kitware (RectilinearGrid, PRectilinearGrid, appended raw encoding).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "solver/heat_solution.hpp"

namespace strata {

/// Writes `directory`/results.pvd and, in `directory`/paraview, for each step `<title>_NNNNNN_<rank>.vtr`
/// from every rank and (more than one rank) `<title>_NNNNNN.pvtr`; the time of a step is its number. Cell
/// data: temperature [K], material (id), power_density [W/m^3], and under a load case of stress stress (xx yy
/// zz xy yz xz, VTK's order), von_mises, principal_max, interface_traction [Pa]; void cells are hidden by
/// vtkGhostType and NaN. Point data: displacement [m], 0 without matter. Coordinates in metres; pieces share
/// the node lines between them. Pieces of an earlier run are removed first. Collective. \return the names of
/// the files written by all ranks, relative to `directory` Throws IoError on every rank alike; there is then
/// no results.pvd.
std::vector<std::string> write_vtr(const SolutionView& view, const std::filesystem::path& directory);

/// A title as part of a file name: lower case letters, digits and `_`, at most 40 characters, never empty.
std::string file_stem(const std::string& title);

}  // namespace strata
