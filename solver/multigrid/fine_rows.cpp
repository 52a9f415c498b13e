#include "solver/multigrid/fine_rows.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <unordered_map>
#include <utility>

#include "physics/heat_flux.hpp"
#include "physics/laws.hpp"
#include "solver/boundary_terms.hpp"

namespace strata {
namespace {

template <class View>
auto on_host(const View& view) {
  return Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), view);
}

/// A number for each distinct value, so that equal spacings share their rows.
std::vector<int> number_values(const std::vector<double>& values) {
  std::map<double, int> numbers;
  std::vector<int> result;
  result.reserve(values.size());
  for (const double value : values) {
    result.push_back(numbers.emplace(value, static_cast<int>(numbers.size())).first->second);
  }
  return result;
}

std::vector<double> host_values(const ConstCellView& view) {
  const auto host = on_host(view);
  return {host.data(), host.data() + host.extent(0)};
}

/// Contact resistances across one axis, on the host.
struct HostContacts {
  Kokkos::View<int*, Kokkos::HostSpace> plane_of_face;
  Kokkos::View<double**, Kokkos::LayoutRight, Kokkos::HostSpace> resistance;
  int n_u = 0;
  bool any = false;

  HostContacts() = default;
  explicit HostContacts(const ContactPlanes::AxisPlanes& planes)
      : plane_of_face(on_host(planes.plane_of_face)),
        resistance(on_host(planes.resistance)),
        n_u(planes.n_u),
        any(planes.resistance.extent(0) > 0) {}

  double at(int face, int u, int v) const {
    const int plane = any ? plane_of_face(face) : -1;
    return plane < 0 ? 0.0 : resistance(plane, u + n_u * v);
  }
};

/// Numbers the rows of contact resistances; 0 where a row has none.
class ContactRows {
 public:
  /// \param place  (i) -> resistance of that cell's face in the row
  template <class Place>
  int number(int nx, bool any, const Place& place) {
    if (!any) return 0;
    row_.assign(static_cast<std::size_t>(nx) + 1, 0.0);
    bool has = false;
    for (int i = -1; i < nx; ++i) {
      row_[static_cast<std::size_t>(i) + 1] = place(i);
      has = has || row_[static_cast<std::size_t>(i) + 1] > 0.0;
    }
    return has ? numbers_.find(row_.data(), row_.size()).first : 0;
  }
  const std::vector<double>& row() const { return row_; }

 private:
  std::vector<double> row_;
  ContentNumbers numbers_{1};
};

class MaterialRows {
 public:
  MaterialRows(const ThermalProblem& problem, const MaterialConductivity& conductivity,
               const std::vector<double>& storage)
      : shape_(problem.cells().shape),
        k_(conductivity),
        storage_(storage),
        material_(on_host(problem.cells().material)) {
    for (int axis = 0; axis < 3; ++axis) {
      width_[axis] = host_values(problem.cells().width[axis]);
      width_number_[axis] = number_values(width_[axis]);
      contacts_[axis] = HostContacts(problem.cells().contacts.axes[axis]);
    }
    rows_.row = RowLayout(shape_.nx);
    rows_.ny = shape_.ny;
    rows_.nz = shape_.nz;
    for (RowPool<double>* pool : {&rows_.gx, &rows_.gy, &rows_.gz, &rows_.closure}) {
      *pool = RowPool<double>(rows_.row.stride());
    }
    number_material_rows();
  }

  FineRows build(const ThermalProblem& problem) {
    rows_.numbers.gx.resize(index(shape_.ny, 0));
    rows_.numbers.gz.resize(index(shape_.ny, 0));
    rows_.numbers.gy.resize(index(shape_.ny + 1, 0));
    for (int j = -1; j < shape_.ny; ++j) {
      for (int k = 0; k < shape_.nz; ++k) {
        rows_.numbers.gy[index(j + 1, k)] = gy_row(j, k);
        if (j < 0) continue;
        rows_.numbers.gx[index(j, k)] = gx_row(j, k);
        rows_.numbers.gz[index(j, k)] = k + 1 < shape_.nz ? gz_row(j, k) : 0;
      }
    }
    add_closures(problem);
    return std::move(rows_);
  }

 private:
  std::size_t index(int j, int k) const { return row_place(j, k, shape_.nz); }
  const std::uint16_t* material_row(int j, int k) const {  // entry i + 1
    return material_.data() + ghosted_index(-1, j, k, shape_.nx, shape_.nz);
  }
  int material_number(int j, int k) const { return material_number_[index(j + 1, k)]; }
  double width(int axis, int cell) const { return width_[axis][static_cast<std::size_t>(cell) + 1]; }
  int width_number(int axis, int cell) const {
    return width_number_[axis][static_cast<std::size_t>(cell) + 1];
  }

