#include "solver/active_rows.hpp"

#include <cmath>
#include <limits>

namespace strata {

namespace {

/// visit(cell of the whole plane, area, temperature) for what this rank sees of a face.
template <class Visitor>
void visit(const Grid& grid, const ActiveFace& face, const Visitor& visitor) {
  std::size_t n = 0;
  for (int j = face.lower[1]; j < face.upper[1]; ++j) {
    for (int i = face.lower[0]; i < face.upper[0]; ++i, ++n) {
      if (std::isnan(face.temperature[n])) continue;
      visitor(std::int64_t{j} * grid.n_cells(Axis::x) + i,
              grid.spacing(Axis::x, i) * grid.spacing(Axis::y, j), face.temperature[n]);
    }
  }
}

}  // namespace

ActiveRows::ActiveRows(const ThermalProblem& problem, const std::vector<ActiveFace>& faces)
    : problem_(problem), places_(hottest_places(faces)) {
  const Grid& grid = problem.grid();
  for (const Place& place : places_) {
    const auto i = static_cast<int>(place.cell % grid.n_cells(Axis::x));
    const auto j = static_cast<int>(place.cell / grid.n_cells(Axis::x));
    const double z = grid.lines[2][static_cast<std::size_t>(faces[place.face].k_line)];
    const BodyIndex body = faces[place.face].body;
    rows_.push_back({body, true, {}, 0.0});
    rows_.push_back({body, false, {grid.centre(Axis::x, i), grid.centre(Axis::y, j), z}, 0.0});
  }
  const std::vector<double> temperatures = values(faces);
  for (std::size_t row = 0; row < rows_.size(); ++row) rows_[row].temperature = temperatures[row];
}

/// Of each face that is seen anywhere.
std::vector<ActiveRows::Place> ActiveRows::hottest_places(const std::vector<ActiveFace>& faces) const {
  constexpr double kNowhere = -std::numeric_limits<double>::infinity();
  constexpr std::int64_t kNoPlace = std::numeric_limits<std::int64_t>::max();
  const MPI_Comm comm = problem_.partition().comm();
  const auto n = static_cast<int>(faces.size());
  std::vector<double> mine(faces.size(), kNowhere);
  for (std::size_t f = 0; f < faces.size(); ++f) {
    visit(problem_.grid(), faces[f],
          [&](std::int64_t, double, double temperature) { mine[f] = std::max(mine[f], temperature); });
  }
  std::vector<double> highest = mine;
  MPI_Allreduce(MPI_IN_PLACE, highest.data(), n, MPI_DOUBLE, MPI_MAX, comm);
  std::vector<std::int64_t> cells(faces.size(), kNoPlace);
  for (std::size_t f = 0; f < faces.size(); ++f) {
    visit(problem_.grid(), faces[f], [&](std::int64_t cell, double, double temperature) {
      if (temperature == highest[f]) cells[f] = std::min(cells[f], cell);
    });
  }
  MPI_Allreduce(MPI_IN_PLACE, cells.data(), n, MPI_INT64_T, MPI_MIN, comm);
  std::vector<Place> places;
  for (std::size_t f = 0; f < faces.size(); ++f) {
    if (cells[f] != kNoPlace) places.push_back({f, cells[f]});
  }
  return places;
}

std::vector<double> ActiveRows::values(const std::vector<ActiveFace>& faces) const {
  std::vector<double> sums(3 * places_.size(), 0.0);  // area, area * temperature, temperature at the place
  for (std::size_t p = 0; p < places_.size(); ++p) {
    visit(problem_.grid(), faces[places_[p].face], [&](std::int64_t cell, double area, double temperature) {
      sums[3 * p] += area;
      sums[3 * p + 1] += area * temperature;
      if (cell == places_[p].cell) sums[3 * p + 2] = temperature;  // one rank owns it
    });
  }
  MPI_Allreduce(MPI_IN_PLACE, sums.data(), static_cast<int>(sums.size()), MPI_DOUBLE, MPI_SUM,
                problem_.partition().comm());
  std::vector<double> values;
  for (std::size_t p = 0; p < places_.size(); ++p) {
    values.push_back(sums[3 * p + 1] / sums[3 * p]);
    values.push_back(sums[3 * p + 2]);
  }
  return values;
}

}  // namespace strata
