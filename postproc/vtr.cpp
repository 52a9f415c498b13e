#include "postproc/vtr.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "postproc/atomic_file.hpp"
#include "postproc/collective.hpp"
#include "postproc/pvd.hpp"
#include "postproc/stress/invariants.hpp"

namespace strata {
namespace {

static_assert(std::endian::native == std::endian::little, "appended data is written as it lies in memory");

constexpr const char* kFolder = "paraview";
constexpr const char* kLoadCasesName = "load_cases.pvd";
constexpr std::uint8_t kHiddenCell = 32;  // vtkDataSetAttributes::HIDDENCELL

/// One array of a file and what its values are.
struct ArrayInfo {
  const char* type;
  const char* name;
  std::uint64_t n_components;
  std::uint64_t bytes_per_value;

  std::uint64_t bytes_per_tuple() const { return n_components * bytes_per_value; }
};
constexpr std::array<const char*, 3> kCoordinateNames{"x", "y", "z"};

/// Place of VTK's components of a symmetric tensor, xx yy zz xy yz xz, among ours.
constexpr std::array<std::size_t, 6> kVtkTensorOrder{0, 1, 2, 5, 3, 4};

std::vector<ArrayInfo> cell_arrays(const SolutionView& view, const ResultStep& step) {
  std::vector<ArrayInfo> arrays{{"Float64", "temperature", 1, 8}, {"UInt16", "material", 1, 2}};
  if (view.model.solves_heat) arrays.push_back({"Float64", "power_density", 1, 8});
  if (step.stress != nullptr) {
    arrays.insert(arrays.end(), {{"Float32", "stress", 6, 4},
                                 {"Float32", "von_mises", 1, 4},
                                 {"Float32", "principal_max", 1, 4},
                                 {"Float32", "interface_traction", 3, 4}});
  }
  arrays.push_back({"UInt8", "vtkGhostType", 1, 1});
  return arrays;
}

std::vector<ArrayInfo> point_arrays(const ResultStep& step) {
  if (step.stress == nullptr) return {};
  return {{"Float32", "displacement", 3, 4}};
}

std::string components_text(const ArrayInfo& array) {
  return array.n_components == 1 ? "" : fmt::format(" NumberOfComponents=\"{}\"", array.n_components);
}

std::string extent(const Window& window, int nz) {
  return fmt::format("{} {} {} {} 0 {}", window.i0, window.i1, window.j0, window.j1, nz);
}

/// Displacements of a load case on a rank's nodes and those around them, ghosted by component; nodes without
/// matter stay where they are, so that warping by the vector leaves no point undefined. Collective.
class PointDisplacement {
 public:
  PointDisplacement(const Partition& cells, const StressStep* step) : nodes_(Partition::nodes_of(cells)) {
    if (step == nullptr) return;
    const HaloExchange halo(nodes_);
    for (std::size_t axis = 0; axis < components_.size(); ++axis) {
      const CellView device("vtr::displacement", static_cast<std::size_t>(nodes_.n_ghosted()));
      components_[axis] = Kokkos::create_mirror_view(device);
      fill(*step, axis);
      Kokkos::deep_copy(device, components_[axis]);
      halo.exchange(device);
      Kokkos::deep_copy(components_[axis], device);
    }
  }

  /// Of the node (i, j, k) of the whole grid [m].
  float at(int i, int j, int k, std::size_t axis) const {
    const Window& mine = nodes_.window();
    const auto node =
        static_cast<std::size_t>(ghosted_index(i - mine.i0, j - mine.j0, k, mine.nx(), nodes_.nz()));
    return static_cast<float>(components_[axis](node));
  }

 private:
  void fill(const StressStep& step, std::size_t axis) {
    const Window& mine = nodes_.window();
    for (int j = 0; j < mine.ny(); ++j) {
      for (int k = 0; k < nodes_.nz(); ++k) {
        for (int i = 0; i < mine.nx(); ++i) {
          const auto node = static_cast<std::size_t>(owned_index(i, j, k, mine.nx(), nodes_.nz()));
          const double value = step.displacement[3 * node + axis];
          components_[axis](static_cast<std::size_t>(ghosted_index(i, j, k, mine.nx(), nodes_.nz()))) =
              std::isnan(value) ? 0.0 : value;
        }
      }
    }
  }

