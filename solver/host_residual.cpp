#include "solver/host_residual.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "physics/laws.hpp"
#include "solver/residual_kernels.hpp"

namespace strata {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// Widths of the bins of a power law: with six coefficients the error of 1 / k is that of rounding.
constexpr double kBinWidth = 4.0;

/// 1 / (2 k) as polynomials through Chebyshev points of each bin.
std::vector<double> bin_reciprocal(const PropertyLaw& law, double lower, double width, int n_bins) {
  constexpr int n = BinnedFunction::kCoefficients;
  std::vector<double> coefficients;
  for (int bin = 0; bin < n_bins; ++bin) {
    double place[n], divided[n];
    for (int p = 0; p < n; ++p) {
      place[p] = 0.5 - 0.5 * std::cos(M_PI * (p + 0.5) / n);
      divided[p] = 0.5 / evaluate(law, lower + (bin + place[p]) * width);
    }
    for (int order = 1; order < n; ++order) {
      for (int p = n - 1; p >= order; --p) {
        divided[p] = (divided[p] - divided[p - 1]) / (place[p] - place[p - order]);
      }
    }
    // Newton's form to powers, innermost bracket first.
    double powers[n] = {};
    for (int p = n - 1; p >= 0; --p) {
      for (int c = n - 1; c > 0; --c) powers[c] = powers[c - 1] - place[p] * powers[c];
      powers[0] = divided[p] - place[p] * powers[0];
    }
    coefficients.insert(coefficients.end(), powers, powers + n);
  }
  return coefficients;
}

/// 1 / (2 k(T)) of one material along one axis.
class HalfResistivity {
 public:
  explicit HalfResistivity(const PropertyLaw* law) : law_(law) {
    if (law == nullptr || is_constant(*law)) {
      value_ = law == nullptr ? kInfinity : 0.5 / evaluate(*law, 300.0);
      is_fixed_ = true;
      return;
    }
    if (std::holds_alternative<TableLaw>(*law)) return;
    const TemperatureRange range = range_of(*law);
    binned_.lower = range.lower;
    binned_.upper = range.upper;
    binned_.n_bins = static_cast<int>(std::ceil((range.upper - range.lower) / kBinWidth));
    const double width = (range.upper - range.lower) / binned_.n_bins;
    binned_.bins_per_kelvin = 1.0 / width;
    coefficients_ = bin_reciprocal(*law, range.lower, width, binned_.n_bins);
  }

  void evaluate_run(int n, double reference, const double* rise, double* out) const {
    if (is_fixed_) {
      std::fill(out, out + n, value_);
    } else if (!coefficients_.empty()) {
      BinnedFunction f = binned_;
      f.coefficients = coefficients_.data();
      residual_kernels().evaluate(n, f, reference, rise, out);
    } else {
      for (int i = 0; i < n; ++i) out[i] = 0.5 / evaluate(*law_, reference + rise[i]);
    }
  }

 private:
  const PropertyLaw* law_;
  bool is_fixed_ = false;
  double value_ = 0.0;
  BinnedFunction binned_;
  std::vector<double> coefficients_;
};

/// Values by row of cells, k after k.
using Slab = std::vector<double>;

}  // namespace

struct HostResidual::Work {
  Work(const ThermalProblem& p, double reference_temperature)
      : problem(p), cells(p.cells()), shape(cells.shape), reference(reference_temperature) {
    const std::vector<BulkMaterial>& materials = p.materials();
    for (std::size_t id = 0; id < materials.size(); ++id) {
      const auto& k = materials[id].conductivity;
      for (std::size_t axis = 0; axis < 3; ++axis) {
        resistivity.emplace_back(id == 0 ? nullptr : &k[axis]);
        source.push_back(axis > 0 && id > 0 && is_same_law(k[axis], k[axis - 1]) ? source.back()
                                                                                 : static_cast<int>(axis));
      }
    }
    row = shape.nx + 2;
    const auto n = static_cast<std::size_t>(row) * static_cast<std::size_t>(shape.nz);
    for (auto& axis : here) axis.resize(n);
    for (auto& axis : ahead) axis.resize(n);
    for (Slab* slab : {&heat_y, &heat_y_before, &g_y, &g_y_before}) slab->assign(n, 0.0);
    for (Slab* line : {&heat_x, &g_x, &heat_z, &heat_z_before, &g_z, &g_z_before, &contact_x, &no_contact}) {
      line->assign(static_cast<std::size_t>(row), 0.0);
    }
  }

  const double* width(int axis, int cell) const { return cells.width[axis].data() + cell + 1; }

  /// Half resistivities along all axes of slab j, entry i + 1 of each row.
  void fill(int j, const double* rise, std::array<Slab, 3>& out) const {
    for (int k = 0; k < shape.nz; ++k) {
      const std::int64_t first = ghosted_index(-1, j, k, shape.nx, shape.nz);
      const std::uint16_t* material = cells.material.data() + first;
      const std::size_t at = static_cast<std::size_t>(row) * static_cast<std::size_t>(k);
      for (int i = 0; i < row;) {
        int end = i + 1;
        while (end < row && material[end] == material[i]) ++end;
        fill_run(material[i], end - i, rise + first + i, at + static_cast<std::size_t>(i), out);
        i = end;
      }
    }
  }

