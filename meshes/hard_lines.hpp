// The lines a grid must have: who wishes for a line where, and which of those wishes merge into one line.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "inputs/model.hpp"
#include "meshes/grid.hpp"

namespace strata {

inline constexpr int kNoCause = -1;  ///< the domain itself

/// What wants a grid line: an item of the Model, by kind and index.
struct Asker {
  enum class Kind : std::uint8_t { domain, body, region, boundary, source, support, pressure };
  Kind kind = Kind::domain;
  std::int32_t index = 0;
};

/// One coordinate at which somebody wants a grid line.
struct LineWish {
  double coordinate = 0.0;  ///< [m]
  float lateral_area =
      0.0F;  ///< of the asker [m^2]; single precision, so that rounding does not tell equals apart
  Asker asker;
  std::int32_t cause = kNoCause;  ///< index into LineWishes::causes
};

struct LineWishes {
  std::array<std::vector<LineWish>, 3> along;  ///< per axis
  std::vector<std::string> causes;             ///< parts, layers, regions and patches by name
  std::vector<std::int32_t> cause_of_body;     ///< per body
  std::vector<std::int32_t> cause_of_region;   ///< per mesh region
};

/// A line the grid must have.
struct HardLine {
  double coordinate = 0.0;        ///< [m]
  std::int32_t cause = kNoCause;  ///< of the wish that set it
  bool is_shared = false;         ///< another cause, or the domain, asks for it too
};

struct HardLines {
  std::vector<HardLine> lines;           ///< ascending
  std::vector<Grid::MergedLine> merged;  ///< wishes that moved; `line` is an index into `lines`
  std::vector<std::string> sentences;    ///< one per merged pair
};

/// Every line the model asks for, clipped to the domain.
LineWishes collect_line_wishes(const Model& model);

/// "gpu" for a body, "mesh region hot" and so on: the asker in words.
std::string describe(const Model& model, const Asker& asker);

/// One line for all wishes at one coordinate, then one for all wishes closer than `tolerance` [m] (0: none):
/// the domain wins, then bodies, and among equals the larger lateral area, then the earlier item. A wish is a
/// line of its own unless a line of higher rank is too close, and joins the nearest line then, so a chain of
/// close wishes cannot drift.
HardLines merge_line_wishes(const Model& model, Axis axis, std::vector<LineWish> wishes, double tolerance);

}  // namespace strata
