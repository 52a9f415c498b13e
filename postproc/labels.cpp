#include "postproc/labels.hpp"

#include <array>
#include <ctime>

#include <mpi.h>

namespace strata {

const char* face_name(Face face) {
  static constexpr std::array<const char*, 6> names{"x_min", "x_max", "y_min", "y_max", "bottom", "top"};
  return names[static_cast<std::size_t>(face)];
}

const char* body_kind_name(BodyKind kind) {
  static constexpr std::array<const char*, 4> names{"layer", "block", "fill", "around"};
  return names[static_cast<std::size_t>(kind)];
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text.data(), length};
}

std::string host_name() {
  std::array<char, MPI_MAX_PROCESSOR_NAME> text{};
  int length = 0;
  MPI_Get_processor_name(text.data(), &length);
  return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace strata
