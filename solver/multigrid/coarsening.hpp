// Which columns merge from level to level. Coarsening is in x and y only, by pairs of neighbours; the finest
// strips merge first, so that graded lines even out before everything doubles.
#pragma once

#include <array>
#include <vector>

namespace strata {

/// One lateral axis of one level, whole domain.
struct LevelAxis {
  std::vector<double> width;     ///< of each column strip [m]
  std::vector<int> starts;       ///< first strip of each rank along the axis; size() at the end
  std::vector<int> first_child;  ///< of each strip on the finer level; its size() at the end. Empty: finest

  int n() const { return static_cast<int>(width.size()); }
  /// Distance of the centres of strips i and i + 1 [m]; of an end to itself outside the domain.
  double centre_distance(int i) const;
};

struct LateralLevel {
  std::array<LevelAxis, 2> axes;
  long n_columns() const { return long{axes[0].n()} * axes[1].n(); }
};

/// When two strips may merge.
struct CoarseningRule {
  double anisotropy = 1.0;  ///< factor on the widths along y before they are compared with those along x:
                            ///< sqrt(k_x / k_y)
  double slack = 2.0;       ///< width of the widest merged strip over the target
};

/// The rule that suits the lines of a mesh: a careful one where they are graded, a generous one where not.
CoarseningRule choose_rule(const LateralLevel& finest, double anisotropy);

/// The next coarser level, or one with as many columns where nothing is left to merge.
/// \param target  nominal width of the coarse strips [m], grown until enough strips merge; kept from level to
///                level
/// No pair reaches across two ranks.
LateralLevel coarsen(const LateralLevel& fine, const CoarseningRule& rule, double& target);

/// The same columns as one piece, for levels that every rank holds whole.
LateralLevel without_cuts(const LateralLevel& level);

}  // namespace strata
