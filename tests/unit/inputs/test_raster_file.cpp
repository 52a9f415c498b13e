#include <catch2/catch.hpp>

#include "inputs/raster_file.hpp"
#include "inputs/rasters.hpp"

using namespace strata;

namespace {

std::string mistake(const std::string& text, const std::string& format = "") {
  Diagnostics diagnostics;
  CHECK_FALSE(parse_raster(text, format, 3, diagnostics).has_value());
  REQUIRE_FALSE(diagnostics.list().empty());
  const Diagnostic& first = diagnostics.list().front();
  CHECK(first.position.file == 3);
  return std::to_string(first.position.line) + ":" + std::to_string(first.position.column) + " " +
         first.message;
}

Tile tile(double x0, double y0, double x1, double y1) {
  return {{{x0, y0}, {x1, y1}}, 1.0};
}

}  // namespace

TEST_CASE("a matrix is read row by row; comments, blanks, a byte order mark and CRLF do not disturb") {
  Diagnostics diagnostics;
  const auto raster = parse_raster("\xEF\xBB\xBF# map\r\n1, 2e0\r\n\r\n-3 ,4.5\r\n", "", 0, diagnostics);
  REQUIRE(raster.has_value());
  const RasterFile file = raster.value_or(RasterFile{});
  CHECK_FALSE(file.is_tiles);
  CHECK(file.rows == std::vector<std::vector<double>>{{1.0, 2.0}, {-3.0, 4.5}});
  CHECK(file.lines == std::vector<int>{2, 4});
}

TEST_CASE("tiles are known by their header, or by the deck's word") {
  Diagnostics diagnostics;
  const auto by_header = parse_raster("x0, y0, x1, y1, value\n0,0,1,2,3\n", "", 0, diagnostics);
  REQUIRE(by_header.has_value());
  CHECK(by_header->is_tiles);
  REQUIRE(by_header->tiles.size() == 1);
  CHECK(by_header->tiles[0].area.upper[1] == 2.0);
  CHECK(by_header->tiles[0].value == 3.0);
  CHECK(by_header->lines == std::vector<int>{2});
  const auto by_word = parse_raster("0,0,1,2,3\n", "tiles", 0, diagnostics);
  REQUIRE(by_word.has_value());
  CHECK(by_word->tiles.size() == 1);
}

TEST_CASE("mistakes in a raster file come with line and column") {
  CHECK(mistake("1,2\n3,x\n") == "2:3 expected a number, found 'x'");
  CHECK(mistake("1,2\n3\n") == "2:1 this row has 1 values, the first one has 2");
  CHECK(mistake("1,,2\n") == "1:3 expected a number, found ''");
  CHECK(mistake("1,nan\n") == "1:3 expected a number, found 'nan'");
  CHECK(mistake("1,1e999\n") == "1:3 expected a number, found '1e999'");
  CHECK(mistake("x0,y0,x1,y1,value\n0,0,1,1\n") == "2:1 a tile has five numbers x0,y0,x1,y1,value; found 4");
  CHECK(mistake("x0,y0,x1,y1,value\n1,0,1,1,5\n") == "2:1 a tile needs x0 < x1 and y0 < y1");
  CHECK(mistake("x0,y0,x1,y1,value\n", "matrix") ==
        "1:1 this is the header of tiles, but the deck says 'format: matrix'");
  CHECK(mistake("# nothing\n") == "1:1 the file holds no values");
  CHECK(mistake("") == "1:1 the file holds no values");
}

TEST_CASE("a file full of mistakes is not read to its end") {
  Diagnostics diagnostics;
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "word\n";
  CHECK_FALSE(parse_raster(text, "", 0, diagnostics).has_value());
  CHECK(diagnostics.list().size() == 20);
}

TEST_CASE("overlapping tiles are found, touching ones are not") {
  CHECK_FALSE(find_overlap({tile(0, 0, 1, 1), tile(1, 0, 2, 1), tile(0, 1, 2, 2)}).has_value());
  CHECK(find_overlap({tile(0, 0, 1, 1), tile(3, 3, 4, 4), tile(0.5, 0.5, 2, 2)}) == std::make_pair(0ul, 2ul));
  CHECK(find_overlap({tile(0, 0, 4, 4), tile(1, 1, 2, 2)}).has_value());
  CHECK(find_overlap({tile(1, 1, 2, 2), tile(0, 0, 4, 4)}).has_value());
  CHECK(find_overlap({tile(0, 0, 1, 1), tile(0, 0, 1, 1)}).has_value());
}

TEST_CASE("a checkerboard of many tiles has no overlap") {
  Raster raster;
  for (int i = 0; i < 100; ++i)
    for (int j = 0; j < 100; ++j) raster.push_back(tile(i, j, i + 1, j + 1));
  CHECK_FALSE(find_overlap(raster).has_value());
  raster.push_back(tile(50.25, 50.25, 50.75, 50.75));
  CHECK(find_overlap(raster) == std::make_pair(std::size_t{5050}, std::size_t{10000}));
}
