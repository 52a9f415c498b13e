#include "inputs/model.hpp"
