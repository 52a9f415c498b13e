// The sanity figure beside a computed stack: what laminate theory says of the layers at its centre.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "inputs/model.hpp"

namespace strata {

/// Of layers of unlimited extent: edges, steps and what lies beside the column are left out.
struct LaminateFigure {
  std::string name;                   ///< of the placement; "assembly" for the whole
  std::array<double, 2> curvature{};  ///< along x and y [1/m]; positive: convex
  double warpage = 0.0;  ///< from the centre to the corners of its footprint [m]; positive: convex
};

/// The assembly, then each placement: the layers that a vertical line through the centre crosses, on a
/// symmetry plane where the footprint ends there. Left out where the line meets void between layers, or a
/// material without mechanics. \param temperatures  by body index [K]
std::vector<LaminateFigure> laminate_figures(const Model& model, const std::vector<double>& temperatures);

}  // namespace strata