  void fill_run(std::uint16_t id, int n, const double* rise, std::size_t at, std::array<Slab, 3>& out) const {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const std::size_t number = std::size_t{3} * id + axis;
      const auto like = static_cast<std::size_t>(source[number]);
      if (like == axis) {
        resistivity[number].evaluate_run(n, reference, rise, out[axis].data() + at);
      } else {
        std::copy_n(out[like].data() + at, n, out[axis].data() + at);
      }
    }
  }

  /// Flow through the faces between slab j (`here`) and slab j + 1 (`ahead`).
  void flow_y(int j, const double* rise) {
    const ContactPlanes::AxisPlanes& contacts = cells.contacts.axes[1];
    const int plane = contacts.plane_of_face(j + 1);
    for (int k = 0; k < shape.nz; ++k) {
      const std::size_t at = static_cast<std::size_t>(row) * static_cast<std::size_t>(k) + 1;
      FaceRow faces;
      faces.left = here[1].data() + at;
      faces.right = ahead[1].data() + at;
      faces.x_left = rise + ghosted_index(0, j, k, shape.nx, shape.nz);
      faces.x_right = rise + ghosted_index(0, j + 1, k, shape.nx, shape.nz);
      faces.contact = plane < 0 ? no_contact.data() : &contacts.resistance(plane, contacts.n_u * k);
      faces.heat = heat_y.data() + at;
      faces.conductance = g_y.data() + at;
      residual_kernels().across(shape.nx, *width(2, k), width(0, 0), *width(1, j), *width(1, j + 1), faces);
    }
  }

  const double* contacts_x(int j, int k) {
    const ContactPlanes::AxisPlanes& contacts = cells.contacts.axes[0];
    if (contacts.resistance.extent(0) == 0) return no_contact.data();
    for (int f = 0; f <= shape.nx; ++f) contact_x[static_cast<std::size_t>(f)] = contacts.at(f, j, k);
    return contact_x.data();
  }

  void flow_x(int j, int k, const double* rise) {
    const double* q = here[0].data() + static_cast<std::size_t>(row) * static_cast<std::size_t>(k);
    const double* x = rise + ghosted_index(-1, j, k, shape.nx, shape.nz);
    const FaceRow faces{q, q + 1, x, x + 1, contacts_x(j, k), heat_x.data(), g_x.data()};
    residual_kernels().across_x(shape.nx + 1, *width(1, j) * *width(2, k), width(0, -1), faces);
  }

  /// Flow between layer k and k + 1.
  void flow_z(int j, int k, const double* rise) {
    if (k + 1 == shape.nz) {
      std::fill(heat_z.begin(), heat_z.end(), 0.0);
      std::fill(g_z.begin(), g_z.end(), 0.0);
      return;
    }
    const ContactPlanes::AxisPlanes& contacts = cells.contacts.axes[2];
    const int plane = contacts.plane_of_face(k + 1);
    const double* q = here[2].data() + static_cast<std::size_t>(row) * static_cast<std::size_t>(k) + 1;
    const double* x = rise + ghosted_index(0, j, k, shape.nx, shape.nz);
    const FaceRow faces{q,
                        q + row,
                        x,
                        x + row,
                        plane < 0 ? no_contact.data() : &contacts.resistance(plane, contacts.n_u * j),
                        heat_z.data(),
                        g_z.data()};
    residual_kernels().across(shape.nx, *width(1, j), width(0, 0), *width(2, k), *width(2, k + 1), faces);
  }

  double slab(int j, const double* rise, double* r) {
    double sum = 0.0;
    std::fill(heat_z_before.begin(), heat_z_before.end(), 0.0);
    std::fill(g_z_before.begin(), g_z_before.end(), 0.0);
    for (int k = 0; k < shape.nz; ++k) {
      flow_x(j, k, rise);
      flow_z(j, k, rise);
      const std::size_t at = static_cast<std::size_t>(row) * static_cast<std::size_t>(k) + 1;
      const double* heat_lower[3] = {heat_x.data(), heat_y_before.data() + at, heat_z_before.data()};
      const double* heat_upper[3] = {heat_x.data() + 1, heat_y.data() + at, heat_z.data()};
      const double* g_lower[3] = {g_x.data(), g_y_before.data() + at, g_z_before.data()};
      const double* g_upper[3] = {g_x.data() + 1, g_y.data() + at, g_z.data()};
      sum += residual_kernels().subtract(shape.nx, heat_lower, heat_upper, g_lower, g_upper,
                                         rise + ghosted_index(0, j, k, shape.nx, shape.nz),
                                         r + owned_index(0, j, k, shape.nx, shape.nz));
      std::swap(heat_z, heat_z_before);
      std::swap(g_z, g_z_before);
    }
    return sum;
  }

  double run(const double* rise, double* r) {
    double sum = 0.0;
    fill(-1, rise, ahead);
    for (int j = -1; j < shape.ny; ++j) {
      std::swap(here, ahead);
      fill(j + 1, rise, ahead);
      std::swap(heat_y, heat_y_before);
      std::swap(g_y, g_y_before);
      flow_y(j, rise);
      if (j >= 0) sum += slab(j, rise, r);
    }
    return sum;
  }

  const ThermalProblem& problem;
  CellData cells;
  LocalShape shape;
  double reference;
  std::vector<HalfResistivity> resistivity;  ///< [3 material + axis]
  std::vector<int> source;                   ///< axis whose values serve for this one too
  int row = 0;
  std::array<Slab, 3> here, ahead;
  Slab heat_y, heat_y_before, g_y, g_y_before;
  Slab heat_x, g_x, heat_z, heat_z_before, g_z, g_z_before, contact_x, no_contact;
};

HostResidual::HostResidual(const ThermalProblem& problem, double reference_temperature)
    : work_(std::make_unique<Work>(problem, reference_temperature)) {}

HostResidual::~HostResidual() = default;

void HostResidual::set_reference(double temperature) {
  work_->reference = temperature;
}

double HostResidual::subtract_outflow(const double* rise, double* r) const {
  return work_->run(rise, r);
}

}  // namespace strata
