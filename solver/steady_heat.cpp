#include "solver/steady_heat.hpp"
