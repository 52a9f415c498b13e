#include "postproc/dataset/resampler.hpp"

#include <algorithm>

namespace strata {

namespace {

constexpr std::size_t kBlock = 16;  ///< of a transposition: two blocks of doubles stay in the first cache

std::size_t cells_of(const std::vector<double>& lines) {
  return lines.size() - 1;
}

/// rows x (old along the axis) -> rows x (new along the axis), the axis fastest.
void pass_fastest(const AxisOverlap& axis, std::size_t n_rows, const double* from, double* to) {
  for (std::size_t row = 0; row < n_rows; ++row, from += axis.n_from, to += axis.n_to) {
    for (int c = 0; c < axis.n_to; ++c) {
      const double* old = from + axis.first[c];
      double sum = 0.0;
      for (int n = axis.offset[c]; n < axis.offset[c + 1]; ++n) sum += axis.share[n] * *old++;
      to[c] = sum;
    }
  }
}

/// outer x (old along the axis) x inner -> outer x (new along the axis) x inner.
void pass_outer(const AxisOverlap& axis, std::size_t n_outer, std::size_t n_inner, const double* from,
                double* to) {
  for (std::size_t outer = 0; outer < n_outer; ++outer, from += n_inner * axis.n_from) {
    for (int c = 0; c < axis.n_to; ++c, to += n_inner) {
      const double* old = from + n_inner * axis.first[c];
      const double* share = axis.share.data() + axis.offset[c];
      const int count = axis.count(c);
      if (count == 0) std::fill_n(to, n_inner, 0.0);
      if (count > 0) {
        for (std::size_t i = 0; i < n_inner; ++i) to[i] = share[0] * old[i];
      }
      for (int n = 1; n < count; ++n) {
        old += n_inner;
        for (std::size_t i = 0; i < n_inner; ++i) to[i] += share[n] * old[i];
      }
    }
  }
}

/// The same as pass_outer, values one behind the other: thickness / sum of thickness / value, without layers
/// of value 0.
void pass_series(const AxisOverlap& axis, std::size_t n_inner, const double* from, double* to) {
  std::vector<double> resistance(n_inner);
  for (int c = 0; c < axis.n_to; ++c, to += n_inner) {
    std::fill_n(to, n_inner, 0.0);
    std::fill(resistance.begin(), resistance.end(), 0.0);
    const double* old = from + n_inner * axis.first[c];
    for (int n = axis.offset[c]; n < axis.offset[c + 1]; ++n, old += n_inner) {
      const double share = axis.share[n];
      for (std::size_t i = 0; i < n_inner; ++i) {
        const bool conducts = old[i] > 0.0;
        to[i] += conducts ? share : 0.0;
        resistance[i] += conducts ? share / old[i] : 0.0;
      }
    }
    for (std::size_t i = 0; i < n_inner; ++i) to[i] = resistance[i] > 0.0 ? to[i] / resistance[i] : 0.0;
  }
}

/// (z, y, x) -> (x, y, z).
std::vector<double> turned(const std::vector<double>& values, std::size_t nx, std::size_t ny,
                           std::size_t nz) {
  std::vector<double> result(values.size());
  for (std::size_t j = 0; j < ny; ++j) {
    for (std::size_t i0 = 0; i0 < nx; i0 += kBlock) {
      for (std::size_t k0 = 0; k0 < nz; k0 += kBlock) {
        for (std::size_t i = i0; i < std::min(nx, i0 + kBlock); ++i) {
          for (std::size_t k = k0; k < std::min(nz, k0 + kBlock); ++k)
            result[(i * ny + j) * nz + k] = values[(k * ny + j) * nx + i];
        }
      }
    }
  }
  return result;
}

/// Weights of ids in one cell, few at a time.
class Ballot {
 public:
  explicit Ballot(std::size_t n_ids) : weight_(n_ids, 0.0) {}
  void add(std::uint16_t id, double weight) {
    if (id == 0) return;
    if (weight_[id] == 0.0) seen_.push_back(id);
    weight_[id] += weight;
  }
  /// The winner; forgets everything.
  std::uint16_t close() {
    std::uint16_t best = 0;
    double most = 0.0;
    for (const std::uint16_t id : seen_) {
      if (weight_[id] > most || (weight_[id] == most && id < best)) {
        best = id;
        most = weight_[id];
      }
      weight_[id] = 0.0;
    }
    seen_.clear();
    return best;
  }

