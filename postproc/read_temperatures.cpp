#include "postproc/read_temperatures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "inputs/error.hpp"
#include "postproc/collective.hpp"
#include "postproc/hdf5_reader.hpp"

namespace strata {
namespace {

// Lines of the same deck differ by nothing; those of another spelling of its lengths by rounding.
constexpr double kRoundingOfLines = 1e-9;

bool has_grid(const Hdf5Reader& file, const Grid& grid) {
  constexpr std::array<const char*, 3> paths{"/grid/x", "/grid/y", "/grid/z"};
  for (std::size_t axis = 0; axis < paths.size(); ++axis) {
    const std::vector<double> stored = file.read(paths[axis]);
    const std::vector<double>& lines = grid.lines[axis];
    const double extent = lines.back() - lines.front();
    const bool is_same =
        std::equal(stored.begin(), stored.end(), lines.begin(), lines.end(),
                   [extent](double a, double b) { return std::abs(a - b) <= kRoundingOfLines * extent; });
    if (!is_same) return false;
  }
  return true;
}

std::string last_heat_step(const Hdf5Reader& file, const std::filesystem::path& path) {
  std::vector<std::string> steps = file.names("/steps");
  std::reverse(steps.begin(), steps.end());
  for (const std::string& step : steps) {
    const std::string cells = "/steps/" + step + "/cells";
    const std::vector<std::string> fields = file.names(cells);
    if (std::find(fields.begin(), fields.end(), "temperature") != fields.end()) return cells + "/temperature";
  }
  throw IoError("'" + path.string() + "' holds no temperatures");
}

/// This rank's columns, from (z, y, x) into local order.
std::vector<double> read_window(const Hdf5Reader& file, const std::string& dataset,
                                const Partition& partition) {
  const Window& mine = partition.window();
  const int nx = mine.nx(), ny = mine.ny(), nz = partition.nz();
  const Hdf5Block block{{0, static_cast<hsize_t>(mine.j0), static_cast<hsize_t>(mine.i0)},
                        {static_cast<hsize_t>(nz), static_cast<hsize_t>(ny), static_cast<hsize_t>(nx)}};
  const std::vector<double> values = file.read(dataset, block);
  std::vector<double> owned(values.size());
  std::size_t from = 0;
  for (int k = 0; k < nz; ++k) {
    for (int j = 0; j < ny; ++j) {
      for (int i = 0; i < nx; ++i)
        owned[static_cast<std::size_t>(owned_index(i, j, k, nx, nz))] = values[from++];
    }
  }
  return owned;
}

}  // namespace

std::vector<double> read_temperatures(const std::filesystem::path& path, const Grid& grid,
                                      const Partition& partition) {
  CollectiveGuard guard(partition.comm());
  bool is_same_grid = true;
  std::vector<double> owned;
  guard.run([&] {
    const Hdf5Reader file(path);
    is_same_grid = has_grid(file, grid);
    if (is_same_grid) owned = read_window(file, last_heat_step(file, path), partition);
  });
  guard.finish();
  if (!is_same_grid)
    throw Error(
        ExitCode::deck,
        "'" + path.string() + "' was computed on another grid, so its temperatures cannot be started from");
  return owned;
}

}  // namespace strata
