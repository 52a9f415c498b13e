// T1: manufactured solutions. The error must fall with the square of the spacing: the observed order is
// bounded on both sides, since a wrong coefficient stops the fall and a wrong reference shows no order at
// all.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "tests/verification/exact_solutions.hpp"
#include "tests/verification/separable_solution.hpp"
#include "tests/verification/solved_model.hpp"
#include "tests/verification/suite.hpp"

namespace strata::verification {
namespace {

constexpr double kOrderBand = 0.1;
constexpr std::array<double, 3> kSize{0.010, 0.008, 0.004};  // [m]

struct Study {
  SeparableSolution solution;
  std::vector<int> cells;  ///< per segment, coarse to fine
  double grading = 0.0;
  double error_bound = 0.0;  ///< of the relative L2 error on the finest grid
};

std::array<std::vector<double>, 3> lines_of(const Study& study, int cells) {
  std::array<std::vector<double>, 3> lines;
  for (int axis = 0; axis < 3; ++axis) {
    const Profile& profile = study.solution.profiles[axis];
    const auto n_segments = static_cast<int>(profile.segments.size());
    lines[axis] = grid_lines(profile, std::max(2, cells / n_segments), study.grading);
  }
  return lines;
}

/// L2 norm (volume-weighted, at the cell centres) of the error over that of the exact rise.
double relative_error(const SolvedModel& solved, const SeparableSolution& solution) {
  const Grid& grid = solved.grid;
  double sum = 0.0;
  double sum_exact = 0.0;
  for (int k = 0; k < grid.n_cells(Axis::z); ++k) {
    for (int j = 0; j < grid.n_cells(Axis::y); ++j) {
      for (int i = 0; i < grid.n_cells(Axis::x); ++i) {
        const double cell = grid.spacing(Axis::x, i) * grid.spacing(Axis::y, j) * grid.spacing(Axis::z, k);
        const double exact =
            solution.temperature(grid.centre(Axis::x, i), grid.centre(Axis::y, j), grid.centre(Axis::z, k));
        const double error = solved.at(i, j, k) - exact;
        sum += cell * error * error;
        sum_exact += cell * std::pow(exact - solution.surroundings, 2);
      }
    }
  }
  return std::sqrt(sum / sum_exact);
}

/// Relative error of the heat through the face where it is largest among the faces that are not adiabatic.
double heat_error(const SolvedModel& solved, const SeparableSolution& solution) {
  constexpr std::array<const char*, 6> kNames{"x_min", "x_max", "y_min", "y_max", "bottom", "top"};
  double largest = 0.0;
  for (int axis = 0; axis < 3; ++axis) {
    for (int end = 0; end < 2; ++end) {
      if (solution.profiles[axis].ends[end] == End::adiabatic) continue;
      const double exact = solution.heat_out(static_cast<Axis>(axis), end);
      const double error = std::abs(solved.boundary(kNames[2 * axis + end]).heat_out / exact - 1.0);
      largest = std::max(largest, error);
    }
  }
  return largest;
}

std::vector<Record> run_study(const Study& study, MPI_Comm comm) {
  std::vector<double> spacing;
  std::vector<double> temperature_errors;
  std::vector<double> heat_errors;
  for (const int cells : study.cells) {
    const SolvedModel solved = solve(study.solution.model(lines_of(study, cells)), comm);
    spacing.push_back(1.0 / cells);
    temperature_errors.push_back(relative_error(solved, study.solution));
    heat_errors.push_back(heat_error(solved, study.solution));
  }
  return {
      compare("observed order of the temperature (L2)", "1", observed_order(spacing, temperature_errors), 2.0,
              kOrderBand),
      compare("observed order of the boundary heat", "1", observed_order(spacing, heat_errors), 2.0,
              kOrderBand),
      vanishing(fmt::format("relative L2 error, {} cells per axis", study.cells.back()), "1",
                temperature_errors.back(), study.error_bound),
  };
}

/// On a uniform grid a product of sines or quarter waves is an eigenvector of the discrete operator too; its
/// amplitude follows from the discrete eigenvalues 4/d^2 sin^2(a d/2) and the cell means of the source.
double discrete_amplitude(const SeparableSolution& solution, const Grid& grid) {
  double exact = 0.0;
  double discrete = 0.0;
  double mean = 1.0;
  for (int axis = 0; axis < 3; ++axis) {
    const double a = solution.profiles[axis].segments[0].wave_number;
    const double half = 0.5 * a * grid.spacing(static_cast<Axis>(axis), 0);
    exact += solution.conductivity[axis] * a * a;
    discrete += solution.conductivity[axis] * a * a * std::pow(std::sin(half) / half, 2);
    mean *= std::sin(half) / half;
  }
  return exact * mean / discrete;
}

std::vector<Record> run_orthotropic(const Study& study, MPI_Comm comm) {
  std::vector<Record> records = run_study(study, comm);
  const SolvedModel solved = solve(study.solution.model(lines_of(study, 12)), comm);
  const Grid& grid = solved.grid;
  const double factor = discrete_amplitude(study.solution, grid);
  double largest = 0.0;
  for (int k = 0; k < grid.n_cells(Axis::z); ++k) {
    for (int j = 0; j < grid.n_cells(Axis::y); ++j) {
      for (int i = 0; i < grid.n_cells(Axis::x); ++i) {
        const double exact = study.solution.temperature(grid.centre(Axis::x, i), grid.centre(Axis::y, j),
                                                        grid.centre(Axis::z, k));
        const double expected = study.solution.surroundings + factor * (exact - study.solution.surroundings);
        largest = std::max(largest, std::abs(solved.at(i, j, k) - expected));
      }
    }
  }
  records.push_back(vanishing("largest deviation from the discrete eigenvector, 12 cells per axis", "K",
                              largest, 1e-9 * study.solution.amplitude));
  return records;
}

Case study_case(std::string id, std::string title, Study study) {
  return {std::move(id), std::move(title),
          "manufactured product solution, exact cell integrals of the source",
          [study = std::move(study)](MPI_Comm comm) { return run_study(study, comm); }};
}

}  // namespace

std::vector<Case> manufactured_cases() {
  const auto [lx, ly, lz] = kSize;
  const std::vector<int> cells{8, 16, 32};
  const SeparableSolution smooth{{sine(lx), quarter_wave(ly), quarter_wave(lz)}, {120.0, 120.0, 120.0}};
  const SeparableSolution orthotropic{{sine(lx), quarter_wave(ly), sine(lz)}, {200.0, 50.0, 4.0}};
  const SeparableSolution layered{{quarter_wave(lx), sine(ly), two_layers(0.4 * lz, lz, 1e5)},
                                  {3.0, 3.0, 3.0}};
  const SeparableSolution quadrants{
      {two_layers(0.5 * lx, lx, 10.0), quarter_wave(ly), two_layers(0.3 * lz, lz, 0.2)}, {50.0, 50.0, 50.0}};
  const SeparableSolution robin{{cooled(lx), quarter_wave(ly), cooled(lz)}, {150.0, 150.0, 60.0}};
  const Study orthotropic_study{orthotropic, cells, 0.0, 2.3e-4};
  return {
      study_case("T1-uniform", "Manufactured, uniform grid, fixed and adiabatic faces",
                 {smooth, cells, 0.0, 3e-4}),
      study_case("T1-graded", "Manufactured, smoothly graded grid (widths 1 : 9)",
                 {smooth, cells, 0.8, 8e-4}),
      {"T1-orthotropic", "Manufactured, k_x : k_y : k_z = 50 : 12.5 : 1",
       "manufactured product of sines and a quarter wave; also an eigenvector of the discrete operator",
       [orthotropic_study](MPI_Comm comm) { return run_orthotropic(orthotropic_study, comm); }},
      study_case("T1-jump", "Manufactured, conductivity jumps 1 : 1e5 at an interface with matched flux",
                 {layered, cells, 0.0, 5e-4}),
      study_case("T1-quadrants",
                 "Manufactured, four materials 1 : 10 : 0.2 : 2 with matched flux, graded grid",
                 {quadrants, {12, 24, 48}, 0.5, 5e-4}),
      study_case("T1-robin", "Manufactured, convective, fixed and adiabatic faces, graded grid",
                 {robin, cells, 0.5, 3.5e-4}),
  };
}

}  // namespace strata::verification
