// Pictures are drawn by the Python package strata_post; this starts it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace strata::app {

/// Runs `python3 -m strata_post <arguments>` and waits for it. Returns an empty string, or why it failed (no
/// Python, a missing module, the last line the package printed): pictures never fail a run.
std::string run_strata_post(const std::vector<std::string>& arguments);

}  // namespace strata::app
