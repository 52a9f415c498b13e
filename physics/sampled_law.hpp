// A property of an effective medium as a law: what its constituents give, sampled over temperature.
#pragma once

#include <functional>

#include "inputs/model.hpp"
#include "physics/sampling.hpp"

namespace strata {

/// Value of a property at temperature T [K].
using Property = std::function<double(double T)>;

/// A constant where all `laws` are, else a table that stays within 1e-4 of `property` over the range in which
/// a law varies (ends nobody set, at 0 K or above 1e5 K, become -75 and 450 degC).
PropertyLaw sampled(const Property& property, const Laws& laws);

}  // namespace strata