  Partition nodes_;
  std::array<CellView::HostMirror, 3> components_;
};

/// One rank's own columns in one step as a .vtr file.
class PieceWriter {
 public:
  PieceWriter(const SolutionView& view, const ResultStep& step, const PointDisplacement& displacement,
              const std::filesystem::path& path)
      : view_(view),
        step_(step),
        displacement_(displacement),
        window_(view.partition.window()),
        nz_(view.partition.nz()),
        file_(path) {}

  void write() {
    write_header();
    write_heat();
    if (step_.stress != nullptr) write_stress(*step_.stress);
    write_cells<std::uint8_t>([&](std::size_t cell, std::uint8_t* flag) {
      *flag = view_.heat.material[cell] == 0 ? kHiddenCell : 0;
    });
    if (step_.stress != nullptr) write_displacement();
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const auto [first, n] = lines(axis);
      write_block_size(n * sizeof(double));
      file_.write(view_.plan.grid.lines[axis].data() + first, n * sizeof(double));
    }
    file_.write("\n  </AppendedData>\n</VTKFile>\n");
    file_.commit();
  }

 private:
  /// First grid line of this piece and how many there are.
  std::pair<std::size_t, std::size_t> lines(std::size_t axis) const {
    if (axis == 0) return {window_.i0, window_.nx() + 1};
    if (axis == 1) return {window_.j0, window_.ny() + 1};
    return {0, nz_ + 1};
  }
  std::uint64_t n_cells() const { return static_cast<std::uint64_t>(view_.partition.n_owned()); }
  std::uint64_t n_points() const {
    return std::uint64_t{lines(0).second} * lines(1).second * lines(2).second;
  }

  void add_arrays(std::string& text, const std::vector<ArrayInfo>& arrays, std::uint64_t n_tuples,
                  std::uint64_t& offset) const {
    for (const ArrayInfo& array : arrays) {
      text +=
          fmt::format("        <DataArray type=\"{}\" Name=\"{}\"{} format=\"appended\" offset=\"{}\"/>\n",
                      array.type, array.name, components_text(array), offset);
      offset += sizeof(std::uint64_t) + n_tuples * array.bytes_per_tuple();
    }
  }

  void write_header() {
    const std::string range = extent(window_, nz_);
    std::string text = vtk_file_head("RectilinearGrid");
    text += fmt::format("  <RectilinearGrid WholeExtent=\"{0}\">\n    <Piece Extent=\"{0}\">\n", range);
    text += "      <CellData Scalars=\"temperature\">\n";
    std::uint64_t offset = 0;
    add_arrays(text, cell_arrays(view_, step_), n_cells(), offset);
    text += "      </CellData>\n";
    if (step_.stress != nullptr) {
      text += "      <PointData Vectors=\"displacement\">\n";
      add_arrays(text, point_arrays(step_), n_points(), offset);
      text += "      </PointData>\n";
    }
    text += "      <Coordinates>\n";
    for (std::size_t axis = 0; axis < 3; ++axis) {
      add_arrays(text, {{"Float64", kCoordinateNames[axis], 1, 8}}, lines(axis).second, offset);
    }
    text +=
        "      </Coordinates>\n    </Piece>\n  </RectilinearGrid>\n  <AppendedData encoding=\"raw\">\n   _";
    file_.write(text);
  }

  void write_block_size(std::uint64_t n_bytes) { file_.write(&n_bytes, sizeof n_bytes); }

  /// An array of the owned cells in VTK's order: x fastest, then y, then z.
  /// \param value_of  puts the n_components values of a cell (local index) where it is told
  template <class T, std::size_t n_components = 1, class ValueOf>
  void write_cells(ValueOf&& value_of) {
    write_block_size(n_cells() * n_components * sizeof(T));
    std::vector<T> row(static_cast<std::size_t>(window_.nx()) * n_components);
    for (int k = 0; k < nz_; ++k) {
      for (int j = 0; j < window_.ny(); ++j) {
        const auto first = static_cast<std::size_t>(owned_index(0, j, k, window_.nx(), nz_));
        for (std::size_t i = 0; i < static_cast<std::size_t>(window_.nx()); ++i) {
          value_of(first + i, row.data() + i * n_components);
        }
        file_.write(row.data(), row.size() * sizeof(T));
      }
    }
  }

