// The linear system that a correction solves, in the two forms that methods ask for: distinct rows of
// coefficients, or conductances cell by cell. Each is made only when it is asked for.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "solver/conductances.hpp"
#include "solver/multigrid/fine_rows.hpp"

namespace strata {

class HeatSystem {
 public:
  virtual ~HeatSystem() = default;
  virtual const ThermalProblem& problem() const = 0;
  /// Rows for the column solver.
  virtual FineRows rows() const = 0;
  /// Operator with its conductances, for everything else. Collective.
  virtual const HeatOperator& cellwise() = 0;
};

/// The operator at a temperature field. Where conductivities depend on temperature the rows take each
/// material at its mean temperature: so they keep repeating, and corrections around the solve make up for the
/// difference. The conductances cell by cell follow the field itself.
class FrozenSystem : public HeatSystem {
 public:
  /// All materials at the reference temperature [K] until `follow` is called. Borrows the problem, whose
  /// loads may change.
  FrozenSystem(const ThermalProblem& problem, double reference_temperature);

  /// Takes conductivities at temperature reference + rise from now on. \param rise  ghosted layout, ghosts
  /// current; kept and read again when cellwise() is next asked for. Collective.
  void follow(const ConstCellView& rise);
  /// Rises are measured from here from now on [K]; conductivities stay as they are until `follow` is called.
  void set_reference(double temperature) { reference_ = temperature; }
  /// From now on the system is that of an implicit stage (heat_storage.hpp) of this rate [1/s]; 0: the steady
  /// one.
  void set_storage_rate(double rate);
  double storage_rate() const { return storage_rate_; }

  /// Temperatures at which the rows take each material [K]; what `follow` found last.
  const std::vector<double>& row_temperatures() const { return temperature_; }
  void set_row_temperatures(std::vector<double> temperature) { temperature_ = std::move(temperature); }

  const ThermalProblem& problem() const override { return problem_; }
  FineRows rows() const override;
  const HeatOperator& cellwise() override;

 private:
  const ThermalProblem& problem_;
  double reference_;
  double storage_rate_ = 0.0;
  std::vector<double> temperature_;  ///< by material [K]
  ConstCellView rise_;
  std::optional<Conductances> conductances_;
  std::optional<HeatOperator> operator_;
  bool is_current_ = false;
};

}  // namespace strata
