// Pictures and reports are made by the Python package strata_post; this starts it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "inputs/error.hpp"

namespace strata::app {

struct PostOutcome {
  ExitCode exit_code = ExitCode::ok;  ///< internal where it could not be started
  std::string output;                 ///< all it printed, or why it could not be started
};

/// Folder of the Python files that come with the program (strata_post, catalyst): in the tree that it was
/// built from, or where STRATA_ROOT says; empty where they are not found.
std::filesystem::path python_folder();

/// Runs `python3 -m strata_post <arguments>` and waits for it.
PostOutcome call_strata_post(const std::vector<std::string>& arguments);

/// The same where only failure matters. Returns an empty string, or why it failed (no Python, a missing
/// module, the last line the package printed): pictures never fail a run.
std::string run_strata_post(const std::vector<std::string>& arguments);

/// What the package printed, as text of our own: without its name, without the end of the line.
std::string own_words(std::string text);

}  // namespace strata::app
