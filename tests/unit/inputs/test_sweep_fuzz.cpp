// Broken sweeps end in messages, never in anything else.
#include <chrono>

#include <catch2/catch.hpp>

#include "inputs/error.hpp"
#include "tests/support/mutate.hpp"
#include "tests/unit/inputs/sweep_text.hpp"

using namespace strata;

TEST_CASE("broken sweeps are told what is wrong, without end or crash", "[fuzz]") {
  const std::string frame =
      "sweep: 1\ndeck: deck.yaml\nsamples: 20\ndataset: {name: d, grid: [8, 8, 8], block: 12}\n";
  const std::vector<std::string> good{
      frame +
          "sampler: sobol\nper_group: {solved: 2, superposed: 4}\nsplits: {train: 0.9, test: "
          "0.1}\nparameters:\n"
          "  dies: {path: \"parts.die.layers[0].repeat\", choices: [2, 4], weights: [1, 3]}\n"
          "  glue: {factor: [materials.glue.conductivity, materials.m1.density], log_uniform: [0.5, 2]}\n"
          "  power: {path: \"power[0].total\", uniform: [1 W, 10 W], inside_group: true}\n"
          "fidelities: {coarse: {mesh.lateral: 2 mm}}\n",
      frame +
          "set: {mesh.lateral: 400 um}\nseed: 3\nsplits: {hold_out: {board: [1 mm, 1.5 mm]}}\nparameters:\n"
          "  board: {path: \"assembly.stack[0].thickness\", normal: {mean: 1 mm, deviation: 0.2 mm, between: "
          "[0.5 "
          "mm, 2 mm]}}\n"
          "  film: {path: boundaries.top.convection.film_coefficient, table: {probability: [0, 1], value: "
          "[1e3 "
          "W/(m^2.K), 1e4 W/(m^2.K)]}}\n"
          "power_maps:\n"
          "  - {source: \"stack.core[*].active\", kind: gaussian_field, cells: [4, 4], length_scale: 1 mm}\n"
          "  - {source: \"*.core[1].active\", kind: floorplan, blocks: 4}\n"};
  test::DeckMutator mutator(good, 5);
  const test::ScratchFolder folder;
  folder.write("deck.yaml", test::kBaseDeck);
  long n_wrong = 0, n_right = 0;
  double slowest = 0.0;
  for (int i = 0; i < 1500; ++i) {
    const std::string text = mutator.next();
    const std::string path = folder.write("sweep.yaml", text);
    const auto start = std::chrono::steady_clock::now();
    try {
      const Sweep sweep = load_sweep(path);
      make_sample(sweep, sweep.first_id);
      ++n_right;
    } catch (const DeckError& error) {
      if (error.diagnostics().empty()) FAIL("no message for:\n" << text);
      ++n_wrong;
    } catch (const std::exception& error) {
      FAIL(error.what() << " for:\n" << text);
    }
    slowest =
        std::max(slowest, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  INFO("slowest sweep [s]: " << slowest);
  CHECK(slowest < 10.0);
  CHECK(n_wrong > 500);
  CHECK(n_right > 0);
}
