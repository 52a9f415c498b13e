// Random numbers, permutations, Sobol's sequence: functions of seed and index.
#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include <catch2/catch.hpp>

#include "inputs/sweep/counter_random.hpp"
#include "inputs/sweep/samplers.hpp"
#include "inputs/sweep/sobol.hpp"

using namespace strata;

namespace {

/// Sobol's points in the order of other programs, that of the Gray code.
double sobol_in_gray_order(std::uint32_t index, std::size_t dimension) {
  return sobol_bits(index ^ index >> 1, dimension) * 0x1p-32;
}

}  // namespace

TEST_CASE("Philox gives the known answers of Random123") {
  // kat_vectors of Random123 1.14 for philox4x32 with ten rounds
  using Block = std::array<std::uint32_t, 4>;
  constexpr std::uint32_t kOnes = 0xFFFFFFFF;
  CHECK(philox({0, 0, 0, 0}, {0, 0}) == Block{0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8});
  CHECK(philox({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}) ==
        Block{0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD});
  CHECK(philox({0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344}, {0xA4093822, 0x299F31D0}) ==
        Block{0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1});
}

TEST_CASE("texts hash as FNV-1a says") {
  CHECK(hash_text("") == 0xCBF29CE484222325u);
  CHECK(hash_text("a") == 0xAF63DC4C8601EC8Cu);
  CHECK(hash_text("foobar") == 0x85944171F73967E8u);
}

TEST_CASE("random numbers are uniform and independent between streams") {
  constexpr int kNumbers = 100000;
  double mean = 0.0, square = 0.0, product = 0.0;
  for (int i = 0; i < kNumbers; ++i) {
    const double a = random_unit(1, 2, i), b = random_unit(1, 3, i);
    REQUIRE((a > 0.0 && a < 1.0));
    mean += a / kNumbers;
    square += a * a / kNumbers;
    product += (a - 0.5) * (b - 0.5) / kNumbers;
  }
  CHECK(mean == Approx(0.5).margin(4 * std::sqrt(1.0 / 12 / kNumbers)));
  CHECK(square == Approx(1.0 / 3).margin(4 * std::sqrt(4.0 / 45 / kNumbers)));
  CHECK(std::abs(product) < 4.0 / 12 / std::sqrt(kNumbers));
}

TEST_CASE("a permutation hits every place once, whatever the size") {
  for (std::uint64_t size : {1, 2, 3, 4, 5, 7, 16, 17, 64, 100, 129, 1000, 4097}) {
    std::set<std::uint64_t> places;
    for (std::uint64_t i = 0; i < size; ++i) places.insert(permuted(i, size, 11, 5));
    INFO(size);
    CHECK(places.size() == size);
    CHECK(*places.rbegin() == size - 1);
  }
  CHECK(permuted(123456789, 1000000007, 3, 4) < 1000000007);
}

TEST_CASE("all permutations of five things are about as likely") {
  constexpr int kSeeds = 60000;
  std::vector<int> counts(120, 0);
  for (int seed = 0; seed < kSeeds; ++seed) {
    std::vector<std::uint64_t> p(5);
    for (std::uint64_t i = 0; i < 5; ++i) p[i] = permuted(i, 5, seed, 1);
    int rank = 0;
    for (int i = 0; i < 5; ++i)
      rank = rank * (5 - i) + static_cast<int>(std::count_if(
                                  p.begin() + i, p.end(), [&](std::uint64_t other) { return other < p[i]; }));
    ++counts[rank];
  }
  double chi_square = 0.0;
  for (const int count : counts) chi_square += std::pow(count - kSeeds / 120.0, 2) / (kSeeds / 120.0);
  CHECK(chi_square < 119 + 4 * std::sqrt(2 * 119.0));
}

