#include "checkpoint_case.hpp"

#include <cmath>
#include <cstring>

namespace strata {
namespace {

bool same_bits(const std::map<std::string, std::vector<double>>& a,
               const std::map<std::string, std::vector<double>>& b) {
  if (a.size() != b.size()) return false;
  for (const auto& [name, values] : a) {
    const auto other = b.find(name);
    if (other == b.end() || other->second.size() != values.size()) return false;
    // An empty vector has no bytes to point at.
    if (!values.empty() &&
        std::memcmp(values.data(), other->second.data(), values.size() * sizeof(double)) != 0) {
      return false;
    }
  }
  return true;
}

}  // namespace

Grid unit_grid(int nx, int ny, int nz) {
  Grid grid;
  const int counts[] = {nx, ny, nz};
  for (int axis = 0; axis < 3; ++axis) {
    for (int n = 0; n <= counts[axis]; ++n) grid.lines[axis].push_back(n);
  }
  return grid;
}

double made_up_value(const std::string& field, int i, int j, int k, std::int64_t step) {
  const double seed = 1.0 + i + 101.0 * j + 10007.0 * k + 1e7 * static_cast<double>(step);
  return field == "rate" ? -1.0 / seed : 300.0 + std::sqrt(seed);
}

SavedState made_up_state(const Partition& partition, std::int64_t step) {
  SavedState state;
  state.step = step;
  state.time = static_cast<double>(step) / 3.0;
  state.numbers = {{"next_step", {0.1, 1.0 / 7.0, -0.0, 5e-324}},
                   {"series/values", std::vector<double>(300, static_cast<double>(step) * 0.1)},
                   {"nothing", {}}};
  const Window& w = partition.window();
  for (const char* name : {"temperature", "rate"}) {
    std::vector<double>& field = state.fields[name];
    for (int j = w.j0; j < w.j1; ++j)
      for (int k = 0; k < partition.nz(); ++k)
        for (int i = w.i0; i < w.i1; ++i) field.push_back(made_up_value(name, i, j, k, step));
  }
  return state;
}

bool is_identical(const SavedState& a, const SavedState& b) {
  return a.step == b.step && std::memcmp(&a.time, &b.time, sizeof a.time) == 0 &&
         same_bits(a.numbers, b.numbers) && same_bits(a.fields, b.fields);
}

}  // namespace strata
