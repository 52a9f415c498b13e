// Keys of what happens in time: traces, the transient, probes, checkpoints.
#include "inputs/key_tables.hpp"

namespace strata {

using namespace key_type;

namespace {

constexpr std::size_t kMaxPoints = 1000000;

KeyType time_type() {
  return quantity(dimension::kTime, kNonNegative);
}

KeyType duration_type() {
  return quantity(dimension::kTime, kPositive);
}

/// Rows [time, value]; a pair mixes two dimensions, so build_traces.cpp checks which stands where.
KeyType points_type() {
  return list_of(list_of(alternatives({time_type(), quantity(dimension::kFactor, kNonNegative),
                                       quantity(dimension::kPower, kNonNegative)}),
                         2, 2),
                 1, kMaxPoints);
}

Key period_key() {
  return {"period", duration_type(), Presence::optional, "",
          "After this time the trace begins again; without it the last value holds from there on."};
}

const KeyTable& steps_table() {
  static const KeyTable keys{
      "steps",
      "A trace of values that hold from their time until the next.",
      {{"steps", points_type(), Presence::required, "",
        "Rows [time, value], times ascending from 0 s: values are factors (0.3, 30 %), or powers in watts."},
       period_key()},
      "steps",
      {},
      {}};
  return keys;
}

const KeyTable& linear_table() {
  static const KeyTable keys{
      "linear",
      "A trace that is straight from point to point.",
      {{"linear", points_type(), Presence::required, "",
        "Rows [time, value], times not descending; two rows of one time are a jump. Values are factors (0.3, "
        "30 %), or powers in watts."},
       period_key()},
      "linear",
      {},
      {}};
  return keys;
}

const KeyTable& file_table() {
  std::vector<Key> all{
      {"file", file(), Presence::required, "",
       "CSV file whose first line names its columns. Empty lines and lines that start with # do not count."},
      {"column", text(), Presence::required, "", "Name of the column that holds the values."},
      {"units", choice({"factor", "W", "mW", "kW"}), Presence::required, "",
       "What the values are: factors on a power stated elsewhere, or powers."}};
  for (Key& key : row_time_keys()) all.push_back(std::move(key));
  static const KeyTable keys{"trace file", "A trace from a column of a CSV file.", all,
                             "file",       {{"sampling", "time_units"}},           {{"repeat", "period"}}};
  return keys;
}

const KeyTable& step_table() {
  static const KeyTable keys{
      "step",
      "Sizes of the steps; without them the error alone decides.",
      {{"fixed", duration_type(), Presence::optional, "",
        "Size of every step, without error control; steps still land on jumps and saved times."},
       {"first", duration_type(), Presence::optional, "", "Size of the first step, and after every jump."},
       {"smallest", duration_type(), Presence::optional, "",
        "The run ends with an error where it would need smaller steps."},
       {"largest", duration_type(), Presence::optional, "", "No step is larger."}},
      "",
      {},
      {{"fixed", "first"}, {"fixed", "smallest"}, {"fixed", "largest"}}};
  return keys;
}

const KeyTable& initial_temperature_table() {
  static const KeyTable keys{"initial temperature",
                             "One temperature everywhere.",
                             {{"temperature", quantity(dimension::kTemperature, kPositive),
                               Presence::required, "", "The temperature at time 0."}},
                             "temperature",
                             {},
                             {}};
  return keys;
}

const KeyTable& initial_file_table() {
  static const KeyTable keys{"initial file",
                             "The last temperatures of another run on the same grid.",
                             {{"file", file(), Presence::required, "", "Its results.h5."}},
                             "file",
                             {},
                             {}};
  return keys;
}

const KeyTable& until_cyclic_table() {
  static const KeyTable keys{
      "until cyclic",
      "The common period of the traces is run again and again until it changes nothing any more; time 0 "
      "follows. Every trace must repeat.",
      {{"tolerance", quantity(dimension::kTemperatureDifference, kPositive), Presence::defaulted, "0.05 K",
        "Largest change of any cell from the end of one period to the end of the next."},
       {"max_cycles", integer(1, 1000000), Presence::defaulted, "200",
        "The run ends with an error where more periods would be needed."}},
      "",
      {},
      {}};
  return keys;
}

const KeyTable& save_table() {
  static const KeyTable keys{
      "save",
      "Times at which the whole field is kept in the results; the end always is. Dies, probes and limits are "
      "recorded at every step anyway.",
      {{"every", duration_type(), Presence::optional, "", "Time from one field to the next."},
       {"times", list_of(duration_type(), 1, 100000), Presence::optional, "", "Single times."}},
      "",
      {},
      {}};
  return keys;
}

}  // namespace

std::vector<Key> row_time_keys() {
  return {
      {"sampling", duration_type(), Presence::optional, "",
       "Time from one row of the file to the next; the first row is at 0 s."},
      {"time_units", choice({"ns", "us", "ms", "s", "min", "h"}), Presence::optional, "",
       "Unit of the file's column of times, instead of `sampling`."},
      {"time_column", text(), Presence::optional, "",
       "Name of that column; without it the first one. Times ascend from 0."},
      {"interpolate", choice({"steps", "linear"}), Presence::optional, "",
       "What is between two rows: the earlier one's value (steps, which is taken without this key), or a "
       "straight line."},
      {"repeat", flag(), Presence::optional, "",
       "With `sampling`: true where the rows begin again behind the last one; without it the last one "
       "holds from there on."},
      {"period", duration_type(), Presence::optional, "",
       "With `time_units`: after this time the rows begin again; without it the last one holds from there "
       "on."}};
}

KeyType trace_type() {
  return alternatives({table(steps_table), table(linear_table), table(file_table)});
}

const KeyTable& power_instant_table() {
  static const KeyTable keys{
      "instant",
      "The powers of one time.",
      {{"at", time_type(), Presence::required, "", "The time; at a jump the value after it counts."}},
      "",
      {},
      {}};
  return keys;
}

const KeyTable& transient_table() {
  static const KeyTable keys{
      "transient",
      "How heat goes through time, from time 0 on.",
      {{"end", duration_type(), Presence::optional, "",
        "Time at which the run ends. Required, except with `until_cyclic`, where one period is the default."},
       {"initial",
        alternatives({choice({"ambient", "steady", "steady_at_average"}), table(initial_temperature_table),
                      table(initial_file_table)}),
        Presence::optional, "",
        "Temperatures at time 0: those of the surroundings (the default), the steady state under the powers "
        "of time 0, that under the average powers (the default with `until_cyclic`, which starts its search "
        "there), one temperature, or those of another run."},
       {"method", choice({"tr_bdf2", "backward_euler"}), Presence::defaulted, "tr_bdf2",
        "Second order in time, or first; both damp what is fast."},
       {"tolerance", quantity(dimension::kTemperatureDifference, kPositive), Presence::defaulted, "0.05 K",
        "Estimated error of one step in any cell; steps grow and shrink to keep to it."},
       {"step", table(step_table), Presence::optional, "", "Bounds on the size of the steps."},
       {"until_cyclic", table(until_cyclic_table), Presence::optional, "",
        "Run the periodic state rather than the way to it."},
       {"save", table(save_table), Presence::optional, "", "Times at which whole fields are kept."}},
      "",
      {},
      {}};
  return keys;
}

const KeyTable& probe_table() {
  static const KeyTable keys{
      "probe",
      "A place whose temperature is recorded at every step, and at the end of a steady run.",
      {{"name", name(), Presence::required, "", "Its name in the results."},
       {"at", list_of(quantity(dimension::kLength, kPlace), 3, 3), Presence::optional, "",
        "A point [x, y, z] of the assembly; the temperature is that of the cell that holds it."},
       {"target", text(), Presence::optional, "",
        "A named thing, as in power; on `.active` the reconstructed temperature of the face."},
       {"value", choice({"maximum", "mean"}), Presence::optional, "",
        "Of a target: its highest temperature (taken without this key), or the mean by volume, on a face by "
        "area."}},
      "",
      {{"at", "target"}},
      {{"at", "value"}}};
  return keys;
}

const KeyTable& checkpoint_table() {
  static const KeyTable keys{
      "checkpoint",
      "What a transient writes so that `strata run --restart` can go on: into the folder of the results, "
      "newest last, each one checked when it is read.",
      {{"every", time_type(), Presence::defaulted, "10 min",
        "Wall time between two of them; 0 s writes one only when the run is told to stop."},
       {"keep", integer(1, 1000), Presence::defaulted, "3", "How many of the newest stay."}},
      "",
      {},
      {}};
  return keys;
}

}  // namespace strata