  /// Under a uniform temperature the field is that temperature, without heat.
  void write_heat() {
    const HeatSolution& heat = view_.heat;
    const auto field = [&](const std::vector<double>& solved, double uniform) {
      return [this, &solved, uniform](std::size_t cell, double* value) {
        const bool is_void = view_.heat.material[cell] == 0;
        *value = step_.has_heat ? solved[cell] : is_void ? std::numeric_limits<double>::quiet_NaN() : uniform;
      };
    };
    write_cells<double>(field(heat.temperature, step_.stress != nullptr ? step_.stress->temperature : 0.0));
    write_cells<std::uint16_t>([&](std::size_t cell, std::uint16_t* id) { *id = heat.material[cell]; });
    if (view_.model.solves_heat) write_cells<double>(field(heat.power_density, 0.0));
  }

  void write_stress(const StressStep& stress) {
    write_cells<float, 6>([&](std::size_t cell, float* values) {
      for (const std::size_t component : kVtkTensorOrder) *values++ = stress.stress[cell][component];
    });
    write_cells<float>([&](std::size_t cell, float* value) {
      *value = static_cast<float>(von_mises(as_voigt(stress.stress[cell])));
    });
    write_cells<float>([&](std::size_t cell, float* value) {
      *value = static_cast<float>(principal_stresses(as_voigt(stress.stress[cell]))[0]);
    });
    write_cells<float, 3>([&](std::size_t cell, float* values) {
      for (const float component : stress.interface_traction[cell]) *values++ = component;
    });
  }

  void write_displacement() {
    write_block_size(n_points() * 3 * sizeof(float));
    std::vector<float> row;
    for (int k = 0; k <= nz_; ++k) {
      for (int j = window_.j0; j <= window_.j1; ++j) {
        row.clear();
        for (int i = window_.i0; i <= window_.i1; ++i) {
          for (std::size_t axis = 0; axis < 3; ++axis) row.push_back(displacement_.at(i, j, k, axis));
        }
        file_.write(row.data(), row.size() * sizeof(float));
      }
    }
  }

  const SolutionView& view_;
  const ResultStep& step_;
  const PointDisplacement& displacement_;
  const Window& window_;
  int nz_;
  AtomicWriter file_;
};

std::string joining_file(const SolutionView& view, const ResultStep& step,
                         const std::vector<std::string>& piece_names) {
  const Grid& grid = view.plan.grid;
  const Window whole{0, grid.n_cells(Axis::x), 0, grid.n_cells(Axis::y)};
  const int nz = grid.n_cells(Axis::z);
  std::string text = vtk_file_head("PRectilinearGrid");
  text += fmt::format("  <PRectilinearGrid WholeExtent=\"{}\" GhostLevel=\"0\">\n", extent(whole, nz));
  const auto add = [&](const ArrayInfo& array) {
    text += fmt::format("      <PDataArray type=\"{}\" Name=\"{}\"{}/>\n", array.type, array.name,
                        components_text(array));
  };
  text += "    <PCellData Scalars=\"temperature\">\n";
  for (const ArrayInfo& array : cell_arrays(view, step)) add(array);
  text += "    </PCellData>\n";
  if (step.stress != nullptr) {
    text += "    <PPointData Vectors=\"displacement\">\n";
    for (const ArrayInfo& array : point_arrays(step)) add(array);
    text += "    </PPointData>\n";
  }
  text += "    <PCoordinates>\n";
  for (const char* name : kCoordinateNames) add({"Float64", name, 1, 8});
  text += "    </PCoordinates>\n";
  for (int rank = 0; rank < view.partition.n_ranks(); ++rank) {
    text += fmt::format("    <Piece Extent=\"{}\" Source=\"{}\"/>\n", extent(view.partition.window(rank), nz),
                        piece_names[static_cast<std::size_t>(rank)]);
  }
  return text + "  </PRectilinearGrid>\n</VTKFile>\n";
}

/// A collection and the number of its first step.
struct Numbered {
  std::size_t first = 0;
  const char* name = kPvdName;
};

/// Writes steps and the collection of them, in which the time of a step is its place: a reflow profile may
/// pass a temperature twice. Collective.
std::vector<std::string> write_collection(const SolutionView& view, const std::vector<ResultStep>& steps,
                                          const Numbered& as, const std::filesystem::path& directory) {
  std::vector<std::string> files{as.name};
  std::vector<PvdEntry> entries;
  for (std::size_t n = 0; n < steps.size(); ++n) {
    const std::vector<std::string> written = write_vtr_step(view, steps[n], as.first + n, directory);
    files.insert(files.end(), written.begin(), written.end());
    entries.push_back({static_cast<double>(n), written.front()});
  }
  CollectiveGuard guard(view.partition.comm());
  guard.run_on_root([&] { write_pvd(directory / as.name, entries); });
  guard.finish();
  return files;
}

}  // namespace

