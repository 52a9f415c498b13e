#include "postproc/csv.hpp"

namespace strata {
namespace {

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    quoted += c;
    if (c == '"') quoted += c;
  }
  return quoted + '"';
}

}  // namespace

std::string csv_line(const std::vector<std::string>& fields) {
  std::string line;
  for (std::size_t n = 0; n < fields.size(); ++n) line += (n == 0 ? "" : ",") + csv_field(fields[n]);
  return line + '\n';
}

}  // namespace strata