 private:
  std::vector<double> weight_;
  std::vector<std::uint16_t> seen_;
};

}  // namespace

AxisOverlap::AxisOverlap(const std::vector<double>& from, const std::vector<double>& to)
    : offset{0},
      is_identity(from == to),
      n_from(static_cast<int>(cells_of(from))),
      n_to(static_cast<int>(cells_of(to))) {
  first.reserve(cells_of(to));
  offset.reserve(to.size());
  share.reserve(cells_of(from) + cells_of(to));
  for (std::size_t c = 0; c + 1 < to.size(); ++c) {
    // The first old cell that ends above the new cell's lower end.
    const auto above = std::upper_bound(from.begin() + 1, from.end(), to[c]);
    auto old = static_cast<std::size_t>(above - from.begin()) - 1;
    first.push_back(static_cast<int>(old));
    for (; old + 1 < from.size() && from[old] < to[c + 1]; ++old) {
      const double overlap = std::min(from[old + 1], to[c + 1]) - std::max(from[old], to[c]);
      share.push_back(overlap / (to[c + 1] - to[c]));
    }
    offset.push_back(static_cast<int>(share.size()));
  }
}

Resampler::Resampler(const GridLines& from, const GridLines& to)
    : from_(from),
      to_(to),
      axes_{AxisOverlap(from[0], to[0]), AxisOverlap(from[1], to[1]), AxisOverlap(from[2], to[2])} {}

bool Resampler::is_identity() const {
  return std::all_of(axes_.begin(), axes_.end(), [](const AxisOverlap& axis) { return axis.is_identity; });
}

std::size_t Resampler::n_from() const {
  return cells_of(from_[0]) * cells_of(from_[1]) * cells_of(from_[2]);
}

std::size_t Resampler::n_to() const {
  return cells_of(to_[0]) * cells_of(to_[1]) * cells_of(to_[2]);
}

const std::vector<double>& Resampler::reduce_plane(const std::vector<double>& old) {
  const std::size_t ny = cells_of(from_[1]), nz = cells_of(from_[2]);
  const std::size_t to_nx = cells_of(to_[0]), to_ny = cells_of(to_[1]);
  const std::vector<double>* current = &old;
  if (!axes_[0].is_identity) {
    along_x_.resize(to_nx * ny * nz);
    pass_fastest(axes_[0], ny * nz, current->data(), along_x_.data());
    current = &along_x_;
  }
  if (!axes_[1].is_identity) {
    along_y_.resize(to_nx * to_ny * nz);
    pass_outer(axes_[1], nz, to_nx, current->data(), along_y_.data());
    current = &along_y_;
  }
  return *current;
}

std::vector<double> Resampler::volume_mean(const std::vector<double>& old) {
  const std::size_t nx = cells_of(from_[0]), nz = cells_of(from_[2]);
  const std::size_t to_nx = cells_of(to_[0]), to_ny = cells_of(to_[1]), to_nz = cells_of(to_[2]);
  const std::vector<double>* current = &old;
  if (!axes_[1].is_identity) {
    along_y_.resize(nx * to_ny * nz);
    pass_outer(axes_[1], nz, nx, current->data(), along_y_.data());
    current = &along_y_;
  }
  if (!axes_[2].is_identity) {
    along_z_.resize(nx * to_ny * to_nz);
    pass_outer(axes_[2], 1, nx * to_ny, current->data(), along_z_.data());
    current = &along_z_;
  }
  if (axes_[0].is_identity) return turned(*current, nx, to_ny, to_nz);
  // Along x last and on the turned field: then every pass runs over neighbours in memory.
  const std::vector<double> planes = turned(*current, nx, to_ny, to_nz);
  std::vector<double> result(to_nx * to_ny * to_nz);
  pass_outer(axes_[0], 1, to_ny * to_nz, planes.data(), result.data());
  return result;
}

std::vector<double> Resampler::matter_mean(const std::vector<double>& old, const std::vector<double>& solid,
                                           const std::vector<double>& fraction, double empty) {
  // Of the difference, so that a uniform field of the value `empty` stays what it is, and rounding counts
  // against the difference.
  const bool copies = is_identity();
  const double base = copies ? 0.0 : empty;
  counted_.resize(old.size());
  for (std::size_t cell = 0; cell < old.size(); ++cell)
    counted_[cell] = solid[cell] > 0.0 ? old[cell] - base : 0.0;
  std::vector<double> mean = volume_mean(counted_);
  for (std::size_t cell = 0; cell < mean.size(); ++cell) {
    if (fraction[cell] > 0.0) {
      if (!copies) mean[cell] = base + mean[cell] / fraction[cell];
    } else {
      mean[cell] = empty;
    }
  }
  return mean;
}

std::vector<double> Resampler::series_through_z(const std::vector<double>& old) {
  const std::vector<double>& planes = reduce_plane(old);
  const std::size_t to_nx = cells_of(to_[0]), to_ny = cells_of(to_[1]), to_nz = cells_of(to_[2]);
  if (axes_[2].is_identity) return turned(planes, to_nx, to_ny, to_nz);
  along_z_.resize(n_to());
  pass_series(axes_[2], to_nx * to_ny, planes.data(), along_z_.data());
  return turned(along_z_, to_nx, to_ny, to_nz);
}

std::vector<double> Resampler::area_mean(const std::vector<double>& old) const {
  const std::size_t ny = cells_of(from_[1]), to_nx = cells_of(to_[0]), to_ny = cells_of(to_[1]);
  std::vector<double> rows(to_nx * ny), planes(to_nx * to_ny), result(to_nx * to_ny);
  pass_fastest(axes_[0], ny, old.data(), rows.data());
  pass_outer(axes_[1], 1, to_nx, rows.data(), planes.data());
  for (std::size_t j = 0; j < to_ny; ++j) {
    for (std::size_t i = 0; i < to_nx; ++i) result[i * to_ny + j] = planes[j * to_nx + i];
  }
  return result;
}

std::vector<std::uint16_t> Resampler::majority(const std::vector<std::uint16_t>& old) const {
  const auto& [x, y, z] = axes_;
  const auto nx = static_cast<std::size_t>(x.n_from);
  const std::size_t layer = nx * static_cast<std::size_t>(y.n_from);
  Ballot ballot(std::size_t{1} + (old.empty() ? 0 : *std::max_element(old.begin(), old.end())));
  std::vector<std::uint16_t> result;
  result.reserve(n_to());
  struct Column {
    std::size_t place;
    double area;
  };
  std::vector<Column> columns;
  for (int i = 0; i < x.n_to; ++i) {
    for (int j = 0; j < y.n_to; ++j) {
      columns.clear();
      for (int b = 0; b < y.count(j); ++b) {
        for (int a = 0; a < x.count(i); ++a) {
          columns.push_back({static_cast<std::size_t>(y.first[j] + b) * nx + (x.first[i] + a),
                             y.share[y.offset[j] + b] * x.share[x.offset[i] + a]});
        }
      }
      for (int k = 0; k < z.n_to; ++k) {
        for (int c = 0; c < z.count(k); ++c) {
          const std::uint16_t* ids = old.data() + layer * static_cast<std::size_t>(z.first[k] + c);
          const double height = z.share[z.offset[k] + c];
          for (const Column& column : columns) ballot.add(ids[column.place], height * column.area);
        }
        result.push_back(ballot.close());
      }
    }
  }
  return result;
}

std::vector<int> Resampler::holders(int axis) const {
  const std::vector<double>& from = from_[axis];
  const std::vector<double>& to = to_[axis];
  std::vector<int> result;
  result.reserve(cells_of(from));
  for (std::size_t c = 0; c + 1 < from.size(); ++c) {
    const double centre = 0.5 * (from[c] + from[c + 1]);
    const auto above = std::upper_bound(to.begin(), to.end(), centre) - to.begin();
    result.push_back(
        above == 0 || above == static_cast<std::ptrdiff_t>(to.size()) ? -1 : static_cast<int>(above) - 1);
  }
  return result;
}

}  // namespace strata
