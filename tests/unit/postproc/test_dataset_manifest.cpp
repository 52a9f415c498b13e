// The manifest of a dataset: what is appended is read back, whatever happened to its end.
#include <fstream>
#include <thread>

#include <catch2/catch.hpp>

#include "inputs/error.hpp"
#include "postproc/dataset/manifest.hpp"
#include "temporary_folder.hpp"

using namespace strata;
using Json = nlohmann::ordered_json;

namespace {

Json line(std::uint64_t id, const char* status) {
  return {{"id", id}, {"status", status}};
}

}  // namespace

TEST_CASE("lines of a manifest are read back by id, the last of an id counts") {
  const test::TemporaryFolder folder;
  CHECK(read_manifest(folder.path()).samples.empty());
  CHECK(read_manifest(folder.path()).next_id() == 0);
  append_to_manifest(folder.path(), {line(4, "ok"), line(7, "failed")});
  append_to_manifest(folder.path(), {line(4, "duplicate")});
  const Manifest manifest = read_manifest(folder.path());
  CHECK(manifest.samples.size() == 2);
  CHECK(manifest.samples.at(4)["status"] == "duplicate");
  CHECK(manifest.count(SampleStatus::failed) == 1);
  CHECK(manifest.count(SampleStatus::ok) == 0);
  CHECK(manifest.next_id() == 8);
}

TEST_CASE("a torn line at the end of a manifest is left out and closed by the next append") {
  const test::TemporaryFolder folder;
  append_to_manifest(folder.path(), {line(0, "ok")});
  std::ofstream(folder.path() / kManifestFile, std::ios::app) << R"({"id":1,"sta)";
  CHECK_FALSE(read_manifest(folder.path()).has(1));
  append_to_manifest(folder.path(), {line(2, "ok")});
  const Manifest manifest = read_manifest(folder.path());
  CHECK(manifest.has(0));
  CHECK_FALSE(manifest.has(1));
  CHECK(manifest.has(2));
}

TEST_CASE("writers at the same time do not tear each other's lines") {
  const test::TemporaryFolder folder;
  std::vector<std::thread> writers;
  for (std::uint64_t w = 0; w < 4; ++w) {
    writers.emplace_back([&folder, w] {
      for (std::uint64_t n = 0; n < 25; ++n)
        append_to_manifest(folder.path(), {line(100 * w + n, "ok"), line(100 * w + n + 50, "failed")});
    });
  }
  for (std::thread& writer : writers) writer.join();
  const Manifest manifest = read_manifest(folder.path());
  CHECK(manifest.count(SampleStatus::ok) == 100);
  CHECK(manifest.count(SampleStatus::failed) == 100);
}

TEST_CASE("a manifest that cannot be written is an error of the disk") {
  CHECK_THROWS_AS(append_to_manifest("/nowhere/at/all", {line(0, "ok")}), IoError);
}
