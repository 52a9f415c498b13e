#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "inputs/error.hpp"
#include "meshes/partition.hpp"
#include "physics/mechanical_material.hpp"
#include "postproc/calculix/calculix.hpp"
#include "postproc/calculix/held_nodes.hpp"
#include "postproc/calculix/outer_faces.hpp"
#include "postproc/calculix/sections.hpp"
#include "postproc/calculix/solid_mesh.hpp"

namespace strata {
namespace {

constexpr double kCelsius = 273.15;

/// Number of a face of C3D8I: 1 bottom, 2 top, 3 to 6 around.
int face_number(Face face) {
  switch (face) {
    case Face::bottom:
      return 1;
    case Face::top:
      return 2;
    case Face::y_min:
      return 3;
    case Face::x_max:
      return 4;
    case Face::y_max:
      return 5;
    case Face::x_min:
      return 6;
  }
  throw Error(ExitCode::internal, "no such face");
}

class Writer {
 public:
  Writer(const CalculixInput& input, AtomicWriter& file)
      : input_(input),
        stress_(*input.model.stress),
        file_(file),
        mesh_(input.grid, input.material),
        sections_(find_sections(input.model, input.grid, input.material)),
        held_(supported_nodes(input.model, mesh_)) {
    if (stress_.under_solved_heat) node_temperatures_ = mean_at_nodes();
    const int n_free = hold_rigid_motions(mesh_, held_);
    if (n_free > 0) {
      notes_.remarks.push_back(
          fmt::format("{} rigid motion{} that nothing holds {} held at single nodes, which takes no force; "
                      "displacements differ from Strata's by a rigid motion",
                      n_free, n_free == 1 ? "" : "s", n_free == 1 ? "is" : "are"));
    }
    if (stress_.under_solved_heat) {
      notes_.remarks.emplace_back(
          "solved temperatures are given at the nodes: of each, the mean over the cells around it, by "
          "volume");
    }
    notes_.untranslated.emplace_back(
        "stress.warpage, stress.edge_distance: CalculiX leaves the evaluation to its reader");
  }

  CalculixNotes write() {
    write_head();
    write_nodes();
    write_elements();
    write_materials();
    for (std::size_t n = 0; n < n_steps(); ++n) write_step(n);
    return notes_;
  }

 private:
  std::size_t n_steps() const { return stress_.temperatures.size() + (stress_.under_solved_heat ? 1 : 0); }

  void write_head() {
    std::string title;
    for (const char c : input_.model.title) title += c == '\n' ? ' ' : c;
    file_.write(fmt::format(
        "** {}\n** Written by strata convert --to calculix; SI units, temperatures in K.\n", title));
    for (const std::string& remark : notes_.remarks) file_.write(fmt::format("** {}\n", remark));
    for (const std::string& missing : notes_.untranslated)
      file_.write(fmt::format("** not translated: {}\n", missing));
  }

  void write_nodes() {
    const auto& lines = input_.grid.lines;
    file_.write("*NODE,NSET=ALL\n");
    mesh_.for_each_node([&](int i, int j, int k) {
      file_.write(fmt::format("{},{:.12g},{:.12g},{:.12g}\n", mesh_.node(i, j, k), lines[0][i], lines[1][j],
                              lines[2][k]));
    });
  }

  /// One element set per section, because a section is a material to CalculiX.
  void write_elements() {
    std::vector<std::string> text(sections_.list.size());
    mesh_.for_each_element([&](int i, int j, int k) {
      std::string& mine = text[sections_.of_cell[mesh_.cell(i, j, k)]];
      fmt::format_to(std::back_inserter(mine), "{}", mesh_.element(i, j, k));
      for (const auto& [a, b, c] : SolidMesh::corners(i, j, k))
        fmt::format_to(std::back_inserter(mine), ",{}", mesh_.node(a, b, c));
      mine += '\n';
    });
    for (std::size_t n = 0; n < text.size(); ++n) {
      file_.write(fmt::format("*ELEMENT,TYPE=C3D8I,ELSET={}\n", sections_.list[n].name));
      file_.write(text[n]);
    }
  }

  /// Ascending temperatures that occur [K].
  std::vector<double> temperatures() const {
    std::set<double> all(stress_.temperatures.begin(), stress_.temperatures.end());
    if (!node_temperatures_.empty()) {
      const auto [lowest, highest] =
          std::minmax_element(node_temperatures_.begin(), node_temperatures_.end());
      all.insert({*lowest, *highest});
    }
    return {all.begin(), all.end()};
  }

