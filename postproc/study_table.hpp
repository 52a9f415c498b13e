// The table of a parameter study: one row per variant, one column per chosen result; as CSV, JSON and text.
#pragma once

#include <string>
#include <vector>

#include "inputs/error.hpp"
#include "inputs/variants.hpp"
#include "postproc/summary.hpp"

namespace strata {

/// One result of a run, the same for every variant.
struct StudyColumn {
  std::string family;  ///< "junction_temperature_max"
  std::string thing;   ///< what it is of: "hbm0.dram[*]", "top"; empty where there is only one
  std::string unit;    ///< "K", "W"

  /// As `--result` takes it: "junction_temperature_max:hbm0.dram[*]".
  std::string name() const { return thing.empty() ? family : family + ':' + thing; }
  /// Head of its column in CSV: "junction_temperature_max_K:hbm0.dram[*]".
  std::string head() const { return family + '_' + unit + (thing.empty() ? "" : ':' + thing); }
};

struct StudyRow {
  Variant variant;
  ExitCode status = ExitCode::ok;  ///< ok, limit_exceeded, not_converged, or deck where the mesh showed it
  std::string reason;              ///< one sentence: "converged"
  int iterations = 0;              ///< linear iterations
  std::vector<double> values;      ///< [SI] one per column; NaN where the variant has no such result
  std::vector<std::string> warnings;
};

struct Study {
  std::string title;  ///< of the first variant's deck
  std::vector<VariedKey> keys;
  std::vector<StudyColumn> columns;
  std::vector<StudyRow> rows;

  /// Exit code of the whole study: deck before not_converged before limit_exceeded before ok.
  ExitCode exit_code() const;
};

/// Every result that a model has to offer. Dies whose names differ only in the index of a repeated layer
/// share a column, as they share a row of the console summary.
std::vector<StudyColumn> available_columns(const Model& model);

/// The columns asked for by name ("junction_temperature_max" chooses all of that family), in the order of
/// `available`; without names the usual ones: hottest temperature, junction temperatures, heat through the
/// boundaries. Throws Error (deck) that lists the names there are.
std::vector<StudyColumn> choose_columns(const std::vector<StudyColumn>& available,
                                        const std::vector<std::string>& names);

/// The result of a run [SI]; NaN where it has no such thing.
double value_of(const StudyColumn& column, const Summary& summary);

/// "ok", "limit exceeded", "not converged", "deck error"
const char* status_word(ExitCode status);

/// RFC 4180: variant number, varied values as written, results in SI, status. Empty fields where there is no
/// number.
std::string study_csv(const Study& study);

/// The same for programs, with reasons and warnings.
std::string study_json(const Study& study);

/// The same for people, in degC and W; of many columns the hottest dies, and a count of the others.
std::string study_text(const Study& study);

}  // namespace strata
