#include "meshes/partition.hpp"
