// Another program, started and waited for.
#pragma once

#include <string>
#include <vector>

namespace strata::app {

struct ChildResult {
  std::string failure;  ///< why it could not be started; empty where it was
  int status = -1;      ///< what it ended with; -1: a signal ended it
  std::string output;   ///< stdout and stderr
};

/// This process's environment without what would make a child of an MPI program look like a rank.
std::vector<std::string> environment_without_ranks();

/// Runs `words[0]`, found on the PATH, with nothing on its stdin.
ChildResult run_child(std::vector<std::string> words, std::vector<std::string> environment);

/// The last line of a text that is not blank.
std::string last_line(const std::string& text);

}  // namespace strata::app
