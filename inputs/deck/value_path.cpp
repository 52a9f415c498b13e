#include "inputs/deck/value_path.hpp"

#include <fmt/format.h>

#include "inputs/deck/diagnostics.hpp"

namespace strata {

std::string ValuePath::text() const {
  std::string result;
  for (const Step& step : steps_) {
    if (step.key == nullptr) {
      result += fmt::format("[{}]", step.index);
    } else {
      result += (result.empty() ? "" : ".") + shown(*step.key, 40);
    }
  }
  return result;
}

}  // namespace strata
