#include "inputs/sweep/power_maps.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "inputs/selections.hpp"
#include "inputs/sweep/counter_random.hpp"

namespace strata {

namespace {

double area_of(const Rectangle& r) {
  return (r.upper[0] - r.lower[0]) * (r.upper[1] - r.lower[1]);
}

bool matches_words(std::string_view pattern, std::string_view name) {
  while (true) {
    const std::size_t p = pattern.find('.'), n = name.find('.');
    if (!matches_glob(pattern.substr(0, p), name.substr(0, n))) return false;
    if (p == std::string_view::npos || n == std::string_view::npos) return p == n;
    pattern.remove_prefix(p + 1);
    name.remove_prefix(n + 1);
  }
}

double sum_of(const Raster& raster) {
  return std::accumulate(raster.begin(), raster.end(), 0.0,
                         [](double sum, const Tile& tile) { return sum + tile.value; });
}

/// Scales tiles to a sum; the last tile takes the rounding, which is small against the largest one.
void scale_to(Raster& raster, double power) {
  // Single precision hides the last bits of exp and erf, in which libraries and processors differ.
  for (Tile& tile : raster) tile.value = static_cast<float>(tile.value);
  const double sum = sum_of(raster);
  for (Tile& tile : raster) tile.value *= power / sum;
  std::iter_swap(raster.end() - 1,
                 std::max_element(raster.begin(), raster.end(),
                                  [](const Tile& a, const Tile& b) { return a.value < b.value; }));
  raster.back().value = 0.0;
  raster.back().value = power - sum_of(raster);
}

/// Cuts a rectangle in two until there are enough: always the largest piece, across its longer side, between
/// 30 and 70 % of it.
std::vector<Rectangle> sliced(const Rectangle& area, int n_blocks, RandomStream& random) {
  std::vector<Rectangle> blocks{area};
  while (blocks.size() < static_cast<std::size_t>(n_blocks)) {
    const auto largest =
        std::max_element(blocks.begin(), blocks.end(),
                         [](const Rectangle& a, const Rectangle& b) { return area_of(a) < area_of(b); });
    Rectangle other = *largest;
    const std::size_t axis = other.upper[0] - other.lower[0] >= other.upper[1] - other.lower[1] ? 0 : 1;
    const double share = 0.3 + 0.4 * random.unit();
    const double cut = other.lower[axis] + share * (other.upper[axis] - other.lower[axis]);
    largest->upper[axis] = cut;
    other.lower[axis] = cut;
    blocks.push_back(other);
  }
  return blocks;
}

Raster floorplan(const PowerMapSpec& spec, const Rectangle& area, RandomStream& random) {
  Raster raster;
  for (const Rectangle& block : sliced(area, spec.n_blocks, random)) {
    const double density = std::exp(random.unit() * std::log(spec.contrast));
    raster.push_back({block, density * area_of(block)});
  }
  return raster;
}

/// Boundaries of equal cells along an axis; the last one is the rectangle's own.
std::vector<double> lines_of(const Rectangle& area, std::size_t axis, int n_cells) {
  std::vector<double> lines(static_cast<std::size_t>(n_cells) + 1);
  for (std::size_t i = 0; i < lines.size(); ++i)
    lines[i] = area.lower[axis] + (area.upper[axis] - area.lower[axis]) *
                                      (static_cast<double>(i) / static_cast<double>(n_cells));
  lines.back() = area.upper[axis];
  return lines;
}

/// A raster of cells with x fastest, from value(i, j).
template <typename Function>
Raster cell_raster(const PowerMapSpec& spec, const Rectangle& area, const Function& value) {
  const auto x = lines_of(area, 0, spec.cells[0]), y = lines_of(area, 1, spec.cells[1]);
  Raster raster;
  raster.reserve((x.size() - 1) * (y.size() - 1));
  for (std::size_t j = 0; j + 1 < y.size(); ++j)
    for (std::size_t i = 0; i + 1 < x.size(); ++i)
      raster.push_back({{{x[i], y[j]}, {x[i + 1], y[j + 1]}}, value(i, j)});
  return raster;
}

/// Lower triangle L of the covariance exp(-d^2 / (2 length^2)) = L L^T between the centres of equal cells.
std::vector<double> covariance_root(std::size_t n, double spacing, double length) {
  // The matrix is singular to rounding where cells are far smaller than the length.
  constexpr double kRegular = 1e-9;
  std::vector<double> root(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const double d = static_cast<double>(i - j) * spacing / length;
      double sum = std::exp(-0.5 * d * d) + (i == j ? kRegular : 0.0);
      for (std::size_t k = 0; k < j; ++k) sum -= root[i * n + k] * root[j * n + k];
      root[i * n + j] = i == j ? std::sqrt(std::max(sum, kRegular * kRegular)) : sum / root[j * n + j];
    }
  }
  return root;
}

/// The covariance is a product over the axes, so the field is L_x N L_y^T with N independent normal numbers:
/// exactly Gaussian, with exactly that covariance between cells.
Raster gaussian_field(const PowerMapSpec& spec, const Rectangle& area, RandomStream& random) {
  const auto nx = static_cast<std::size_t>(spec.cells[0]), ny = static_cast<std::size_t>(spec.cells[1]);
  const auto root_x =
      covariance_root(nx, (area.upper[0] - area.lower[0]) / static_cast<double>(nx), spec.length_scale);
  const auto root_y =
      covariance_root(ny, (area.upper[1] - area.lower[1]) / static_cast<double>(ny), spec.length_scale);
  std::vector<double> normal(nx * ny), half(nx * ny, 0.0), field(nx * ny, 0.0);
  for (double& value : normal) value = random.normal();
  for (std::size_t j = 0; j < ny; ++j)
    for (std::size_t i = 0; i < nx; ++i)
      for (std::size_t k = 0; k <= i; ++k) half[j * nx + i] += root_x[i * nx + k] * normal[j * nx + k];
  for (std::size_t j = 0; j < ny; ++j)
    for (std::size_t k = 0; k <= j; ++k)
      for (std::size_t i = 0; i < nx; ++i) field[j * nx + i] += root_y[j * ny + k] * half[k * nx + i];
  return cell_raster(
      spec, area, [&](std::size_t i, std::size_t j) { return std::exp(spec.deviation * field[j * nx + i]); });
}

/// Shares of a Gaussian that lie in each cell of an axis; they sum to 1, so none of its power leaves the
/// rectangle.
std::vector<double> spot_shares(const std::vector<double>& lines, double centre, double radius) {
  std::vector<double> shares(lines.size() - 1);
  const double scale = 1.0 / (std::sqrt(2.0) * radius);
  for (std::size_t i = 0; i < shares.size(); ++i)
    shares[i] = std::erf((lines[i + 1] - centre) * scale) - std::erf((lines[i] - centre) * scale);
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) share /= sum;
  return shares;
}

