#include <fstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "postproc/atomic_file.hpp"
#include "postproc/checksum.hpp"
#include "postproc/labels.hpp"
#include "postproc/run_record.hpp"
#include "postproc/versions.hpp"
#include "temporary_folder.hpp"

using namespace strata;
using strata::test::TemporaryFolder;

namespace {

RunRecord make_record(const TemporaryFolder& folder) {
  write_file_atomically(folder.path() / "summary.json", "abc");
  RunRecord record;
  record.command_line = {"strata", "run", "deck.yaml"};
  record.deck_file = "deck.yaml";
  record.deck_sha256 = sha256("deck");
  record.started = utc_now();
  record.exit_code = ExitCode::limit_exceeded;
  record.reason = "a limit was exceeded";
  record.files = {"summary.json"};
  return record;
}

}  // namespace

TEST_CASE("SHA-256 gives the published digests") {
  // FIPS 180-4 example vectors (NIST).
  const std::string abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  CHECK(sha256("abc") == abc);
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const TemporaryFolder folder;
  write_file_atomically(folder.path() / "abc", "abc");
  CHECK(sha256_of_file(folder.path() / "abc") == abc);
  const std::string large(3 * (std::size_t{1} << 20) + 17, 'q');
  write_file_atomically(folder.path() / "large", large);
  CHECK(sha256_of_file(folder.path() / "large") == sha256(large));
  CHECK_THROWS_AS(sha256_of_file(folder.path() / "missing"), IoError);
  CHECK_THROWS_AS(sha256_of_file(folder.path()), IoError);
}

TEST_CASE("a finished run is found again with its deck, version and exit code") {
  const TemporaryFolder folder;
  CHECK_FALSE(find_finished_run(folder.path()).has_value());
  write_run_record(MPI_COMM_SELF, make_record(folder), folder.path());
  const auto run = find_finished_run(folder.path());
  REQUIRE(run.has_value());
  CHECK(run->deck_sha256 == sha256("deck"));
  CHECK(run->strata_version == strata_version());
  CHECK(run->git_commit == strata_git_commit());
  CHECK(run->exit_code == ExitCode::limit_exceeded);
  CHECK(run->reason == "a limit was exceeded");
  CHECK(run->finished.size() == 20);
}

TEST_CASE("a run whose files are gone, cut short or unreadable is not finished") {
  const TemporaryFolder folder;
  write_run_record(MPI_COMM_SELF, make_record(folder), folder.path());
  SECTION("missing file") {
    std::filesystem::remove(folder.path() / "summary.json");
  }
  SECTION("file of another size") {
    write_file_atomically(folder.path() / "summary.json", "ab");
  }
  SECTION("record cut short") {
    const std::string text = test::read_text(folder.path() / "run.json");
    write_file_atomically(folder.path() / "run.json", text.substr(0, text.size() / 2));
  }
  SECTION("not JSON") {
    write_file_atomically(folder.path() / "run.json", "\x80\xff");
  }
  SECTION("another kind of JSON") {
    write_file_atomically(folder.path() / "run.json", "[1, 2]");
  }
  SECTION("a later format") {
    auto json = nlohmann::json::parse(test::read_text(folder.path() / "run.json"));
    json["format_version"] = 999;
    write_file_atomically(folder.path() / "run.json", json.dump());
  }
  SECTION("mark removed") {
    remove_run_record(folder.path());
  }
  CHECK_FALSE(find_finished_run(folder.path()).has_value());
}

TEST_CASE("a record of files that do not exist is not written") {
  const TemporaryFolder folder;
  RunRecord record = make_record(folder);
  record.files.emplace_back("results.h5");
  CHECK_THROWS_AS(write_run_record(MPI_COMM_SELF, record, folder.path()), IoError);
  CHECK(folder.names() == std::vector<std::string>{"summary.json"});
}

TEST_CASE("memory and versions are there") {
  CHECK(peak_memory_bytes() > (1 << 20));
  for (const LibraryVersion& library : library_versions()) {
    INFO(library.name);
    CHECK(library.version.find_first_of("123456789") != std::string::npos);
  }
  CHECK(library_versions().size() == 4);
}
