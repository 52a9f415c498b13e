// A coolant that passes over one cell of a cold plate: effectiveness and number of transfer units of a single
// stream (F. P. Incropera et al., Fundamentals of Heat and Mass Transfer, 6th ed., section 11.4). Over the
// cell the wall behind the conductance G has one temperature T, so that with the rate C the coolant goes
//   from T_in to T - (T - T_in) exp(-G/C) and takes Q = C (T_out - T_in):
// exact in the coolant, conservative, and stable however slow the flow.
#pragma once

#include <cmath>

#include <Kokkos_Macros.hpp>

namespace strata {

struct CoolantPassage {
  double carried = 1.0;      ///< exp(-G/C): T_out = carried T_in + (1 - carried) T
  double conductance = 0.0;  ///< Q / (T - T_in) [W/K]
};

/// \param conductance  from T to the coolant [W/K]
/// \param rate         heat capacity rate of the stream [W/K], positive
KOKKOS_INLINE_FUNCTION CoolantPassage pass_cell(double conductance, double rate) {
  const double units = conductance / rate;
  return {std::exp(-units), -rate * std::expm1(-units)};
}

}  // namespace strata