Raster hot_spots(const PowerMapSpec& spec, const Rectangle& area, RandomStream& random) {
  const auto x = lines_of(area, 0, spec.cells[0]), y = lines_of(area, 1, spec.cells[1]);
  const auto nx = static_cast<std::size_t>(spec.cells[0]), ny = static_cast<std::size_t>(spec.cells[1]);
  const auto n_spots = static_cast<std::size_t>(spec.n_spots);
  std::vector<std::array<double, 2>> centres(n_spots);
  std::vector<double> strengths(n_spots);
  for (std::size_t s = 0; s < n_spots; ++s) {
    for (std::size_t axis = 0; axis < 2; ++axis)
      centres[s][axis] = area.lower[axis] + random.unit() * (area.upper[axis] - area.lower[axis]);
    strengths[s] = 0.5 + random.unit();
  }
  const double all = std::accumulate(strengths.begin(), strengths.end(), 0.0);
  std::vector<double> cells(nx * ny, (1.0 - spec.spot_share) / static_cast<double>(nx * ny));
  for (std::size_t s = 0; s < n_spots; ++s) {
    const auto in_x = spot_shares(x, centres[s][0], spec.spot_radius);
    const auto in_y = spot_shares(y, centres[s][1], spec.spot_radius);
    const double share = spec.spot_share * strengths[s] / all;
    for (std::size_t j = 0; j < ny; ++j)
      for (std::size_t i = 0; i < nx; ++i) cells[j * nx + i] += share * in_x[i] * in_y[j];
  }
  return cell_raster(spec, area, [&](std::size_t i, std::size_t j) { return cells[j * nx + i]; });
}

}  // namespace

bool names_source(const std::string& pattern, const HeatSource& source, const Model& model) {
  if (matches_words(pattern, source.target)) return true;
  const std::int32_t placed = model.geometry.bodies[static_cast<std::size_t>(source.body)].placement;
  if (placed < 0) return false;
  const Placement& placement = model.geometry.placements[static_cast<std::size_t>(placed)];
  return matches_words(pattern, placement.part + source.target.substr(placement.name.size()));
}

Raster random_map(const PowerMapSpec& spec, const Rectangle& area, double power, std::uint64_t seed) {
  RandomStream random(seed, 0);
  Raster raster;
  switch (spec.kind) {
    case PowerMapSpec::Kind::floorplan:
      raster = floorplan(spec, area, random);
      break;
    case PowerMapSpec::Kind::gaussian_field:
      raster = gaussian_field(spec, area, random);
      break;
    case PowerMapSpec::Kind::hot_spots:
      raster = hot_spots(spec, area, random);
      break;
  }
  scale_to(raster, power);
  return raster;
}

std::uint64_t map_seed(std::uint64_t sweep_seed, std::uint64_t id, const std::string& source) {
  return random_bits(sweep_seed, hash_text("power map of " + source), id);
}

void place_random_maps(const Sweep& sweep, std::uint64_t id, Model& model) {
  for (HeatSource& source : model.sources) {
    for (auto spec = sweep.power_maps.rbegin(); spec != sweep.power_maps.rend(); ++spec) {
      if (!names_source(spec->source, source, model)) continue;
      const Rectangle area{{source.region.lower[0], source.region.lower[1]},
                           {source.region.upper[0], source.region.upper[1]}};
      source.map = random_map(*spec, area, source.power, map_seed(sweep.seed, id, source.target));
      break;
    }
  }
}

}  // namespace strata