  void write_materials() {
    const auto& list = sections_.list;
    const std::vector<std::optional<MechanicalMaterial>> mechanics = resolve_mechanics(input_.model);
    require_mechanics(mechanics);
    // CalculiX counts the free strain from the initial temperature of the nodes, which materials share. Where
    // they are free of stress at different temperatures it starts from 0 K, where all tables say 0.
    const bool is_common = std::all_of(list.begin(), list.end(), [&](const Section& section) {
      return section.stress_free_temperature == list.front().stress_free_temperature;
    });
    const std::vector<double> at = temperatures();
    for (const Section& section : list) {
      const auto& material = mechanics[section.material];
      if (material) file_.write(material_cards(section, *material, at, !is_common));
      file_.write(fmt::format("*SOLID SECTION,ELSET={0},MATERIAL={0}\n", section.name));
    }
    if (!is_common) {
      file_.write(
          "** Materials are free of stress at ZERO= of their expansion, also where that differs: the nodes "
          "start at 0 K,\n** where every coefficient is 0.\n");
    }
    file_.write(fmt::format("*INITIAL CONDITIONS,TYPE=TEMPERATURE\nALL,{:.12g}\n",
                            is_common ? list.front().stress_free_temperature : 0.0));
  }

  void require_mechanics(const std::vector<std::optional<MechanicalMaterial>>& mechanics) const {
    std::set<std::string> missing;
    for (const Section& section : sections_.list)
      if (!mechanics[section.material]) missing.insert(input_.model.materials[section.material].name);
    if (missing.empty()) return;
    throw Error(ExitCode::deck,
                fmt::format("no stiffness and no expansion in the materials {}", fmt::join(missing, ", ")));
  }

  void write_step(std::size_t n) {
    const bool is_heat = stress_.under_solved_heat && n == 0;
    const double uniform = is_heat ? 0.0 : stress_.temperatures[n - (stress_.under_solved_heat ? 1 : 0)];
    file_.write(is_heat ? std::string("** under the solved temperatures\n")
                        : fmt::format("** {:.6g} degC\n", uniform - kCelsius));
    file_.write("*STEP\n*STATIC");
    if (!input_.solver.empty()) file_.write(",SOLVER=" + input_.solver);
    file_.write("\n");
    if (n == 0) write_lasting_loads();
    file_.write("*TEMPERATURE\n");
    if (is_heat) {
      for (std::size_t node = 0; node < node_temperatures_.size(); ++node)
        file_.write(fmt::format("{},{:.12g}\n", node + 1, node_temperatures_[node]));
    } else {
      file_.write(fmt::format("ALL,{:.12g}\n", uniform));
    }
    file_.write("*NODE FILE\nU\n*EL FILE\nS\n*END STEP\n");
  }

  /// What stays as it is in later steps.
  void write_lasting_loads() {
    if (!held_.empty()) file_.write("*BOUNDARY\n");
    for (const auto& [lines, displacement] : held_) {
      for (int axis = 0; axis < 3; ++axis) {
        if (!displacement[axis]) continue;
        file_.write(fmt::format("{0},{1},{1},{2:.12g}\n", mesh_.node(lines[0], lines[1], lines[2]), axis + 1,
                                *displacement[axis]));
      }
    }
    std::map<std::pair<std::int64_t, int>, double> pressures;
    for (const Pressure& pressure : stress_.pressures) {
      for (const OuterFace& face : outer_faces(mesh_, pressure.face, pressure.patch)) {
        const auto& [i, j, k] = face.cell;
        pressures[{mesh_.element(i, j, k), face_number(face.face)}] += pressure.pressure;
      }
    }
    if (!pressures.empty()) file_.write("*DLOAD\n");
    for (const auto& [where, value] : pressures)
      file_.write(fmt::format("{},P{},{:.12g}\n", where.first, where.second, value));
  }

  /// Solved temperature at the nodes, by number - 1 [K].
  std::vector<double> mean_at_nodes() const {
    std::vector<double> sum(static_cast<std::size_t>(mesh_.n_nodes()), 0.0), volume = sum;
    const Grid& grid = input_.grid;
    mesh_.for_each_element([&](int i, int j, int k) {
      const double v = grid.spacing(Axis::x, i) * grid.spacing(Axis::y, j) * grid.spacing(Axis::z, k);
      const auto c = owned_index(i, j, k, grid.n_cells(Axis::x), grid.n_cells(Axis::z));
      for (const auto& [a, b, d] : SolidMesh::corners(i, j, k)) {
        const auto node = static_cast<std::size_t>(mesh_.node(a, b, d) - 1);
        sum[node] += v * input_.temperature[static_cast<std::size_t>(c)];
        volume[node] += v;
      }
    });
    for (std::size_t n = 0; n < sum.size(); ++n) sum[n] /= volume[n];
    return sum;
  }

  const CalculixInput& input_;
  const StressAnalysis& stress_;
  AtomicWriter& file_;
  SolidMesh mesh_;
  Sections sections_;
  HeldNodes held_;
  std::vector<double> node_temperatures_;
  CalculixNotes notes_;
};

}  // namespace

CalculixNotes write_calculix(const CalculixInput& input, AtomicWriter& file) {
  return Writer(input, file).write();
}

}  // namespace strata