std::string file_stem(const std::string& title) {
  constexpr std::size_t longest = 40;
  std::string stem;
  for (const char c : title) {
    if (stem.size() == longest) break;
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 128 && std::isalnum(byte) != 0) {
      stem += static_cast<char>(std::tolower(byte));
    } else if (!stem.empty() && stem.back() != '_') {
      stem += '_';
    }
  }
  while (!stem.empty() && stem.back() == '_') stem.pop_back();
  return stem.empty() ? "results" : stem;
}

void clear_vtr(const std::filesystem::path& directory, const std::vector<std::string>& kept) {
  make_directory(directory / kFolder);
  std::vector<std::filesystem::path> old;
  for (const auto& entry : std::filesystem::directory_iterator(directory / kFolder)) {
    const auto extension = entry.path().extension();
    const std::string name = std::string(kFolder) + '/' + entry.path().filename().string();
    const bool is_ours = extension == ".vtr" || extension == ".pvtr" || extension == ".tmp";
    if (is_ours && std::find(kept.begin(), kept.end(), name) == kept.end()) old.push_back(entry.path());
  }
  for (const auto& path : old) std::filesystem::remove(path);
}

std::vector<std::string> write_vtr_step(const SolutionView& view, const ResultStep& step, std::size_t number,
                                        const std::filesystem::path& directory) {
  const std::filesystem::path folder = directory / kFolder;
  const std::string stem = file_stem(view.model.title) + '_' + step_name(number);
  const int n_ranks = view.partition.n_ranks();
  std::vector<std::string> names;
  names.reserve(static_cast<std::size_t>(n_ranks) + 1);
  for (int rank = 0; rank < n_ranks; ++rank) names.push_back(fmt::format("{}_{}.vtr", stem, rank));
  const PointDisplacement displacement(view.partition, step.stress);
  CollectiveGuard guard(view.partition.comm());
  guard.run([&] {
    PieceWriter(view, step, displacement, folder / names[static_cast<std::size_t>(guard.rank())]).write();
  });
  guard.finish();
  if (n_ranks > 1) {
    const std::string text = joining_file(view, step, names);
    names.insert(names.begin(), stem + ".pvtr");
    guard.run_on_root([&] { write_file_atomically(folder / names.front(), text); });
    guard.finish();
  }
  for (std::string& name : names) name.insert(0, std::string(kFolder) + '/');
  return names;
}

std::vector<std::string> write_vtr(const SolutionView& view, const std::filesystem::path& directory) {
  CollectiveGuard guard(view.partition.comm());
  guard.run_on_root([&] {
    // The index goes first, so that it never points at a mixture of old and new pieces.
    std::filesystem::remove(directory / kPvdName);
    clear_vtr(directory, {});
  });
  guard.finish();
  return write_collection(view, result_steps(view), {0, kPvdName}, directory);
}

std::vector<std::string> write_vtr_load_cases(const SolutionView& view, std::size_t first_number,
                                              const std::filesystem::path& directory) {
  std::vector<ResultStep> steps = result_steps(view);
  std::erase_if(steps, [](const ResultStep& step) { return step.has_heat; });
  if (steps.empty() || !view.model.output.paraview) return {};
  return write_collection(view, steps, {first_number, kLoadCasesName}, directory);
}

}  // namespace strata
