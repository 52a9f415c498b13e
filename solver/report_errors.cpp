#include "solver/report_errors.hpp"

#include <fmt/format.h>

namespace strata {

DeckError deck_error(const Model& model, const Position& position, const std::string& message,
                     const std::string& hint) {
  std::vector<Diagnostic> list{{Severity::error, position, message, hint}};
  const std::string text = render(list, model.sources_text);
  return {std::move(list), text};
}

std::int64_t cell_number(const Grid& grid, int i, int j, int k) {
  return i + std::int64_t{grid.n_cells(Axis::x)} * (j + std::int64_t{grid.n_cells(Axis::y)} * k);
}

std::int64_t cell_number(const Partition& partition, const Grid& grid, std::int64_t local) {
  const Window& w = partition.window();
  const auto i = static_cast<int>(local % w.nx());
  const auto k = static_cast<int>(local / w.nx() % partition.nz());
  const auto j = static_cast<int>(local / w.nx() / partition.nz());
  return cell_number(grid, w.i0 + i, w.j0 + j, k);
}

std::string describe_cell(const Model& model, const Grid& grid, std::int64_t number) {
  const int nx = grid.n_cells(Axis::x), ny = grid.n_cells(Axis::y);
  const auto i = static_cast<int>(number % nx);
  const auto j = static_cast<int>(number / nx % ny);
  const auto k = static_cast<int>(number / nx / ny);
  const Body* body = nullptr;
  for (const Body& candidate : model.geometry.bodies) {
    const CellRange r = cells_of(grid, candidate.box);
    const bool inside = i >= r.lower[0] && i < r.upper[0] && j >= r.lower[1] && j < r.upper[1] &&
                        k >= r.lower[2] && k < r.upper[2];
    if (inside) body = &candidate;
  }
  const std::string where =
      body == nullptr ? std::string("void")
                      : fmt::format("{} ({})", body->name,
                                    model.materials.at(static_cast<std::size_t>(body->material)).name);
  return fmt::format("cell ({}, {}, {}) at ({:.6g}, {:.6g}, {:.6g}) mm in {}", i, j, k,
                     1e3 * grid.centre(Axis::x, i), 1e3 * grid.centre(Axis::y, j),
                     1e3 * grid.centre(Axis::z, k), where);
}

std::int64_t first_of_ranks(MPI_Comm comm, std::int64_t number) {
  std::int64_t first = number;
  MPI_Allreduce(&number, &first, 1, MPI_INT64_T, MPI_MIN, comm);
  return first;
}

double sum_over_ranks(MPI_Comm comm, double value) {
  double sum = value;
  MPI_Allreduce(&value, &sum, 1, MPI_DOUBLE, MPI_SUM, comm);
  return sum;
}

}  // namespace strata
