#include "postproc/dataset/task_queue.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace strata {

namespace {

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

struct TaskQueue::State {
  std::mutex mutex;
  std::condition_variable work_came, work_left;
  std::deque<std::function<void()>> waiting;
  std::size_t max_waiting = 0;
  int running = 0;
  bool ends = false;
  std::exception_ptr failure;
  double busy_s = 0.0, wait_s = 0.0;
  std::vector<std::thread> threads;

  void run(const std::function<void()>& task) {
    const Stopwatch watch;
    std::exception_ptr thrown;
    try {
      task();
    } catch (...) {
      thrown = std::current_exception();
    }
    const std::lock_guard lock(mutex);
    busy_s += watch.seconds();
    if (thrown && !failure) failure = thrown;
  }

  void work() {
    std::unique_lock lock(mutex);
    for (;;) {
      work_came.wait(lock, [this] { return ends || !waiting.empty(); });
      if (ends) return;
      const std::function<void()> task = std::move(waiting.front());
      waiting.pop_front();
      const bool is_wanted = !failure;
      ++running;
      work_left.notify_all();
      lock.unlock();
      if (is_wanted) run(task);
      lock.lock();
      --running;
      work_left.notify_all();
    }
  }
};

TaskQueue::TaskQueue(int threads, std::size_t max_waiting) : state_(std::make_unique<State>()) {
  state_->max_waiting = max_waiting > 0 ? max_waiting : 1;
  for (int n = 0; n < threads; ++n) state_->threads.emplace_back([state = state_.get()] { state->work(); });
}

TaskQueue::~TaskQueue() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->ends = true;
  }
  state_->work_came.notify_all();
  for (std::thread& thread : state_->threads) thread.join();
}

void TaskQueue::add(std::function<void()> task) {
  State& state = *state_;
  const Stopwatch watch;
  std::unique_lock lock(state.mutex);
  state.work_left.wait(lock,
                       [&] { return state.failure != nullptr || state.waiting.size() < state.max_waiting; });
  state.wait_s += watch.seconds();
  if (state.failure) std::rethrow_exception(state.failure);
  if (state.threads.empty()) {
    lock.unlock();
    state.run(task);
    if (state.failure) std::rethrow_exception(state.failure);
    return;
  }
  state.waiting.push_back(std::move(task));
  state.work_came.notify_one();
}

void TaskQueue::finish() {
  State& state = *state_;
  std::unique_lock lock(state.mutex);
  state.work_left.wait(lock, [&] { return state.waiting.empty() && state.running == 0; });
  if (state.failure) std::rethrow_exception(state.failure);
}

double TaskQueue::busy_s() const {
  const std::lock_guard lock(state_->mutex);
  return state_->busy_s;
}

double TaskQueue::wait_s() const {
  const std::lock_guard lock(state_->mutex);
  return state_->wait_s;
}

}  // namespace strata
