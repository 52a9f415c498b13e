#include "solver/stress/multigrid/mode_algebra.hpp"

#include <bit>
#include <cstddef>
#include <vector>

namespace strata {
namespace {

std::int16_t index_of(int component_a, int a, int component_b, int b) {
  return kModeIndex[as_index(8 * component_a + a)][as_index(8 * component_b + b)];
}

double number(const ModeNumbers& numbers, int component_a, int a, int component_b, int b) {
  const std::int16_t n = index_of(component_a, a, component_b, b);
  return n < 0 ? 0.0 : numbers[static_cast<std::size_t>(n)];
}

/// Sign of a monomial at a corner.
double sign(int monomial, int corner) {
  return std::popcount(static_cast<unsigned>(monomial & ~corner)) % 2 == 0 ? 1.0 : -1.0;
}

/// The products that are not always 0, each once.
struct Product {
  std::int16_t number;
  std::int8_t component_a, a, component_b, b;
};
const std::vector<Product>& products() {
  static const std::vector<Product> list = [] {
    std::vector<Product> all;
    const auto add = [&all](const auto& modes) {
      for (std::size_t m = 0; m < modes.size(); ++m)
        for (std::size_t n = 0; n <= m; ++n)
          all.push_back(
              {index_of(modes[m].component, modes[m].monomial, modes[n].component, modes[n].monomial),
               static_cast<std::int8_t>(modes[m].component), static_cast<std::int8_t>(modes[m].monomial),
               static_cast<std::int8_t>(modes[n].component), static_cast<std::int8_t>(modes[n].monomial)});
    };
    add(kEven);
    add(kOdd);
    return all;
  }();
  return list;
}

/// Sources of one product of the parent along one axis: those of the child, -1 where there is none.
struct Sources {
  std::int16_t both, only_a, only_b, neither;  ///< of the monomials, those lowered by the axis' factor
  bool a_varies, b_varies;                     ///< the monomials contain the axis' factor
};
std::vector<Sources> make_sources(int bit) {
  std::vector<Sources> list;
  for (const Product& p : products()) {
    const bool a_varies = (p.a & bit) != 0, b_varies = (p.b & bit) != 0;
    const auto lowered = [&](bool lower_a, bool lower_b) -> std::int16_t {
      if ((lower_a && !a_varies) || (lower_b && !b_varies)) return -1;
      return index_of(p.component_a, lower_a ? p.a & ~bit : p.a, p.component_b, lower_b ? p.b & ~bit : p.b);
    };
    list.push_back({lowered(false, false), lowered(true, false), lowered(false, true), lowered(true, true),
                    a_varies, b_varies});
  }
  return list;
}

}  // namespace

ModeNumbers expand(const CellModes<double>& modes) {
  ModeNumbers numbers{};
  const auto set = [&](int component_a, int a, int component_b, int b, double value) {
    numbers[static_cast<std::size_t>(index_of(component_a, a, component_b, b))] = value;
  };
  const auto pair = [&](const PairBlock<double>& block, int ca, int a, int cb, int b) {
    set(ca, a, ca, a, block.first);
    set(cb, b, cb, b, block.second);
    set(ca, a, cb, b, block.cross);
  };
  const auto triple = [&](const SymmetricBlock<double>& block, int a, int b, int c) {
    set(0, a, 0, a, block.xx);
    set(1, b, 1, b, block.yy);
    set(2, c, 2, c, block.zz);
    set(0, a, 1, b, block.xy);
    set(0, a, 2, c, block.xz);
    set(1, b, 2, c, block.yz);
  };
  triple(modes.stretch, 1, 2, 4);
  pair(modes.shear_xy, 0, 2, 1, 1);
  pair(modes.shear_xz, 0, 4, 2, 1);
  pair(modes.shear_yz, 1, 4, 2, 2);
  pair(modes.bend_x, 1, 3, 2, 5);
  pair(modes.bend_y, 0, 3, 2, 6);
  pair(modes.bend_z, 0, 5, 1, 6);
  triple(modes.twist, 6, 5, 3);
  set(0, 7, 0, 7, modes.hourglass_x);
  set(1, 7, 1, 7, modes.hourglass_y);
  set(2, 7, 2, 7, modes.hourglass_z);
  return numbers;
}

void add_child(const ModeNumbers& child, const ChildPlace& place, int bit, ModeNumbers& parent) {
  static const std::array<std::vector<Sources>, 2> sources{make_sources(1), make_sources(2)};
  const std::vector<Sources>& list = sources[bit == 1 ? 0 : 1];
  const auto of = [&child](std::int16_t n) { return n < 0 ? 0.0 : child[static_cast<std::size_t>(n)]; };
  for (std::size_t n = 0; n < list.size(); ++n) {
    const Sources& s = list[n];
    // A monomial with the axis' factor is size times itself plus centre times the one without; products
    // multiply.
    const double size_a = s.a_varies ? place.size : 1.0, size_b = s.b_varies ? place.size : 1.0;
    parent[n] += size_a * size_b * of(s.both) + place.centre * size_b * of(s.only_a) +
                 place.centre * size_a * of(s.only_b) + place.centre * place.centre * of(s.neither);
  }
}

CornerBlocks corner_blocks(const ModeNumbers& numbers) {
  CornerBlocks blocks{};
  for (int ca = 0; ca < 3; ++ca) {
    for (int cb = 0; cb < 3; ++cb) {
      // Signs multiply to the monomial a ^ b, so sums over pairs with one product come first.
      double own[8] = {}, below[8] = {};
      for (int a = 1; a < 8; ++a)
        for (int b = 1; b < 8; ++b) {
          const double value = number(numbers, ca, a, cb, b);
          if (value == 0.0) continue;
          own[a ^ b] += value;
          // Of the lower corner the sign of b changes where it contains zeta.
          below[a ^ b] += (b & 4) != 0 ? -value : value;
        }
      for (int corner = 0; corner < 8; ++corner) {
        double sum = 0.0, coupling = 0.0;
        for (int r = 0; r < 8; ++r) {
          sum += sign(r, corner) * own[r];
          coupling += sign(r, corner) * below[r];
        }
        static constexpr int kPlace[3][3] = {{0, 3, 4}, {3, 1, 5}, {4, 5, 2}};
        blocks.own[static_cast<std::size_t>(corner)][static_cast<std::size_t>(kPlace[ca][cb])] = sum;
        if (corner >= 4) blocks.below[as_index(corner - 4)][as_index(3 * ca + cb)] = coupling;
      }
    }
  }
  return blocks;
}

std::array<double, 576> corner_matrix(const ModeNumbers& numbers) {
  std::array<double, 576> matrix{};
  for (const Product& p : products()) {
    const double value = numbers[static_cast<std::size_t>(p.number)];
    const bool is_diagonal = p.component_a == p.component_b && p.a == p.b;
    for (int row = 0; row < 8; ++row)
      for (int column = 0; column < 8; ++column) {
        const double entry = value * sign(p.a, row) * sign(p.b, column);
        const auto r = as_index(3 * row + p.component_a);
        const auto c = as_index(3 * column + p.component_b);
        matrix[r * 24 + c] += entry;
        if (!is_diagonal) matrix[c * 24 + r] += entry;
      }
  }
  return matrix;
}

}  // namespace strata
