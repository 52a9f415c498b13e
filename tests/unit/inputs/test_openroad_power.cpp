#include <charconv>
#include <cmath>
#include <random>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "inputs/error.hpp"
#include "inputs/importers/openroad_power.hpp"
#include "tests/support/mutate.hpp"

using namespace strata;

namespace {

constexpr double kMicro = 1e-6;

struct Core {
  double x0 = 0.0, y0 = 0.0, x1 = 0.0, y1 = 0.0, pitch = 10.0;  // [um]
};

int n_lines(double lower, double upper, double pitch) {
  return static_cast<int>(std::ceil((upper - lower) / pitch - 1e-9));
}

/// A heat map as OpenROAD writes it: columns from the left, four digits, `power` per tile, negative: no
/// cells.
template <class Power>
std::string heat_map(const Core& core, const Power& power, const std::string& unit = "W") {
  std::string text = "x0,y0,x1,y1,value (" + unit + ")\n";
  for (int i = 0; i < n_lines(core.x0, core.x1, core.pitch); ++i) {
    for (int j = 0; j < n_lines(core.y0, core.y1, core.pitch); ++j) {
      const double value = power(i, j);
      if (value < 0.0) continue;
      text += fmt::format("{:.4g},{:.4g},{:.4g},{:.4g},{:.6e}\n", core.x0 + i * core.pitch,
                          core.y0 + j * core.pitch, std::min(core.x0 + (i + 1) * core.pitch, core.x1),
                          std::min(core.y0 + (j + 1) * core.pitch, core.y1), value);
    }
  }
  return text;
}

OpenRoadPower question(const Core& core, std::optional<double> total = {}) {
  OpenRoadPower what;
  what.path = "p.csv";
  what.pitch = core.pitch * kMicro;
  what.core = {{core.x0 * kMicro, core.y0 * kMicro}, {core.x1 * kMicro, core.y1 * kMicro}};
  what.die = {(core.x1 + 100.0) * kMicro, (core.y1 + 100.0) * kMicro};
  what.total = total;
  return what;
}

Conversion convert(const std::string& text, const OpenRoadPower& what) {
  ForeignFiles files;
  files.add("p.csv", text);
  return convert_openroad_power(what, files);
}

std::string mistake(const std::string& text, const OpenRoadPower& what) {
  try {
    convert(text, what);
  } catch (const DeckError& error) {
    const Diagnostic& first = error.diagnostics().front();
    return fmt::format("{}:{} {}", first.position.line, first.position.column, first.message);
  }
  return "";
}

struct ReadTile {
  double x0 = 0.0, y0 = 0.0;  // [um]
  std::int64_t quanta = 0;
  int exponent = 0;
};

std::vector<ReadTile> tiles_of(const Conversion& conversion) {
  std::vector<ReadTile> tiles;
  const std::string& text = conversion.files.at(0).text;
  std::size_t at = text.find('\n') + 1;
  while (at < text.size()) {
    ReadTile tile;
    double x1 = 0.0, y1 = 0.0;
    long long quanta = 0;
    REQUIRE(std::sscanf(text.c_str() + at, "%lf,%lf,%lf,%lf,%llde%d", &tile.x0, &tile.y0, &x1, &y1, &quanta,
                        &tile.exponent) == 6);
    tile.quanta = quanta;
    tiles.push_back(tile);
    at = text.find('\n', at) + 1;
  }
  return tiles;
}

std::int64_t sum_of(const std::vector<ReadTile>& tiles) {
  std::int64_t sum = 0;
  for (const ReadTile& tile : tiles) sum += tile.quanta;
  return sum;
}

}  // namespace

TEST_CASE("rounded corners come back from order and pitch, and absent tiles stay absent") {
  // Beyond 10 mm the file knows 10 um at best.
  const Core core{19500.2, 12000.7, 19587.2, 12040.7, 10.0};
  const auto power = [](int i, int j) { return (i + j) % 3 == 1 ? -1.0 : 0.001 * (1 + i + 10 * j); };
  const Conversion found = convert(heat_map(core, power), question(core));
  const auto tiles = tiles_of(found);
  std::size_t n = 0;
  for (int i = 0; i < 9; ++i) {
    for (int j = 0; j < 4; ++j) {
      if (power(i, j) < 0.0) continue;
      REQUIRE(n < tiles.size());
      CHECK(tiles[n].x0 == Approx(19500.2 + 10.0 * i).epsilon(1e-12));
      CHECK(tiles[n].y0 == Approx(12000.7 + 10.0 * j).epsilon(1e-12));
      CHECK(tiles[n].quanta * std::pow(10.0, tiles[n].exponent) == Approx(power(i, j)).epsilon(1e-6));
      ++n;
    }
  }
  CHECK(n == tiles.size());
}

