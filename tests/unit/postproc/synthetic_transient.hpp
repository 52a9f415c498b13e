// A transient of the synthetic case whose temperatures all rise and fall together, for tests of the writers.
#pragma once

#include <vector>

#include "postproc/transient/history.hpp"
#include "synthetic_case.hpp"

namespace strata::test {

/// Times of the rows [s], and by how much the whole case is warmer than synthetic_case.hpp says [K].
inline const std::vector<double> kTimes{0.0, 0.1, 0.2, 0.4, 0.5};
inline const std::vector<double> kRises{0.0, 10.0, 20.0, 5.0, 8.0};
/// Rows whose fields are kept.
inline const std::vector<std::size_t> kSavedRows{2, 4};

/// Every kind of column. The probe is called `corner, "left"` and is as warm as 310 K; the limits are those
/// of the case and one of them twice; the power is 10 W, 20 W from 0.2 s on; the top takes what is released.
TimeSeries synthetic_series();

EnergyBalance synthetic_energy();
StepCounts synthetic_counts();

/// Sets the model's transient, with the save times, and a limit on "chip*" a second time.
void make_transient(SyntheticCase& c);

/// Makes the fields of the case warmer than they are.
void warm(SyntheticCase& c, double kelvin);

}  // namespace strata::test