  void number_material_rows() {
    ContentNumbers numbers;
    for (int j = -1; j <= shape_.ny; ++j) {
      for (int k = 0; k < shape_.nz; ++k) {
        material_number_.push_back(
            numbers.find(material_row(j, k), static_cast<std::size_t>(shape_.nx) + 2).first);
      }
    }
  }

  int gx_row(int j, int k) {
    const int contact = contact_rows_[0].number(shape_.nx, contacts_[0].any,
                                                [&](int i) { return contacts_[0].at(i + 1, j, k); });
    return gx_keys_.find_or({material_number(j, k), width_number(1, j), width_number(2, k), contact}, [&] {
      const std::uint16_t* m = material_row(j, k);
      return fill(rows_.gx, -1, contact, 0, [&](int i, double resistance) {
        return face_conductance(width(1, j) * width(2, k), width(0, i), k_[m[i + 1]][0], resistance,
                                width(0, i + 1), k_[m[i + 2]][0]);
      });
    });
  }

  int gy_row(int j, int k) {
    const int contact = contact_rows_[1].number(
        shape_.nx, contacts_[1].any, [&](int i) { return i < 0 ? 0.0 : contacts_[1].at(j + 1, i, k); });
    const std::array<std::int32_t, 6> key{material_number(j, k), material_number(j + 1, k),
                                          width_number(1, j),    width_number(1, j + 1),
                                          width_number(2, k),    contact};
    return gy_keys_.find_or(key, [&] {
      const std::uint16_t *lower = material_row(j, k), *upper = material_row(j + 1, k);
      return fill(rows_.gy, 0, contact, 1, [&](int i, double resistance) {
        return face_conductance(width(0, i) * width(2, k), width(1, j), k_[lower[i + 1]][1], resistance,
                                width(1, j + 1), k_[upper[i + 1]][1]);
      });
    });
  }

  int gz_row(int j, int k) {
    const int contact = contact_rows_[2].number(
        shape_.nx, contacts_[2].any, [&](int i) { return i < 0 ? 0.0 : contacts_[2].at(k + 1, i, j); });
    const std::array<std::int32_t, 6> key{material_number(j, k),  material_number(j, k + 1),
                                          width_number(1, j),     width_number(2, k),
                                          width_number(2, k + 1), contact};
    return gz_keys_.find_or(key, [&] {
      const std::uint16_t *lower = material_row(j, k), *upper = material_row(j, k + 1);
      return fill(rows_.gz, 0, contact, 2, [&](int i, double resistance) {
        return face_conductance(width(0, i) * width(1, j), width(2, k), k_[lower[i + 1]][2], resistance,
                                width(2, k + 1), k_[upper[i + 1]][2]);
      });
    });
  }

  /// Adds a row with value(i, contact resistance) for i = first .. nx - 1.
  template <class Value>
  int fill(RowPool<double>& pool, int first, int contact, int axis, const Value& value) {
    const int number = pool.add();
    double* row = pool.row(number);
    const std::vector<double>& contacts = contact_rows_[axis].row();
    for (int i = first; i < shape_.nx; ++i) {
      row[rows_.row.slot(i)] = value(i, contact > 0 ? contacts[static_cast<std::size_t>(i) + 1] : 0.0);
    }
    return number;
  }

  /// Closures to the surroundings by the place of their row (j, k), slot by slot.
  std::unordered_map<std::int64_t, std::vector<double>> boundary_rows(const ThermalProblem& problem) const {
    const auto faces = on_host(problem.boundary().faces);
    std::unordered_map<std::int64_t, std::vector<double>> rows;
    for (std::size_t f = 0; f < faces.extent(0); ++f) {
      const BoundaryFace& face = faces(f);
      const double r = half_cell_resistance(face.width, k_[face.material][face.axis]);
      const double g = face.area * tangent_conductance(face, r);
      if (g == 0.0) continue;
      std::vector<double>& row = rows[face.cell / shape_.nx];
      if (row.empty()) row.resize(static_cast<std::size_t>(rows_.row.stride()));
      row[static_cast<std::size_t>(rows_.row.slot(static_cast<int>(face.cell % shape_.nx)))] += g;
    }
    return rows;
  }

