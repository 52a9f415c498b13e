// `strata post` and `strata in-situ`.
#pragma once

#include "solver/app/command.hpp"

namespace strata::app {

void add_post(CLI::App& app, Invocation& invocation);
void add_in_situ(CLI::App& app, Invocation& invocation);

}  // namespace strata::app
