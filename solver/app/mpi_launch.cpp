#include "solver/app/mpi_launch.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "solver/app/supervise.hpp"
#include "solver/app/terminal.hpp"
#include "solver/runtime.hpp"

namespace strata::app {

bool under_mpi_launcher() {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK", "PMI_SIZE"}) {
    if (std::getenv(name) != nullptr) return true;
  }
  return false;
}

int parse_ranks(const std::string& text) {
  if (text == "auto") {
    cpu_set_t cores;
    return sched_getaffinity(0, sizeof cores, &cores) == 0 ? CPU_COUNT(&cores) : 1;
  }
  char* end = nullptr;
  const long ranks = std::strtol(text.c_str(), &end, 10);
  if (end == text.c_str() || *end != '\0' || ranks < 1 || ranks > 1000000) {
    throw Error(ExitCode::deck, "--ranks \"" + text + "\": expected a positive number or 'auto'");
  }
  return static_cast<int>(ranks);
}

namespace {

/// The command that starts this program with `arguments` on so many ranks; one needs no launcher.
std::vector<std::string> own_command(const std::vector<std::string>& arguments, int ranks) {
  std::vector<std::string> words;
  if (ranks > 1) {
    words = {"mpirun", "--quiet", "--oversubscribe"};
    if (geteuid() == 0) words.emplace_back("--allow-run-as-root");
    words.insert(words.end(), {"-n", std::to_string(ranks)});
  }
  words.emplace_back("/proc/self/exe");
  char program[4096];
  const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  if (length > 0) words.back().assign(program, static_cast<std::size_t>(length));
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

/// The words as execvp and posix_spawnp want them.
std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> list;
  list.reserve(words.size() + 1);
  list.reserve(words.size() + 1);
  for (std::string& word : words) list.push_back(word.data());
  list.push_back(nullptr);
  return list;
}

}  // namespace

void relaunch_under_mpirun(const Invocation& invocation, int ranks) {
  if (ranks == 1 || under_mpi_launcher()) return;
  std::vector<std::string> words =
      own_command({invocation.argv + 1, invocation.argv + invocation.argc}, ranks);
  remember_terminals();
  std::exit(supervise(std::move(words)));
}

std::string run_own_command(const std::vector<std::string>& arguments, int ranks) {
  std::vector<std::string> words = own_command(arguments, ranks);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  pid_t child = -1;
  const int failure =
      posix_spawnp(&child, words.front().c_str(), &actions, nullptr, pointers(words).data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) return words.front() + " could not be started: " + std::strerror(failure);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (WIFSIGNALED(status)) return std::string("ended by signal: ") + strsignal(WTERMSIG(status));
  if (WEXITSTATUS(status) != 0) return "ended with exit code " + std::to_string(WEXITSTATUS(status));
  return {};
}

ExitCode with_runtime(Invocation& invocation, const std::function<ExitCode(MPI_Comm)>& body) {
  // A program started on its own needs no daemon to find other ranks; without one it starts at once and
  // leaves no session files behind. Other MPI libraries ignore the variable.
  if (!under_mpi_launcher()) setenv("OMPI_MCA_ess_singleton_isolated", "1", 0);
  Runtime runtime(invocation.argc, invocation.argv, invocation.options.petsc.c_str());
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  try {
    return body(MPI_COMM_WORLD);
  } catch (const Error& error) {
    if (rank == 0) print_error(error);
    return error.exit_code();
  } catch (const std::exception& error) {
    print_unexpected(error, rank);
    MPI_Abort(MPI_COMM_WORLD, static_cast<int>(ExitCode::internal));
    return ExitCode::internal;
  }
}

}  // namespace strata::app
