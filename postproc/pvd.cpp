#include "postproc/pvd.hpp"

#include <fmt/format.h>

#include "postproc/atomic_file.hpp"

namespace strata {

std::string vtk_file_head(const char* type) {
  return fmt::format(
      "<?xml version=\"1.0\"?>\n"
      "<VTKFile type=\"{}\" version=\"1.0\" byte_order=\"LittleEndian\" header_type=\"UInt64\">\n",
      type);
}

void write_pvd(const std::filesystem::path& path, const std::vector<PvdEntry>& entries) {
  std::string text = vtk_file_head("Collection") + "  <Collection>\n";
  for (const PvdEntry& entry : entries) {
    text += fmt::format("    <DataSet timestep=\"{}\" part=\"0\" file=\"{}\"/>\n", entry.time, entry.file);
  }
  write_file_atomically(path, text + "  </Collection>\n</VTKFile>\n");
}

}  // namespace strata
