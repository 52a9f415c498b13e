#include "inputs/sweep/sweep_keys.hpp"

#include <limits>

#include "inputs/key_tables.hpp"

namespace strata {

using namespace key_type;

namespace {

constexpr std::int64_t kMostSamples = 1000000000000;
constexpr std::int64_t kMostTiles = 256;  // along an axis

const KeyTable& normal_table() {
  static const KeyTable keys{
      "normal",
      "A normal distribution cut off outside a range: no values pile up at its ends.",
      {{"mean", text(), Presence::required, "", "Mean of the whole distribution."},
       {"deviation", text(), Presence::required, "", "Standard deviation of the whole distribution."},
       {"between", list_of(text(), 2, 2), Presence::required, "", "Lowest and highest value."}},
      "",
      {},
      {}};
  return keys;
}

const KeyTable& distribution_table() {
  static const KeyTable keys{"distribution table",
                             "A distribution by its quantiles, straight lines between them.",
                             {{"probability", list_of(number(Bounds{0.0, 1.0, false, false}), 2),
                               Presence::required, "", "Shares of all values, ascending from 0 to 1."},
                              {"value", list_of(text(), 2), Presence::required, "",
                               "The values below which those shares lie, ascending."}},
                             "",
                             {},
                             {}};
  return keys;
}

KeyType paths_type() {
  return alternatives({text(), list_of(text(), 1)});
}

const KeyTable& parameter_table() {
  static const KeyTable keys{
      "parameter",
      "One thing that varies: where it stands in the base deck, and how its values are distributed. Values "
      "are "
      "written as in the deck, with their unit.",
      {{"path", paths_type(), Presence::optional, "",
        "Deck path that takes the value, as in `--set`, or a list of paths that all take it."},
       {"factor", paths_type(), Presence::optional, "",
        "Deck path, or a list of them, whose numbers are multiplied by the value; tables, power laws and "
        "values "
        "by axis as a whole. Materials of the library count as if they stood in the deck."},
       {"uniform", list_of(text(), 2, 2), Presence::optional, "",
        "[lowest, highest]: every value between is as likely as the others; where the key takes whole "
        "numbers, "
        "each of them."},
       {"log_uniform", list_of(text(), 2, 2), Presence::optional, "",
        "[lowest, highest], both above 0: the logarithm is uniform."},
       {"normal", table(normal_table), Presence::optional, "", "A normal distribution, cut off."},
       {"choices", list_of(alternatives({text(), list_of(text())}), 1), Presence::optional, "",
        "A few values: numbers, words, lists such as [4 mm, 5 mm]; anything else as deck text in quotes."},
       {"weights", list_of(number(kNonNegative), 1), Presence::optional, "",
        "Of choices: how likely each is, in any scale; without them all are as likely."},
       {"table", table(distribution_table), Presence::optional, "", "A distribution by its quantiles."},
       {"inside_group", flag(), Presence::defaulted, "false",
        "Drawn for every sample instead of once per group."},
       {"levels", integer(1, 1000000), Presence::optional, "",
        "Of a grid: number of values of a distribution that is no choice, evenly in probability from the "
        "lowest "
        "to the highest."}},
      "",
      {{"path", "factor"}, {"uniform", "log_uniform", "normal", "choices", "table"}},
      {}};
  return keys;
}

const KeyTable& power_map_spec_table() {
  static const KeyTable keys{
      "random power map",
      "Spreads the heat of sources over their rectangles at random, for every sample anew; the power of each "
      "stays what the deck says. Of two that name the same source the later one counts.",
      {{"source", text(), Presence::required, "",
        "Which heat sources, as in `power`: `gpu.active`, \"hbm*.dram[*].active\"."},
       {"kind", choice({"floorplan", "gaussian_field", "hot_spots"}), Presence::required, "",
        "`floorplan`: blocks of a random slicing, each of its own power density. `gaussian_field`: "
        "exp(deviation "
        "g), g a Gaussian random field of mean 0, deviation 1 and covariance exp(-r^2 / (2 length_scale^2)). "
        "`hot_spots`: a uniform background and Gaussian spots."},
       {"cells", list_of(integer(1, kMostTiles), 2, 2), Presence::defaulted, "[32, 32]",
        "Of fields and spots: tiles along x and y."},
       {"blocks", integer(1, 10000), Presence::defaulted, "12", "Of a floorplan: number of blocks."},
       {"contrast", number(Bounds{1.0, 1e6, false, false}), Presence::defaulted, "10",
        "Of a floorplan: largest ratio of two densities; they are log-uniform."},
       {"length_scale", quantity(dimension::kLength, kExtent), Presence::defaulted, "1 mm",
        "Of a field: correlation length."},
       {"deviation", number(Bounds{0.0, 5.0, false, false}), Presence::defaulted, "1",
        "Of a field: standard deviation of the logarithm of the density."},
       {"spots", integer(1, 10000), Presence::defaulted, "4", "Of hot spots: their number."},
       {"radius", quantity(dimension::kLength, kExtent), Presence::defaulted, "0.5 mm",
        "Of hot spots: standard deviation of a spot."},
       {"share", number(Bounds{0.0, 1.0, false, false}), Presence::defaulted, "0.5",
        "Of hot spots: share of the power that the spots have together; each has 0.5 to 1.5 parts of it."}},
      "",
      {},
      {}};
  return keys;
}

const KeyTable& per_group_table() {
  static const KeyTable keys{
      "per group",
      "Samples of a group share every parameter that is not `inside_group`, and end up in the same split.",
      {{"solved", integer(1, 65536), Presence::optional, "",
        "Samples of a group that are solved: 1, or in a grid as many as the parameters inside the group have "
        "combinations."},
       {"superposed", integer(0, 65536), Presence::defaulted, "0",
        "Samples of a group that are weighted means of its solved ones, with random weights; exact where "
        "heat "
        "is linear, so only powers, fluxes and temperatures of the surroundings may vary inside the group."}},
      "",
      {},
      {}};
  return keys;
}

const KeyTable& splits_table() {
  static const KeyTable keys{
      "splits",
      "Where a sample ends up. A group goes where the hash of its parameters says, whatever its number, so a "
      "longer sweep leaves it there.",
      {{"train", number(Bounds{0.0, 1.0, false, false}), Presence::optional, "",
        "Share of groups for training; 0.8 where no share is given, else 0."},
       {"valid", number(Bounds{0.0, 1.0, false, false}), Presence::optional, "",
        "Share of groups for validation; 0.1 where no share is given, else 0."},
       {"test", number(Bounds{0.0, 1.0, false, false}), Presence::optional, "",
        "Share of groups for the test; 0.1 where no share is given, else 0."},
       {"hold_out", named_tables(list_of(alternatives({text(), list_of(text())}), 1)), Presence::optional, "",
        "By name of a parameter, what goes to `test_ood` whatever the hash says: some of its choices, or a "
        "range "
        "[lowest, highest] of its values."}},
      "",
      {},
      {}};
  return keys;
}

const KeyTable& dataset_table() {
  static const KeyTable keys{
      "dataset",
      "What is written.",
      {{"name", name(), Presence::required, "", "Name of the dataset in its files."},
       {"grid", alternatives({list_of(integer(1, 4096), 3, 3), choice({"native"})}), Presence::defaulted,
        "native",
        "Cells of a regular grid along x, y and z, or the deck's own grid, the same in every sample."},
       {"box", list_of(quantity(dimension::kLength, kExtent), 3, 3), Presence::optional, "",
        "Size of the regular grid, from the origin; without it the largest package of the sweep."},
       {"fields", list_of(name()), Presence::defaulted, "[power_density, conductivity]",
        "Fields beside the temperature; `conductivity` stands for k_xx, k_yy and k_zz."},
       {"block", integer(1, 65536), Presence::optional, "",
        "Samples that are solved in a row and written together; a multiple of the size of a group. Without "
        "it "
        "64, rounded up to one."},
       {"compression", integer(0, 9), Presence::defaulted, "1", "Deflate level."},
       {"precision", choice({"single", "double"}), Presence::defaulted, "single", "Of the numbers in files."},
       {"keep_native", flag(), Presence::defaulted, "false", "Also write solutions on their own grids."}},
      "",
      {},
      {}};
  return keys;
}

}  // namespace

const KeyTable& sweep_table() {
  static const KeyTable keys{
      "sweep",
      "A sweep is a base deck and what varies in it. Sample number i depends on the seed and i alone.",
      {{"sweep", integer(1, 1000), Presence::required, "",
        "Version of the language of sweeps; the first key of every sweep."},
       {"title", text(), Presence::defaulted, "\"\"", "One line that says what the dataset is about."},
       {"include", alternatives({text(), list_of(text())}), Presence::optional, "",
        "Files whose keys are merged into this one."},
       {"deck", file(), Presence::required, "",
        "The base deck, relative to the sweep. Its heat must be steady."},
       {"set", list_of(text()), Presence::optional, "",
        "What is different in the base deck throughout: a map of deck paths and values, `{mesh.lateral: 400 "
        "um}`, or a list of `--set` arguments."},
       {"seed", integer(0, std::numeric_limits<std::int64_t>::max()), Presence::defaulted, "0",
        "Another seed gives another sweep of the same kind."},
       {"samples", integer(1, kMostSamples), Presence::optional, "",
        "Number of samples; needed unless a grid or a table says how many there are."},
       {"sampler", choice({"latin_hypercube", "random", "sobol", "grid", "table"}), Presence::defaulted,
        "latin_hypercube", "How values are picked from the distributions; see below."},
       {"requests", file(), Presence::optional, "",
        "Of the sampler `table`: a CSV file with one row per sample, its first line the names of the "
        "parameters "
        "(and `group`, to let rows share one)."},
       {"per_group", table(per_group_table), Presence::defaulted, "{}", "How samples form groups."},
       {"parameters", named_tables(table(parameter_table)), Presence::optional, "",
        "What varies, by name; names become columns of the dataset."},
       {"power_maps", list_of(table(power_map_spec_table)), Presence::optional, "", "Random power maps."},
       {"splits", table(splits_table), Presence::defaulted, "{}", "Training, validation and test."},
       {"fidelities", named_tables(list_of(text(), 1)), Presence::optional, "",
        "Further solves of every sample, by name: deck paths and values as in `set`. The temperature of "
        "`coarse` becomes the field temperature_coarse."},
       {"dataset", table(dataset_table), Presence::required, "", "What is written."}},
      "",
      {},
      {}};
  return keys;
}

}  // namespace strata
