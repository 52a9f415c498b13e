#include <chrono>
#include <cstdlib>

#include <catch2/catch.hpp>

#include "sample_tables.hpp"
#include "tests/support/mutate.hpp"

using namespace strata;

TEST_CASE("no broken deck crashes, throws or takes long") {
  const char* wanted = std::getenv("STRATA_FUZZ_DECKS");
  const long n_decks = wanted != nullptr ? std::strtol(wanted, nullptr, 10) : 2000;
  REQUIRE(n_decks > 0);
  test::DeckMutator mutator(
      {test::kSampleDeck, test::with_head("output: {origin: [1 mm, 2 um], share: 0.2}\n")}, 20261124);
  long n_wrong = 0, n_right = 0;
  double slowest = 0.0;
  for (long i = 0; i < n_decks; ++i) {
    const std::string deck = mutator.next();
    const auto start = std::chrono::steady_clock::now();
    const test::Checked checked = test::check_sample(
        deck, i % 4 == 0 ? std::vector<std::string>{deck.substr(0, 80)} : std::vector<std::string>{});
    const std::string rendered = checked.rendered();
    const bool is_wrong = checked.diagnostics.has_errors();
    if (is_wrong == rendered.empty()) FAIL("messages and errors disagree on deck " << i << ":\n" << deck);
    if (is_wrong) {
      ++n_wrong;
    } else {
      ++n_right;
      const std::string again = resolved_text(checked.value);
      const test::Checked second = test::check_sample(again);
      if (second.diagnostics.has_errors() || resolved_text(second.value) != again) {
        FAIL("deck " << i << " does not survive its resolved text:\n"
                     << deck << "\n"
                     << again << second.rendered());
      }
    }
    slowest =
        std::max(slowest, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  INFO("slowest deck [s]: " << slowest);
  CHECK(slowest < 1.0);
  CHECK(n_wrong > n_decks / 2);  // the mutations bite ...
  CHECK(n_right > 0);            // ... and do not hide the checks behind broken syntax every time
}
