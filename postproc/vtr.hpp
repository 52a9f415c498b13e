// Files ParaView opens by double click: one .vtr per rank, a .pvtr that joins them, and results.pvd on top
// (pvd.hpp).
// Reference: "VTK XML file formats", Kitware (RectilinearGrid, PRectilinearGrid, appended raw encoding).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "postproc/result_steps.hpp"
#include "solver/heat_solution.hpp"

namespace strata {

/// Writes, in `directory`/paraview, `<title>_NNNNNN_<rank>.vtr` from every rank and (more than one rank)
/// `<title>_NNNNNN.pvtr`. Cell data: temperature [K], material (id), power_density [W/m^3], and under a load
/// case of stress stress (xx yy zz xy yz xz, VTK's order), von_mises, principal_max, interface_traction [Pa];
/// void cells are hidden by vtkGhostType and NaN. Point data: displacement [m], 0 without matter. Coordinates
/// in metres; pieces share the node lines between them. The folder must be there. Collective.
/// \param number  of the step, for the names
/// \return the names of the files written by all ranks, relative to `directory`; first the one to open.
/// Throws IoError on every rank alike.
std::vector<std::string> write_vtr_step(const SolutionView& view, const ResultStep& step, std::size_t number,
                                        const std::filesystem::path& directory);

/// Makes the folder `directory`/paraview and removes the files of an earlier run from it. On one rank.
/// \param kept  names that stay, relative to `directory`
void clear_vtr(const std::filesystem::path& directory, const std::vector<std::string>& kept);

/// Writes every step of the view and `directory`/results.pvd, in which the time of a step is its number.
/// Files of an earlier run are removed first. Collective. \return the names of the files written by all
/// ranks, relative to `directory`. Throws IoError on every rank alike; there is then no results.pvd.
std::vector<std::string> write_vtr(const SolutionView& view, const std::filesystem::path& directory);

/// Of a transient: writes the load cases of stress at uniform temperatures, which belong to no time, as steps
/// from `first_number` on, and `directory`/load_cases.pvd. Collective. \return the names of the files
/// written, relative to `directory`; empty where there is no such load case, or no file for ParaView is asked
/// for.
std::vector<std::string> write_vtr_load_cases(const SolutionView& view, std::size_t first_number,
                                              const std::filesystem::path& directory);

/// A title as part of a file name: lower case letters, digits and `_`, at most 40 characters, never empty.
std::string file_stem(const std::string& title);

}  // namespace strata
