#include "postproc/in_situ/display.hpp"

#include <array>
#include <cstdlib>
#include <optional>

#include <dlfcn.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

namespace strata {
namespace {

constexpr int kStartMilliseconds = 30000;

/// The few functions of libX11 that are needed, found at run time.
class X11 {
 public:
  X11() : library_(dlopen("libX11.so.6", RTLD_NOW | RTLD_LOCAL)) {}

  /// Connects to what DISPLAY names and keeps the connection until the process ends: a server that was
  /// started for the run lives as long as anybody is connected. False where nothing answers or it has no
  /// OpenGL.
  bool connect() const {
    if (library_ == nullptr) return false;
    const auto open = reinterpret_cast<void* (*)(const char*)>(dlsym(library_, "XOpenDisplay"));
    const auto close = reinterpret_cast<int (*)(void*)>(dlsym(library_, "XCloseDisplay"));
    const auto query =
        reinterpret_cast<int (*)(void*, const char*, int*, int*, int*)>(dlsym(library_, "XQueryExtension"));
    if (open == nullptr || close == nullptr || query == nullptr) return false;
    void* display = open(nullptr);
    if (display == nullptr) return false;
    int opcode = 0, event = 0, error = 0;
    if (query(display, "GLX", &opcode, &event, &error) != 0) return true;
    close(display);
    return false;
  }

 private:
  void* library_;
};

/// In a child: becomes an X server that writes its display number to `channel`, and ends when its last client
/// has gone.
[[noreturn]] void become_server(int channel) {
  setsid();
  const int nothing = open("/dev/null", O_RDWR);
  for (const int stream : {0, 1, 2}) dup2(nothing, stream);
  // A known place for the number; everything else that is open belongs to the run.
  constexpr int kNumberGoesTo = 3;
  if (channel != kNumberGoesTo) dup2(channel, kNumberGoesTo);
  fcntl(kNumberGoesTo, F_SETFD, 0);
  for (int file = kNumberGoesTo + 1; file < 1024; ++file) close(file);
  execlp("Xvfb", "Xvfb", "-displayfd", "3", "-screen", "0", "1280x1024x24", "-nolisten", "tcp", "-terminate",
         static_cast<char*>(nullptr));
  _exit(127);
}

/// Starts an X server that draws into memory. Returns the number of its display; empty where there is none.
std::optional<int> start_server() {
  std::array<int, 2> channel{};
  if (pipe2(channel.data(), O_CLOEXEC) != 0) return std::nullopt;
  const pid_t child = fork();
  if (child == 0) become_server(channel[1]);
  close(channel[1]);
  std::string text;
  pollfd waiting{channel[0], POLLIN, 0};
  while (child > 0 && text.find('\n') == std::string::npos && poll(&waiting, 1, kStartMilliseconds) > 0) {
    std::array<char, 32> buffer{};
    const ssize_t n = read(channel[0], buffer.data(), buffer.size());
    if (n <= 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(n));
  }
  close(channel[0]);
  if (text.find('\n') == std::string::npos) return std::nullopt;
  return std::atoi(text.c_str());
}

enum Found : int { kNone, kPresent, kStarted };

/// What the first rank of a node finds: the kind, and the number of a server it started.
std::array<int, 2> find_on_node() {
  if (std::getenv("DISPLAY") != nullptr && X11().connect()) return {kPresent, 0};
  const auto number = start_server();
  if (!number) return {kNone, 0};
  setenv("DISPLAY", fmt::format(":{}", *number).c_str(), 1);
  return {X11().connect() ? kStarted : kNone, *number};
}

}  // namespace

Display open_display(MPI_Comm comm) {
  MPI_Comm node = MPI_COMM_NULL;
  MPI_Comm_split_type(comm, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &node);
  int rank = 0;
  MPI_Comm_rank(node, &rank);
  std::array<int, 2> found{};
  if (rank == 0) found = find_on_node();
  MPI_Bcast(found.data(), 2, MPI_INT, 0, node);
  int good = found[0] == kNone ? 0 : 1;
  if (rank != 0 && good != 0) {
    if (found[0] == kStarted) setenv("DISPLAY", fmt::format(":{}", found[1]).c_str(), 1);
    good = X11().connect() ? 1 : 0;
  }
  MPI_Comm_free(&node);
  MPI_Allreduce(MPI_IN_PLACE, &good, 1, MPI_INT, MPI_MIN, comm);
  if (good == 0) return {false, "no X display answers, and Xvfb (package xvfb) could not be started"};
  const char* name = std::getenv("DISPLAY");
  const std::string display = name == nullptr ? "" : name;
  return {true, found[0] == kStarted ? fmt::format("Xvfb {}, started for this run", display)
                                     : fmt::format("display {}", display)};
}

}  // namespace strata
