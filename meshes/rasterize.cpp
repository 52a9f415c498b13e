#include "meshes/rasterize.hpp"
