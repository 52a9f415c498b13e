// Reference values of the transient test cases of 3D-ICE.
#pragma once

#include <array>

namespace strata::verification {

/// Temperatures above 300 K [mK], as printed.
struct PeerRow {
  int die1 = 0;
  int die2 = 0;
};

/// After 2 ms, 4 ms, ... 240 ms, by where the sinks are.
extern const std::array<PeerRow, 120> kRowsTop;
extern const std::array<PeerRow, 120> kRowsBottom;
extern const std::array<PeerRow, 120> kRowsBoth;

}  // namespace strata::verification
