#include <filesystem>

#include <catch2/catch.hpp>

#include "inputs/error.hpp"
#include "postproc/atomic_file.hpp"
#include "temporary_folder.hpp"

using namespace strata;
using strata::test::FileSizeLimit;
using strata::test::read_text;
using strata::test::TemporaryFolder;

TEST_CASE("a file is replaced as a whole and nothing else is left behind") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.txt";
  write_file_atomically(path, "old");
  write_file_atomically(path, "new");
  CHECK(read_text(path) == "new");
  CHECK(folder.names() == std::vector<std::string>{"a.txt"});
}

TEST_CASE("a file without a folder in its name lands in the current folder") {
  const TemporaryFolder folder;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  write_file_atomically("b.txt", "here");
  std::filesystem::current_path(before);
  CHECK(read_text(folder.path() / "b.txt") == "here");
}

TEST_CASE("data larger than the buffer arrives in order") {
  const TemporaryFolder folder;
  std::string text;
  while (text.size() < (std::size_t{5} << 19)) text += std::to_string(text.size()) + ' ';
  AtomicWriter writer(folder.path() / "large.txt");
  for (std::size_t start = 0; start < text.size(); start += 1000) {
    writer.write(std::string_view(text).substr(start, 1000));
  }
  writer.commit();
  CHECK(read_text(folder.path() / "large.txt") == text);
}

TEST_CASE("a full disk leaves the old file, no temporary one, and says why") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.txt";
  write_file_atomically(path, "old");
  {
    const FileSizeLimit limit(1000);
    CHECK_THROWS_WITH(write_file_atomically(path, std::string(2000, 'x')),
                      Catch::Contains(path.string()) && Catch::Contains("File too large"));
    // The buffer is larger than the limit: the failure must not wait for the destructor, where nobody would
    // hear it.
    AtomicWriter writer(path);
    writer.write(std::string(1500, 'y'));
    CHECK_THROWS_AS(writer.commit(), IoError);
  }
  CHECK(read_text(path) == "old");
  CHECK(folder.names() == std::vector<std::string>{"a.txt"});
}

TEST_CASE("a writer that is given up leaves the old file alone") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.txt";
  write_file_atomically(path, "old");
  {
    AtomicWriter writer(path);
    writer.write("half a");
  }
  CHECK(read_text(path) == "old");
  CHECK(folder.names() == std::vector<std::string>{"a.txt"});
}

TEST_CASE("a folder that does not exist or cannot be made is an I/O error") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(write_file_atomically(folder.path() / "no" / "a.txt", "x"),
                    Catch::Contains("No such file"));
  write_file_atomically(folder.path() / "file", "x");
  CHECK_THROWS_AS(make_directory(folder.path() / "file" / "below"), IoError);
  // The target is a folder: the rename fails and the temporary file goes.
  make_directory(folder.path() / "taken" / "inside");
  CHECK_THROWS_AS(write_file_atomically(folder.path() / "taken", "x"), IoError);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "taken.tmp"));
}
