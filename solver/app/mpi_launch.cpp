#include "solver/app/mpi_launch.hpp"

#include <cstdlib>
#include <cstring>
#include <vector>

#include <sched.h>
#include <unistd.h>

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

void relaunch_under_mpirun(const Invocation& invocation, int ranks) {
  if (ranks == 1 || under_mpi_launcher()) return;
  std::vector<std::string> words{"mpirun", "--quiet", "--oversubscribe"};
  if (geteuid() == 0) words.push_back("--allow-run-as-root");
  words.insert(words.end(), {"-n", std::to_string(ranks), "/proc/self/exe"});
  char program[4096];
  const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  if (length > 0) words.back().assign(program, static_cast<std::size_t>(length));
  for (int i = 1; i < invocation.argc; ++i) words.emplace_back(invocation.argv[i]);

  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  remember_terminals();
  execvp("mpirun", arguments.data());
  throw Error(ExitCode::internal, std::string("mpirun could not be started: ") + std::strerror(errno));
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
