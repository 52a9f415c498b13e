// The records of a verification run as a console table, as JSON and as a page.
#pragma once

#include <string>
#include <vector>

#include "tests/verification/suite.hpp"

namespace strata::verification {

/// Table for people: cases with their quantities, reference, computed, error, bound, source; a summary line
/// at the end. \param colour  mark the verdicts with terminal colours
std::string console_table(const std::vector<Record>& records, bool colour);

/// JSON text: {format_version, strata, commit, passed, records: [{case, quantity, unit, computed, reference,
/// error, bound, passed, source}]}. Numbers that are not finite become null. \param version, commit  of the
/// program
std::string json_report(const std::vector<Record>& records, const std::string& version,
                        const std::string& commit);

/// One self-contained HTML page with the same content.
std::string html_report(const std::vector<Record>& records, const std::string& version,
                        const std::string& commit);

}  // namespace strata::verification
