#include "inputs/sweep/samplers.hpp"

#include <stdexcept>

#include "inputs/sweep/counter_random.hpp"
#include "inputs/sweep/sobol.hpp"

namespace strata {

std::uint64_t n_levels(const SweepParameter& parameter) {
  if (const auto* choices = std::get_if<ChoiceDistribution>(&parameter.distribution))
    return choices->texts.size();
  return parameter.levels.value_or(1);
}

double sample_share(const Sweep& sweep, std::size_t parameter, const SamplePoint& point) {
  // By name, so that a further parameter leaves those that are there alone.
  const std::uint64_t stream = hash_text(sweep.parameters[parameter].name);
  switch (sweep.sampler) {
    case Sampler::random:
      return random_unit(sweep.seed, stream, point.index);
    case Sampler::latin_hypercube: {
      const std::uint64_t shuffled = permuted(point.index, point.n_points, sweep.seed, ~stream);
      return (static_cast<double>(shuffled) + random_unit(sweep.seed, stream, point.index)) /
             static_cast<double>(point.n_points);
    }
    case Sampler::sobol: {
      const auto scramble = static_cast<std::uint32_t>(random_bits(sweep.seed, stream, 0));
      const std::uint32_t bits =
          owen_scrambled(sobol_bits(static_cast<std::uint32_t>(point.index), parameter), scramble);
      return (static_cast<double>(bits) + 0.5) * 0x1p-32;
    }
    case Sampler::grid:
    case Sampler::table:
      break;
  }
  throw std::logic_error("grids and tables draw no shares");
}

std::uint64_t grid_level(const Sweep& sweep, std::size_t parameter, std::uint64_t point) {
  const bool inside = sweep.parameters[parameter].varies_inside_group;
  for (std::size_t p = sweep.parameters.size(); p-- > 0;) {
    if (sweep.parameters[p].varies_inside_group != inside) continue;
    const std::uint64_t levels = n_levels(sweep.parameters[p]);
    if (p == parameter) return point % levels;
    point /= levels;
  }
  throw std::logic_error("this parameter is not in the grid");
}

}  // namespace strata