  /// Row of what a time step stores in the cells of row (j, k); 0 where there is none.
  int storage_row(int j, int k) {
    if (storage_.empty()) return 0;
    return storage_keys_.find_or({material_number(j, k), width_number(1, j), width_number(2, k)}, [&] {
      const std::uint16_t* m = material_row(j, k);
      return fill(rows_.closure, 0, 0, 0, [&](int i, double) {
        return storage_[m[i + 1]] * width(0, i) * width(1, j) * width(2, k);
      });
    });
  }

  void add_closures(const ThermalProblem& problem) {
    rows_.numbers.closure.assign(rows_.numbers.gx.size(), 0);
    for (int j = 0; j < shape_.ny; ++j) {
      for (int k = 0; k < shape_.nz; ++k) rows_.numbers.closure[index(j, k)] = storage_row(j, k);
    }
    ContentNumbers contents;
    std::unordered_map<int, int> row_of_content;
    for (auto& [place, row] : boundary_rows(problem)) {
      int& number = rows_.numbers.closure[static_cast<std::size_t>(place)];
      const double* storage = rows_.closure.row(number);
      std::transform(row.begin(), row.end(), storage, row.begin(), std::plus<>());
      const auto [content, is_new] = contents.find(row.data(), row.size());
      if (is_new) {
        number = rows_.closure.add();
        std::copy(row.begin(), row.end(), rows_.closure.row(number));
        row_of_content.emplace(content, number);
      } else {
        number = row_of_content.at(content);
      }
    }
  }

  LocalShape shape_;
  const MaterialConductivity& k_;
  const std::vector<double>& storage_;
  Kokkos::View<const std::uint16_t*, Kokkos::HostSpace> material_;
  std::array<std::vector<double>, 3> width_;
  std::array<std::vector<int>, 3> width_number_;
  std::array<HostContacts, 3> contacts_;
  std::array<ContactRows, 3> contact_rows_;
  std::vector<int> material_number_;
  KeyNumbers<3> storage_keys_;
  KeyNumbers<4> gx_keys_;
  KeyNumbers<6> gy_keys_, gz_keys_;
  FineRows rows_;
};

}  // namespace

double FineRows::distinct_share() const {
  const auto rows = static_cast<double>(numbers.gx.size() + numbers.gy.size() + numbers.gz.size());
  return static_cast<double>(gx.size() + gy.size() + gz.size()) / std::max(rows, 1.0);
}

MaterialConductivity conductivity_at(const ThermalProblem& problem, const std::vector<double>& temperature) {
  const std::vector<BulkMaterial>& materials = problem.materials();
  MaterialConductivity conductivity(materials.size(), {0.0, 0.0, 0.0});
  for (std::size_t id = 1; id < materials.size(); ++id) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      conductivity[id][axis] = evaluate(materials[id].conductivity[axis], temperature[id]);
    }
  }
  return conductivity;
}

FineRows rows_of_materials(const ThermalProblem& problem, const MaterialConductivity& conductivity,
                           const std::vector<double>& storage) {
  return MaterialRows(problem, conductivity, storage).build(problem);
}

FineRows rows_of_conductances(const ThermalProblem& problem, const Conductances& conductances) {
  const LocalShape s = problem.cells().shape;
  const auto gx = on_host(conductances.upper[0]);
  const auto gy = on_host(conductances.upper[1]);
  const auto gz = on_host(conductances.upper[2]);
  const auto closure = on_host(conductances.closure);
  const auto material = on_host(problem.cells().material);
  FineRows rows;
  rows.row = RowLayout(s.nx);
  rows.ny = s.ny;
  rows.nz = s.nz;
  ContentRows<double> x(rows.row), y(rows.row), z(rows.row), c(rows.row);
  const auto at = [&](int i, int j, int k) { return ghosted_index(i, j, k, s.nx, s.nz); };
  for (int j = -1; j < s.ny; ++j) {
    for (int k = 0; k < s.nz; ++k) {
      rows.numbers.gy.push_back(y.number(0, [&](int i) { return gy(at(i, j, k)); }));
      if (j < 0) continue;
      rows.numbers.gx.push_back(x.number(-1, [&](int i) { return gx(at(i, j, k)); }));
      rows.numbers.gz.push_back(k + 1 < s.nz ? z.number(0, [&](int i) { return gz(at(i, j, k)); }) : 0);
      rows.numbers.closure.push_back(c.number(0, [&](int i) {
        return material(at(i, j, k)) == 0 ? 0.0 : closure(owned_index(i, j, k, s.nx, s.nz));
      }));
    }
  }
  rows.gx = x.take();
  rows.gy = y.take();
  rows.gz = z.take();
  rows.closure = c.take();
  return rows;
}

}  // namespace strata
