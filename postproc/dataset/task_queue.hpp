// Work for a few threads, done in the background while the caller goes on.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace strata {

/// One caller at a time may add and finish.
class TaskQueue {
 public:
  /// \param threads      0: add() does the work itself
  /// \param max_waiting  tasks that may wait for a thread before add() does
  TaskQueue(int threads, std::size_t max_waiting);
  /// Ends running tasks, drops the others.
  ~TaskQueue();
  TaskQueue(const TaskQueue&) = delete;
  TaskQueue& operator=(const TaskQueue&) = delete;

  /// Rethrows what a task has thrown; no task starts after that.
  void add(std::function<void()> task);
  /// Waits until all is done. Throws as add does.
  void finish();

  double busy_s() const;  ///< spent in tasks, all threads together
  double wait_s() const;  ///< that add() waited

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace strata