TEST_CASE("Sobol's points are those of scipy") {
  // scipy 1.10.1: scipy.stats.qmc.Sobol(64, scramble=False).random(1024), rows and columns as listed
  constexpr std::array<std::size_t, 7> kDimensions{0, 1, 2, 7, 20, 40, 63};
  struct Row {
    std::uint32_t index;
    std::array<double, 7> values;
  };
  constexpr Row kRows[] = {
      {1, {0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5}},
      {2, {0.75, 0.25, 0.25, 0.75, 0.25, 0.25, 0.75}},
      {3, {0.25, 0.75, 0.75, 0.25, 0.75, 0.75, 0.25}},
      {5, {0.875, 0.875, 0.125, 0.375, 0.625, 0.375, 0.625}},
      {100, {0.4140625, 0.2578125, 0.7734375, 0.4765625, 0.7578125, 0.7109375, 0.6484375}},
      {777,
       {0.6923828125, 0.9365234375, 0.1630859375, 0.7626953125, 0.2373046875, 0.7216796875, 0.4267578125}},
      {1023,
       {0.0009765625, 0.7529296875, 0.6123046875, 0.6181640625, 0.8662109375, 0.6318359375, 0.0400390625}}};
  for (const Row& row : kRows)
    for (std::size_t k = 0; k < kDimensions.size(); ++k)
      CHECK(sobol_in_gray_order(row.index, kDimensions[k]) == row.values[k]);
}

TEST_CASE("scrambled points of any dimension stand one in each of equal intervals") {
  constexpr std::uint32_t kPoints = 256;
  for (std::size_t dimension = 0; dimension < kSobolDimensions; ++dimension) {
    std::set<std::uint32_t> plain, scrambled;
    for (std::uint32_t i = 0; i < kPoints; ++i) {
      const std::uint32_t bits = sobol_bits(i, dimension);
      plain.insert(bits >> 24);
      scrambled.insert(owen_scrambled(bits, 77 + static_cast<std::uint32_t>(dimension)) >> 24);
    }
    INFO(dimension);
    CHECK(plain.size() == kPoints);
    CHECK(scrambled.size() == kPoints);
  }
}

TEST_CASE("the first two dimensions stay a net in base 2 when they are scrambled") {
  constexpr int kLog = 8;
  for (int cut = 0; cut <= kLog; ++cut) {
    std::set<std::uint64_t> boxes;
    for (std::uint32_t i = 0; i < 1u << kLog; ++i) {
      const std::uint64_t x = owen_scrambled(sobol_bits(i, 0), 5), y = owen_scrambled(sobol_bits(i, 1), 9);
      boxes.insert(x >> (32 - cut) << 32 | y >> (32 - (kLog - cut)));
    }
    INFO(cut);
    CHECK(boxes.size() == 1u << kLog);
  }
}

TEST_CASE("scrambling moves a point anywhere with equal likelihood") {
  constexpr std::uint32_t kSeeds = 20000;
  for (const std::uint32_t bits : {0u, 0x80000000u, 0x12345678u}) {
    double mean = 0.0, square = 0.0;
    for (std::uint32_t s = 0; s < kSeeds; ++s) {
      const double x = owen_scrambled(bits, static_cast<std::uint32_t>(random_bits(3, 0, s))) * 0x1p-32;
      mean += x / kSeeds;
      square += x * x / kSeeds;
    }
    CHECK(mean == Approx(0.5).margin(4 * std::sqrt(1.0 / 12 / kSeeds)));
    CHECK(square == Approx(1.0 / 3).margin(4 * std::sqrt(4.0 / 45 / kSeeds)));
  }
}

TEST_CASE("a grid counts through its levels, the last parameter fastest") {
  Sweep sweep;
  sweep.sampler = Sampler::grid;
  sweep.parameters.resize(3);
  sweep.parameters[0].distribution = ChoiceDistribution{{"a", "b"}, {0.5, 0.5}};
  sweep.parameters[1].varies_inside_group = true;
  sweep.parameters[1].levels = 4;
  sweep.parameters[2].levels = 3;
  CHECK(grid_level(sweep, 0, 0) == 0);
  CHECK(grid_level(sweep, 2, 2) == 2);
  CHECK(grid_level(sweep, 0, 3) == 1);
  CHECK(grid_level(sweep, 2, 4) == 1);
  CHECK(grid_level(sweep, 1, 3) == 3);
}
