// The report of finished runs, for the commands that make one.
#pragma once

#include <string>
#include <vector>

namespace strata::app {

/// Writes one HTML page about the runs in the folders `results`; `output` empty: report.html in the folder of
/// one run, in the working directory for several. Returns the path written. Throws Error: `deck` where a
/// folder is not that of a finished run, `io` where it cannot be read or the page cannot be written; nothing
/// is written then.
std::string write_report(const std::vector<std::string>& results, const std::string& output);

}  // namespace strata::app
