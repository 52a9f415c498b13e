#include <catch2/catch.hpp>

#include "postproc/stress/edge_zone.hpp"

using namespace strata;

namespace {

/// 6 x 4 cells of 1 mm.
Grid square_grid() {
  Grid grid;
  grid.lines = {std::vector<double>{0, 1e-3, 2e-3, 3e-3, 4e-3, 5e-3, 6e-3},
                std::vector<double>{0, 1e-3, 2e-3, 3e-3, 4e-3}, std::vector<double>{0, 1e-3}};
  return grid;
}

/// Rows of marks as text, the last row of y first, as one sees them from above.
std::string marked(const Window& window, const std::vector<int>& labels, const std::vector<Face>& symmetry,
                   double distance) {
  std::vector<char> marks(labels.size(), 0);
  mark_edge_zone(square_grid(), window, labels, symmetry, distance, marks);
  std::string text;
  for (int j = window.ny() - 1; j >= 0; --j) {
    for (int i = 0; i < window.nx(); ++i) {
      const int column = j * window.nx() + i;
      text += marks[static_cast<std::size_t>(column)] != 0 ? '#' : '.';
    }
    text += '/';
  }
  return text;
}

const Window kAll{0, 6, 0, 4};

}  // namespace

TEST_CASE("cells whose centre is nearer to the rim than the distance are marked") {
  const std::vector<int> labels(24, 7);
  CHECK(marked(kAll, labels, {}, 0.6e-3) == "######/#....#/#....#/######/");
  // A centre exactly at the distance is far enough.
  CHECK(marked(kAll, labels, {}, 0.5e-3) == "....../....../....../....../");
  CHECK(marked(kAll, labels, {Face::x_min, Face::y_max}, 0.6e-3) == ".....#/.....#/.....#/######/");
  CHECK(marked(kAll, labels, {}, 0.0) == "....../....../....../....../");
}

TEST_CASE("sides between labels are edges, sides within void are not") {
  std::vector<int> labels(24, -1);
  for (const std::size_t n : {8U, 9U}) labels[n] = 3;  // two cells in the row above the lowest
  CHECK(marked(kAll, labels, {}, 0.6e-3) == "....../..##../.####./..##../");
  labels[9] = 4;
  CHECK(marked(kAll, labels, {}, 0.6e-3) == "....../..##../.####./..##../");
}

TEST_CASE("distances to the end of an edge are round") {
  std::vector<int> labels(24, -1);
  labels[7] = 0;
  // Centres beside the corner lie at 0.71 mm of it.
  CHECK(marked(kAll, labels, {}, 0.7e-3) == "....../.#..../###.../.#..../");
  CHECK(marked(kAll, labels, {}, 0.72e-3) == "....../###.../###.../###.../");
}

TEST_CASE("the rim of a window inside the grid is no edge") {
  const Window part{2, 5, 0, 2};
  CHECK(marked(part, std::vector<int>(6, 1), {}, 0.6e-3) == ".../###/");
}

TEST_CASE("a window is widened until the distance is covered") {
  const Window wide = widened(square_grid(), {3, 4, 2, 3}, 1.5e-3);
  CHECK(wide.i0 == 1);
  CHECK(wide.i1 == 6);
  CHECK(wide.j0 == 0);
  CHECK(wide.j1 == 4);
}
