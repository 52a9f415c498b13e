#include "solver/app/pictures.hpp"

#include <array>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace strata::app {
namespace {

namespace fs = std::filesystem;

/// Folder that holds the package strata_post: beside the program's build tree, or where STRATA_ROOT says.
fs::path package_folder() {
  if (const char* root = std::getenv("STRATA_ROOT")) {
    if (fs::exists(fs::path(root) / "postproc" / "strata_post")) return fs::path(root) / "postproc";
  }
  std::error_code error;
  for (fs::path folder = fs::read_symlink("/proc/self/exe", error).parent_path(); folder.has_relative_path();
       folder = folder.parent_path()) {
    if (fs::exists(folder / "postproc" / "strata_post" / "__main__.py")) return folder / "postproc";
  }
  return {};
}

/// The environment of this process with PYTHONPATH led by `folder`, and without what would make a child of an
/// MPI program look like a rank.
std::vector<std::string> child_environment(const fs::path& folder) {
  std::vector<std::string> variables;
  std::string python_path = "PYTHONPATH=" + folder.string();
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string text = *variable;
    if (text.starts_with("PYTHONPATH=")) {
      python_path += ":" + text.substr(std::strlen("PYTHONPATH="));
    } else if (!text.starts_with("OMPI_") && !text.starts_with("PMIX_")) {
      variables.push_back(text);
    }
  }
  variables.push_back(python_path);
  return variables;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> list;
  list.reserve(words.size() + 1);
  for (std::string& word : words) list.push_back(word.data());
  list.push_back(nullptr);
  return list;
}

/// Python ends with 1 where the package has a mistake.
ExitCode exit_code(int status) {
  for (const ExitCode code : {ExitCode::ok, ExitCode::deck, ExitCode::io}) {
    if (status == static_cast<int>(code)) return code;
  }
  return ExitCode::internal;
}

std::string last_line(const std::string& text) {
  const std::size_t end = text.find_last_not_of(" \n");
  if (end == std::string::npos) return {};
  const std::size_t start = text.find_last_of('\n', end);
  return text.substr(start + 1, end - start);
}

}  // namespace

PostOutcome call_strata_post(const std::vector<std::string>& arguments) {
  const fs::path folder = package_folder();
  if (folder.empty()) {
    return {ExitCode::internal, "the Python package strata_post was not found; set STRATA_ROOT"};
  }
  const char* python = access("/usr/bin/python3", X_OK) == 0 ? "/usr/bin/python3" : "python3";
  std::vector<std::string> words{python, "-m", "strata_post"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables = child_environment(folder);

  std::array<int, 2> channel{};
  if (pipe2(channel.data(), O_CLOEXEC) != 0) return {ExitCode::internal, std::strerror(errno)};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, channel[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, channel[1], STDERR_FILENO);
  pid_t child = -1;
  const int failure =
      posix_spawnp(&child, python, &actions, nullptr, pointers(words).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  close(channel[1]);
  std::string output;
  std::array<char, 4096> buffer{};
  for (ssize_t n = 0; failure == 0 && (n = read(channel[0], buffer.data(), buffer.size())) > 0;) {
    output.append(buffer.data(), static_cast<std::size_t>(n));
  }
  close(channel[0]);
  if (failure != 0) {
    return {ExitCode::internal, fmt::format("{}: {}", python, std::strerror(failure))};
  }
  int status = 0;
  waitpid(child, &status, 0);
  return {WIFEXITED(status) ? exit_code(WEXITSTATUS(status)) : ExitCode::internal, output};
}

std::string run_strata_post(const std::vector<std::string>& arguments) {
  const PostOutcome outcome = call_strata_post(arguments);
  if (outcome.exit_code == ExitCode::ok) return {};
  return outcome.output.empty() ? "strata_post failed" : last_line(outcome.output);
}

}  // namespace strata::app
