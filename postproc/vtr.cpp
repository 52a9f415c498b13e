#include "postproc/vtr.hpp"

#include <bit>
#include <cctype>

#include <fmt/format.h>

#include "postproc/atomic_file.hpp"
#include "postproc/collective.hpp"

namespace strata {
namespace {

static_assert(std::endian::native == std::endian::little, "appended data is written as it lies in memory");

constexpr const char* kFolder = "paraview";
constexpr std::uint8_t kHiddenCell = 32;  // vtkDataSetAttributes::HIDDENCELL
constexpr const char* kHead =
    "<?xml version=\"1.0\"?>\n"
    "<VTKFile type=\"{}\" version=\"1.0\" byte_order=\"LittleEndian\" header_type=\"UInt64\">\n";

struct ArrayInfo {
  const char* type;
  const char* name;
  std::uint64_t bytes_per_value;
};
constexpr std::array<ArrayInfo, 4> kCellArrays{{{"Float64", "temperature", 8},
                                                {"UInt16", "material", 2},
                                                {"Float64", "power_density", 8},
                                                {"UInt8", "vtkGhostType", 1}}};
constexpr std::array<const char*, 3> kCoordinateNames{"x", "y", "z"};

std::string extent(const Window& window, int nz) {
  return fmt::format("{} {} {} {} 0 {}", window.i0, window.i1, window.j0, window.j1, nz);
}

/// One rank's own columns as a .vtr file.
class PieceWriter {
 public:
  PieceWriter(const SolutionView& view, const std::filesystem::path& path)
      : view_(view), window_(view.partition.window()), nz_(view.partition.nz()), file_(path) {}

