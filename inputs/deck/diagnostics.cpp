#include "inputs/deck/diagnostics.hpp"
