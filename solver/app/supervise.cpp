#include "solver/app/supervise.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "inputs/error.hpp"

namespace strata::app {
namespace {

constexpr int kNotStarted = 127;

sigset_t signals_to_hear() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGUSR1, SIGTERM, SIGINT, SIGCHLD}) sigaddset(&set, number);
  return set;
}

/// Becomes the program; does not return.
[[noreturn]] void become(std::vector<std::string>& words, const sigset_t& former, pid_t parent) {
  std::vector<char*> list;
  list.reserve(words.size() + 1);
  for (std::string& word : words) list.push_back(word.data());
  list.push_back(nullptr);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(kNotStarted);  // it died before the line above
  // A group of its own, so that Ctrl-C reaches the parent alone; it must not ask the terminal for input then.
  setpgid(0, 0);
  const int nothing = open("/dev/null", O_RDONLY);
  if (nothing >= 0) dup2(nothing, STDIN_FILENO);
  sigprocmask(SIG_SETMASK, &former, nullptr);
  execvp(list[0], list.data());
  _exit(kNotStarted);
}

/// What the child ended with, once it has; -1 while it runs.
int exit_code_of(pid_t child) {
  int status = 0;
  if (waitpid(child, &status, WNOHANG) != child) return -1;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

int supervise(std::vector<std::string> words) {
  const sigset_t heard = signals_to_hear();
  sigset_t former;
  sigprocmask(SIG_BLOCK, &heard, &former);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) become(words, former, parent);
  if (child < 0) {
    throw Error(ExitCode::internal, words[0] + " could not be started: " + std::strerror(errno));
  }
  int told = 0;
  for (int code = -1;;) {
    const int number = sigwaitinfo(&heard, nullptr);
    if (number == SIGCHLD) code = exit_code_of(child);
    if (code == kNotStarted) throw Error(ExitCode::internal, words[0] + " could not be started");
    // Ranks that had no handler yet end by the signal they were handed; what counts is the one that came.
    if (code >= 0) return told != 0 && code > 128 ? 128 + told : code;
    if (number <= 0 || number == SIGCHLD) continue;
    kill(child, told == 0 || number == SIGUSR1 ? SIGUSR1 : number);
    if (number != SIGUSR1 || told == 0) told = number;
  }
}

}  // namespace strata::app
