#include "meshes/grid.hpp"
