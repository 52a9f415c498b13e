#include "physics/effective_medium.hpp"
