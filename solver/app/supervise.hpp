// A launcher that is waited for, and that hears what the scheduler or the user says.
#pragma once

#include <string>
#include <vector>

namespace strata::app {

/// Starts `words[0]`, found on the PATH, waits for it and returns its exit code, 128 + n after signal n.
/// USR1, TERM and INT are passed on as USR1: mpirun hands that on to its ranks, whereas TERM and INT give
/// them one second to live. A second TERM or INT is passed on as it is. The child ends with this process.
/// Throws Error where it cannot be started.
int supervise(std::vector<std::string> words);

}  // namespace strata::app
