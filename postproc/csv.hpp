// Lines of CSV files, quoted as RFC 4180 says; they end with a line feed, as text files do here.
#pragma once

#include <string>
#include <vector>

namespace strata {

/// One record. A field with a comma, a quotation mark or a line break is quoted.
std::string csv_line(const std::vector<std::string>& fields);

}  // namespace strata