TEST_CASE("a pitch below the rounding is rebuilt from the order where no tile is missing") {
  const Core core{15000.3, 15000.3, 15040.3, 15025.3, 2.5};
  const Conversion found =
      convert(heat_map(core, [](int i, int j) { return 1e-3 * (1 + i * 10 + j); }), question(core));
  const auto tiles = tiles_of(found);
  REQUIRE(tiles.size() == 160);
  for (int n = 0; n < 160; ++n) {
    const int column = n / 10, row = n % 10;
    CHECK(tiles[static_cast<std::size_t>(n)].x0 == Approx(15000.3 + 2.5 * column).epsilon(1e-12));
    CHECK(tiles[static_cast<std::size_t>(n)].y0 == Approx(15000.3 + 2.5 * row).epsilon(1e-12));
  }
  for (const std::string& remark : found.remarks) CHECK(remark.find("may lie") == std::string::npos);
  const Conversion doubtful =
      convert(heat_map(core, [](int i, int j) { return i == 7 && j > 3 ? -1.0 : 1e-3; }), question(core));
  bool is_said = false;
  for (const std::string& remark : doubtful.remarks)
    is_said = is_said || remark.find("may lie") != std::string::npos;
  CHECK(is_said);
}

TEST_CASE("the decimal sum of the raster is the total to the last digit") {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> power(0.0, 1.0);
  const Core core{10.0, 10.0, 510.0, 310.0, 10.0};
  const std::string text = heat_map(
      core, [&](int, int) { return power(random); }, "mW");
  for (const double total : {1.2, 0.0345, 713.0, 1e-6}) {
    const auto tiles = tiles_of(convert(text, question(core, total)));
    const double quantum = std::pow(10.0, -tiles.front().exponent);
    CHECK(sum_of(tiles) == std::llround(total * quantum));
    CHECK(static_cast<double>(sum_of(tiles)) == Approx(total * quantum).epsilon(1e-15));
  }
}

TEST_CASE("the unit of the header counts, and an old header needs a total") {
  const Core core{0.0, 0.0, 20.0, 10.0, 10.0};
  const auto one = [](int, int) { return 1.0; };
  const auto watts = [&](const std::string& unit) {
    const auto tiles = tiles_of(convert(heat_map(core, one, unit), question(core)));
    return static_cast<double>(sum_of(tiles)) * std::pow(10.0, tiles.front().exponent);
  };
  CHECK(watts("W") == Approx(2.0));
  CHECK(watts("mW") == Approx(2e-3));
  CHECK(watts("nW") == Approx(2e-9));
  std::string old = heat_map(core, one);
  old.erase(old.find(" (W)"), 4);
  CHECK(mistake(old, question(core)) ==
        "1:1 the header states no unit, as older versions of OpenROAD write it");
  CHECK(mistake(old, question(core, 3.0)).empty());
}

TEST_CASE("files that are no heat map of this core are refused at their place") {
  const Core core{0.0, 0.0, 20.0, 20.0, 10.0};
  const OpenRoadPower what = question(core);
  const std::string head = "x0,y0,x1,y1,value (W)\n";
  CHECK(mistake("a,b\n", what) == "1:1 expected the header of an OpenROAD heat map, 'x0,y0,x1,y1,value (W)'");
  CHECK(mistake("x0,y0,x1,y1,value (%)\n", what) == "1:1 the header says (%), which is no unit of power");
  CHECK(mistake(head, what) == "1:1 the file holds no tiles");
  CHECK(mistake(head + "0,0,10,10,x\n", what) == "2:11 expected a number, found 'x'");
  CHECK(mistake(head + "0,0,10,10\n", what) == "2:1 a tile has five numbers x0,y0,x1,y1,value");
  CHECK(mistake(head + "0,0,10,10,-1\n", what) == "2:1 the power of a tile is negative");
  CHECK(mistake(head + "5,0,15,10,1\n", what) ==
        "2:1 the tile does not lie on the grid that --core and --pitch give");
  CHECK(mistake(head + "10,0,20,10,1\n0,0,10,10,1\n", what) ==
        "3:1 the tiles are not in OpenROAD's order: columns from left to right, each from bottom to top");
  CHECK(mistake(head + "0,0,10,10,0\n", question(core, 1.0)) ==
        "2:1 all tiles are zero and cannot be scaled to --total");
}

TEST_CASE("no broken heat map crashes the reader") {
  const Core core{19500.2, 100.0, 19560.2, 160.0, 10.0};
  test::DeckMutator mutator({heat_map(core, [](int i, int j) { return i == j ? -1.0 : 0.25 * i; })}, 7);
  int n_wrong = 0;
  for (int n = 0; n < 2000; ++n) {
    try {
      convert(mutator.next(), question(core, n % 2 == 0 ? std::optional<double>(1.0) : std::nullopt));
    } catch (const DeckError&) {
      ++n_wrong;
    }
  }
  CHECK(n_wrong > 500);
}
