#include "solver/heat_solution.hpp"