  void write() {
    write_header();
    write_cells(view_.heat.temperature);
    write_cells(view_.heat.material);
    write_cells(view_.heat.power_density);
    write_hidden_flags();
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

  void write_header() {
    const std::string range = extent(window_, nz_);
    std::string text = fmt::format(kHead, "RectilinearGrid");
    text += fmt::format("  <RectilinearGrid WholeExtent=\"{0}\">\n    <Piece Extent=\"{0}\">\n", range);
    text += "      <CellData Scalars=\"temperature\">\n";
    std::uint64_t offset = 0;
    for (const ArrayInfo& array : kCellArrays) {
      text += fmt::format("        <DataArray type=\"{}\" Name=\"{}\" format=\"appended\" offset=\"{}\"/>\n",
                          array.type, array.name, offset);
      offset += sizeof(std::uint64_t) + n_cells() * array.bytes_per_value;
    }
    text += "      </CellData>\n      <Coordinates>\n";
    for (std::size_t axis = 0; axis < 3; ++axis) {
      text +=
          fmt::format("        <DataArray type=\"Float64\" Name=\"{}\" format=\"appended\" offset=\"{}\"/>\n",
                      kCoordinateNames[axis], offset);
      offset += sizeof(std::uint64_t) + lines(axis).second * sizeof(double);
    }
    text +=
        "      </Coordinates>\n    </Piece>\n  </RectilinearGrid>\n  <AppendedData encoding=\"raw\">\n   _";
    file_.write(text);
  }

  void write_block_size(std::uint64_t n_bytes) { file_.write(&n_bytes, sizeof n_bytes); }

  /// Calls work(first index of a row of owned cells) in VTK's order: x fastest, then y, then z.
  template <class Work>
  void for_each_row(Work&& work) const {
    for (int k = 0; k < nz_; ++k) {
      for (int j = 0; j < window_.ny(); ++j) {
        work(static_cast<std::size_t>(owned_index(0, j, k, window_.nx(), nz_)));
      }
    }
  }

  template <class T>
  void write_cells(const std::vector<T>& owned) {
    write_block_size(n_cells() * sizeof(T));
    const auto row_bytes = static_cast<std::size_t>(window_.nx()) * sizeof(T);
    for_each_row([&](std::size_t row) { file_.write(owned.data() + row, row_bytes); });
  }

  void write_hidden_flags() {
    write_block_size(n_cells());
    std::vector<std::uint8_t> flags(static_cast<std::size_t>(window_.nx()));
    for_each_row([&](std::size_t row) {
      for (std::size_t i = 0; i < flags.size(); ++i) {
        flags[i] = view_.heat.material[row + i] == 0 ? kHiddenCell : 0;
      }
      file_.write(flags.data(), flags.size());
    });
  }

  const SolutionView& view_;
  const Window& window_;
  int nz_;
  AtomicWriter file_;
};

std::string joining_file(const SolutionView& view, const std::vector<std::string>& piece_names) {
  const Grid& grid = view.plan.grid;
  const Window whole{0, grid.n_cells(Axis::x), 0, grid.n_cells(Axis::y)};
  const int nz = grid.n_cells(Axis::z);
  std::string text = fmt::format(kHead, "PRectilinearGrid");
  text += fmt::format("  <PRectilinearGrid WholeExtent=\"{}\" GhostLevel=\"0\">\n", extent(whole, nz));
  text += "    <PCellData Scalars=\"temperature\">\n";
  for (const ArrayInfo& array : kCellArrays) {
    text += fmt::format("      <PDataArray type=\"{}\" Name=\"{}\"/>\n", array.type, array.name);
  }
  text += "    </PCellData>\n    <PCoordinates>\n";
  for (const char* name : kCoordinateNames) {
    text += fmt::format("      <PDataArray type=\"Float64\" Name=\"{}\"/>\n", name);
  }
  text += "    </PCoordinates>\n";
  for (int rank = 0; rank < view.partition.n_ranks(); ++rank) {
    text += fmt::format("    <Piece Extent=\"{}\" Source=\"{}\"/>\n", extent(view.partition.window(rank), nz),
                        piece_names[static_cast<std::size_t>(rank)]);
  }
  return text + "  </PRectilinearGrid>\n</VTKFile>\n";
}

std::string collection_file(const std::string& data_file) {
  return fmt::format(kHead, "Collection") +
         fmt::format("  <Collection>\n    <DataSet timestep=\"0\" part=\"0\" file=\"{}\"/>\n", data_file) +
         "  </Collection>\n</VTKFile>\n";
}

/// Takes the index away first, so that it never points at a mixture of old and new pieces.
void remove_old_files(const std::filesystem::path& directory) {
  std::filesystem::remove(directory / "results.pvd");
  std::vector<std::filesystem::path> old;
  for (const auto& entry : std::filesystem::directory_iterator(directory / kFolder)) {
    const auto extension = entry.path().extension();
    if (extension == ".vtr" || extension == ".pvtr" || extension == ".tmp") old.push_back(entry.path());
  }
  for (const auto& path : old) std::filesystem::remove(path);
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

std::vector<std::string> write_vtr(const SolutionView& view, const std::filesystem::path& directory) {
  const std::string stem = file_stem(view.model.title) + "_000000";
  const std::filesystem::path folder = directory / kFolder;
  const int n_ranks = view.partition.n_ranks();
  std::vector<std::string> names;
  names.reserve(static_cast<std::size_t>(n_ranks));
  for (int rank = 0; rank < n_ranks; ++rank) names.push_back(fmt::format("{}_{}.vtr", stem, rank));

  CollectiveGuard guard(view.partition.comm());
  guard.run_on_root([&] {
    make_directory(folder);
    remove_old_files(directory);
  });
  guard.finish();
  guard.run([&] { PieceWriter(view, folder / names[static_cast<std::size_t>(guard.rank())]).write(); });
  guard.finish();
  const std::string top = n_ranks > 1 ? stem + ".pvtr" : names.front();
  guard.run_on_root([&] {
    if (n_ranks > 1) write_file_atomically(folder / top, joining_file(view, names));
    write_file_atomically(directory / "results.pvd", collection_file(std::string(kFolder) + '/' + top));
  });
  guard.finish();

  std::vector<std::string> files{"results.pvd"};
  if (n_ranks > 1) files.push_back(std::string(kFolder) + '/' + top);
  for (const std::string& name : names) files.push_back(std::string(kFolder) + '/' + name);
  return files;
}

}  // namespace strata
