// Every key of a sweep, declared once like those of a deck; the reference in docs/datasets.md is derived from
// it.
#pragma once

#include "inputs/deck/keys.hpp"

namespace strata {

/// The whole sweep.
const KeyTable& sweep_table();

}  // namespace strata
