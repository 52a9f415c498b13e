// Broken files of other tools through the importers: none may crash, hang or say nothing. STRATA_FUZZ_FILES
// sets how many, over all formats.
#include <chrono>
#include <cstdlib>

#include <catch2/catch.hpp>

#include "foreign_texts.hpp"
#include "inputs/importers/convert_hotspot.hpp"
#include "inputs/importers/convert_ice.hpp"
#include "tests/support/mutate.hpp"

using namespace strata;

namespace {

/// The texts of a HotSpot case and of a 3D-ICE case, one of them broken.
struct Texts {
  std::string floorplan = test::kFloorplan, trace = test::kTrace, config = test::kConfig,
              materials = test::kMaterialFile, layers = test::kLayers, ice_floorplan = test::kIceFloorplan,
              ice_stack = test::kIceStack;
};

void convert_hotspot_texts(const Texts& texts, bool with_layers) {
  ForeignFiles files;
  files.add("chip.flp", texts.floorplan);
  files.add("chip.ptrace", texts.trace);
  files.add("chip.config", texts.config);
  files.add("chip.materials", texts.materials);
  files.add("chip.lcf", texts.layers);
  convert_hotspot(
      {"chip.flp", "chip.ptrace", "chip.config", "chip.materials", with_layers ? "chip.lcf" : "", {}}, files);
}

void convert_ice_texts(const Texts& texts) {
  ForeignFiles files;
  files.add("chip.stk", texts.ice_stack);
  files.add("chip.flp", texts.ice_floorplan);
  convert_ice("chip.stk", {}, files);
}

/// Whether a conversion went well; one that did not must say why.
template <class Action>
bool goes_well(Action action, const std::string& broken) {
  try {
    action();
    return true;
  } catch (const Error& error) {
    if (std::string(error.what()).empty()) FAIL("no message for:\n" << broken);
    return false;
  }
}

}  // namespace

TEST_CASE("no broken file of another tool crashes, hangs or fails silently", "[fuzz]") {
  const char* wanted = std::getenv("STRATA_FUZZ_FILES");
  const long n_files = wanted != nullptr ? std::strtol(wanted, nullptr, 10) : 7000;
  REQUIRE(n_files > 0);
  const Texts good;
  std::vector<std::string Texts::*> formats{&Texts::floorplan, &Texts::trace,  &Texts::config,
                                            &Texts::materials, &Texts::layers, &Texts::ice_floorplan,
                                            &Texts::ice_stack};
  std::vector<test::DeckMutator> mutators;
  mutators.reserve(formats.size());
  for (std::size_t f = 0; f < formats.size(); ++f)
    mutators.emplace_back(std::vector<std::string>{good.*formats[f]}, f);
  long n_wrong = 0, n_right = 0;
  double slowest = 0.0;
  for (long i = 0; i < n_files; ++i) {
    const std::size_t f = static_cast<std::size_t>(i) % formats.size();
    Texts texts;
    texts.*formats[f] = mutators[f].next();
    const auto start = std::chrono::steady_clock::now();
    const bool is_right = goes_well(
        [&] { f < 5 ? convert_hotspot_texts(texts, f == 4 || i % 2 == 0) : convert_ice_texts(texts); },
        texts.*formats[f]);
    (is_right ? n_right : n_wrong) += 1;
    slowest =
        std::max(slowest, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  INFO("slowest file [s]: " << slowest);
  CHECK(slowest < 1.0);
  CHECK(n_wrong > n_files / 4);  // the mutations bite ...
  CHECK(n_right > 0);            // ... and do not hide the checks behind broken syntax every time
}

TEST_CASE("large files of other tools take linear time", "[fuzz]") {
  const auto repeated = [](const std::string& text, std::size_t n) {
    std::string all;
    for (std::size_t i = 0; i < n; ++i) all += text;
    return all;
  };
  const auto start = std::chrono::steady_clock::now();
  Texts texts;
  texts.trace = "core cache\n" + repeated("1.5 2.5\n", 200000);
  convert_hotspot_texts(texts, false);
  std::string blocks, names, powers;
  for (int i = 0; i < 20000; ++i) {
    blocks += "b" + std::to_string(i) + " 1e-5 1e-3 " + std::to_string(i) + "e-5 0 1e6 0.0" +
              std::to_string(i + 1) + "\n";
    names += "b" + std::to_string(i) + " ";
    powers += "1 ";
  }
  texts = {};
  texts.floorplan = blocks;
  texts.trace = names + "\n" + powers + "\n";
  texts.config = "-s_spreader 1\n-s_sink 1\n";
  convert_hotspot_texts(texts, false);
  texts.trace = repeated("x ", 20000) + "\n";
  CHECK_FALSE(goes_well([&] { convert_hotspot_texts(texts, false); }, "names that are not there"));
  texts = {};
  for (const char* noise : {"(", "a :", "power", "\"", "/*", "1 ", ";", "layer x ", "material y "}) {
    texts.ice_stack = repeated(noise, 100000);
    CHECK_FALSE(goes_well([&] { convert_ice_texts(texts); }, noise));
    texts.ice_stack = test::kIceStack + texts.ice_stack;
    CHECK_FALSE(goes_well([&] { convert_ice_texts(texts); }, noise));
    texts.ice_stack = test::kIceStack;
    texts.ice_floorplan = repeated(noise, 100000);
    CHECK_FALSE(goes_well([&] { convert_ice_texts(texts); }, noise));
    texts.ice_floorplan = test::kIceFloorplan;
  }
  CHECK(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() < 30.0);
}
