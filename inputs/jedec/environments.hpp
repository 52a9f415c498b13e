// The environments in which JEDEC's thermal metrics are defined, as models: the package of a deck with its
// own boundaries taken away, on a cold plate or on a test board.
#pragma once

#include <array>
#include <string>

#include "inputs/model.hpp"

namespace strata {

/// A test board for area-array packages with two signal and two power planes (2s2p).
struct TestBoard {
  std::string standard;          ///< "JESD51-9, 101.5 x 114.5 mm"
  std::array<double, 2> size{};  ///< [m]
};

/// The board for a package of this size [m]. Throws Error (deck) where it is larger than the standard's
/// largest board serves (90 mm).
TestBoard test_board_for(const std::array<double, 2>& package);

/// Names that the environments add to the model.
namespace jedec {
inline constexpr const char* kBoardProbe = "jedec_board.probe";  ///< die whose face is where T_B is taken
inline constexpr const char* kCaseProbe =
    "jedec_case_centre";                                     ///< boundary whose surface is where T_T is taken
inline constexpr const char* kCase = "jedec_case";           ///< top of the package
inline constexpr const char* kBoardTop = "jedec_board_top";  ///< faces inside, of the board above all
inline constexpr const char* kBoardBottom = "jedec_board_bottom";
}  // namespace jedec

/// One face of the package on an isothermal plate, all others adiabatic: theta-JC (JESD51-12, JESD51-14).
/// \param face  Face::top or Face::bottom
Model on_cold_plate(Model package, Face face, double temperature);

/// The package on its test board, which a ring of copper at one temperature clamps on both sides from 5 mm
/// beside the package outward; all else adiabatic: theta-JB (JESD51-8). Throws as test_board_for.
Model on_ring_cold_plate(const Model& package, double temperature);

/// Film coefficients around a package on its board in still air [W/(m^2.K)].
struct StillAir {
  double ambient = 298.15;  ///< [K]
  double package_top = 10.0;
  double board_top = 10.0;  ///< and all other faces inside
  double board_bottom = 10.0;
};

/// The package on its test board, horizontal in still air: theta-JA, psi-JT, psi-JB (JESD51-2A). The film
/// coefficients are the caller's. Throws as test_board_for.
Model in_still_air(const Model& package, const StillAir& air);

/// Throws Error (deck) where the model cannot be characterised: symmetry planes (a half package on a whole
/// board), no die, or no power.
void require_whole_package(const Model& package);

}  // namespace strata
