#include "tests/performance/lateral_lines.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "inputs/error.hpp"

namespace strata::performance {
namespace {

constexpr int kSamples = 2000;  // per interval, of the relative size

/// The integral of 1 / spacing from the left end of an interval to each of its sample points: a cell of the
/// size asked for is one unit of it.
std::vector<double> cell_measure(double left, double right, const std::function<double(double)>& spacing) {
  std::vector<double> measure{0.0};
  const double step = (right - left) / kSamples;
  for (int s = 0; s < kSamples; ++s) {
    measure.push_back(measure.back() + step / spacing(left + (s + 0.5) * step));
  }
  return measure;
}

/// Coordinates of the n - 1 lines that divide an interval into equal parts of its measure.
void append_inner_lines(double left, double right, const std::vector<double>& measure, int n,
                        std::vector<double>& lines) {
  const double step = (right - left) / kSamples;
  for (int cell = 1; cell < n; ++cell) {
    const double wanted = measure.back() * cell / n;
    const auto above = std::upper_bound(measure.begin(), measure.end(), wanted);
    const auto s = static_cast<int>(above - measure.begin()) - 1;
    const double part = (wanted - measure[s]) / (measure[s + 1] - measure[s]);
    lines.push_back(left + (s + part) * step);
  }
}

/// Cells per interval in proportion to the weights, at least one each, `n_cells` in all.
std::vector<int> share_cells(const std::vector<double>& weights, int n_cells) {
  const int n = static_cast<int>(weights.size());
  if (n > n_cells) {
    throw Error(ExitCode::internal, "more intervals between hard lines than cells to fill them");
  }
  std::vector<int> cells(weights.size(), 1);
  for (int given = n; given < n_cells; ++given) {
    int neediest = 0;
    for (int i = 1; i < n; ++i) {
      if (weights[i] / cells[i] > weights[neediest] / cells[neediest]) neediest = i;
    }
    ++cells[neediest];
  }
  return cells;
}

}  // namespace

std::vector<double> divide_lines(const std::vector<double>& hard, int n_cells,
                                 const std::function<double(double)>& spacing) {
  std::vector<std::vector<double>> measures;
  std::vector<double> weights;
  for (std::size_t i = 0; i + 1 < hard.size(); ++i) {
    measures.push_back(cell_measure(hard[i], hard[i + 1], spacing));
    weights.push_back(measures.back().back());
  }
  const std::vector<int> cells = share_cells(weights, n_cells);
  std::vector<double> lines;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    lines.push_back(hard[i]);
    append_inner_lines(hard[i], hard[i + 1], measures[i], cells[i], lines);
  }
  lines.push_back(hard.back());
  return lines;
}

std::vector<double> even_lines(const std::vector<double>& hard, int n_cells) {
  return divide_lines(hard, n_cells, [](double) { return 1.0; });
}

double width_contrast(const std::vector<double>& lines) {
  double narrowest = std::numeric_limits<double>::infinity();
  double widest = 0.0;
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    narrowest = std::min(narrowest, lines[i + 1] - lines[i]);
    widest = std::max(widest, lines[i + 1] - lines[i]);
  }
  return widest / narrowest;
}

std::vector<double> graded_lines(const std::vector<double>& hard, const std::vector<double>& edges,
                                 int n_cells, double reach, double contrast) {
  const auto with_sizes = [&](double ratio) {
    return divide_lines(hard, n_cells, [&](double coordinate) {
      double distance = std::numeric_limits<double>::infinity();
      for (const double edge : edges) distance = std::min(distance, std::abs(coordinate - edge));
      return 1.0 / ratio + (1.0 - 1.0 / ratio) * std::min(1.0, distance / reach);
    });
  };
  // Few cells average over the finest sizes: ask for more contrast until it is met.
  double lower = 1.0;
  double upper = 1e4;
  std::vector<double> best = with_sizes(contrast);
  const auto deviation = [&](const std::vector<double>& lines) {
    return std::abs(std::log(width_contrast(lines) / contrast));
  };
  for (int step = 0; step < 30; ++step) {
    const double ratio = std::sqrt(lower * upper);
    std::vector<double> lines = with_sizes(ratio);
    (width_contrast(lines) < contrast ? lower : upper) = ratio;
    if (deviation(lines) < deviation(best)) best = std::move(lines);
  }
  return best;
}

}  // namespace strata::performance
