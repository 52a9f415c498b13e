// Collections that ParaView opens: which file holds which time. Reference: "VTK XML file formats", Kitware
// (Collection).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace strata {

/// The collection of a run, in the folder of its results.
inline constexpr const char* kPvdName = "results.pvd";

struct PvdEntry {
  double time = 0.0;
  std::string file;  ///< relative to the collection
};

/// Replaces the collection at `path`, whole or not at all. Throws IoError.
void write_pvd(const std::filesystem::path& path, const std::vector<PvdEntry>& entries);

/// The first lines of a file of VTK's XML formats. \param type  "Collection", "RectilinearGrid"
std::string vtk_file_head(const char* type);

}  // namespace strata
