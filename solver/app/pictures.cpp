#include "solver/app/pictures.hpp"

#include <cstdlib>
#include <cstring>
#include <string_view>

#include <unistd.h>

#include "solver/app/child_process.hpp"

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

/// The environment of a child with PYTHONPATH led by `folder`.
std::vector<std::string> child_environment(const fs::path& folder) {
  std::vector<std::string> variables = environment_without_ranks();
  std::string python_path = "PYTHONPATH=" + folder.string();
  std::erase_if(variables, [&](const std::string& text) {
    if (!text.starts_with("PYTHONPATH=")) return false;
    python_path += ":" + text.substr(std::strlen("PYTHONPATH="));
    return true;
  });
  variables.push_back(python_path);
  return variables;
}

/// Python ends with 1 where the package has a mistake.
ExitCode exit_code(int status) {
  for (const ExitCode code : {ExitCode::ok, ExitCode::deck, ExitCode::io}) {
    if (status == static_cast<int>(code)) return code;
  }
  return ExitCode::internal;
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
  const ChildResult child = run_child(words, child_environment(folder));
  if (!child.failure.empty()) return {ExitCode::internal, child.failure};
  return {exit_code(child.status), child.output};
}

std::string run_strata_post(const std::vector<std::string>& arguments) {
  const PostOutcome outcome = call_strata_post(arguments);
  if (outcome.exit_code == ExitCode::ok) return {};
  return outcome.output.empty() ? "strata_post failed" : last_line(outcome.output);
}

std::string own_words(std::string text) {
  constexpr std::string_view prefix = "strata_post: ";
  if (text.starts_with(prefix)) text.erase(0, prefix.size());
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace strata::app
