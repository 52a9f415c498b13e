// Rows of coefficients stored once: rows of cells repeat all over a stack, so a row is looked up by what it
// is made of and evaluated only the first time. Row 0 is all zeros.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "solver/field_memory.hpp"
#include "solver/multigrid/row_layout.hpp"

namespace strata {

/// Values of distinct rows, in chunks that never move while the pool grows.
template <class T>
class RowPool {
 public:
  RowPool() = default;
  /// A pool with row 0.
  explicit RowPool(int slots) : stride_(slots) { add(); }

  int stride() const { return stride_; }
  int size() const { return size_; }
  T* row(int number) { return chunks_[place(number)].get() + offset(number); }
  const T* row(int number) const { return chunks_[place(number)].get() + offset(number); }
  /// Appends a row of zeros and returns its number.
  int add() {
    if (size_ % kRowsPerChunk == 0) {
      chunks_.push_back(
          std::make_unique<T[]>(static_cast<std::size_t>(kRowsPerChunk) * static_cast<std::size_t>(stride_)));
    }
    return size_++;
  }
  std::size_t n_values() const { return static_cast<std::size_t>(size_) * static_cast<std::size_t>(stride_); }

 private:
  static constexpr int kRowsPerChunk = 64;
  static std::size_t place(int number) { return static_cast<std::size_t>(number / kRowsPerChunk); }
  std::ptrdiff_t offset(int number) const {
    return static_cast<std::ptrdiff_t>(number % kRowsPerChunk) * stride_;
  }

  int stride_ = 0;
  int size_ = 0;
  std::vector<std::unique_ptr<T[]>> chunks_;
};

/// The same rows in another type.
template <class To, class From>
RowPool<To> convert_pool(const RowPool<From>& pool) {
  RowPool<To> converted(pool.stride());
  for (int n = 1; n < pool.size(); ++n) {
    const From* row = pool.row(n);
    std::transform(row, row + pool.stride(), converted.row(converted.add()),
                   [](const From& value) { return static_cast<To>(value); });
  }
  return converted;
}

/// All rows one after the other in the memory of kernels.
template <class To, class From>
Kokkos::View<To*, MemorySpace> pool_to_device(const std::string& label, const RowPool<From>& pool) {
  auto view = make_unset_field<To>(label, pool.n_values());
  const auto mirror = Kokkos::create_mirror_view(view);
  for (int n = 0; n < pool.size(); ++n) {
    const From* row = pool.row(n);
    std::transform(row, row + pool.stride(), mirror.data() + static_cast<std::ptrdiff_t>(n) * pool.stride(),
                   [](const From& value) { return static_cast<To>(value); });
  }
  Kokkos::deep_copy(view, mirror);
  return view;
}

/// Numbers for keys of N integers, in the order they were first seen.
template <std::size_t N>
class KeyNumbers {
 public:
  using Key = std::array<std::int32_t, N>;

  /// Number of `key`; `make()` gives the number of a key that was not seen before.
  template <class Make>
  int find_or(const Key& key, const Make& make) {
    const auto [place, is_new] = numbers_.try_emplace(key, 0);
    if (is_new) place->second = make();
    return place->second;
  }

 private:
  struct Hash {
    std::size_t operator()(const Key& key) const {
      std::uint64_t h = 0;
      for (const std::int32_t part : key) {
        h = (h ^ static_cast<std::uint32_t>(part)) * 0x9E3779B97F4A7C15ULL;
        h ^= h >> 29;
      }
      return static_cast<std::size_t>(h);
    }
  };
  std::unordered_map<Key, int, Hash> numbers_;
};

/// Numbers for the bytes of rows, in the order they were first seen, from `first` on.
class ContentNumbers {
 public:
  explicit ContentNumbers(int first = 0) : next_(first) {}

  /// \return the number, and whether the content is new
  template <class T>
  std::pair<int, bool> find(const T* values, std::size_t n) {
    const std::string_view bytes(reinterpret_cast<const char*>(values), n * sizeof(T));
    const auto known = numbers_.find(std::string(bytes));
    if (known != numbers_.end()) return {known->second, false};
    numbers_.emplace(bytes, next_);
    return {next_++, true};
  }

 private:
  std::unordered_map<std::string, int> numbers_;
  int next_ = 0;
};

/// A pool of rows found by their content.
template <class T>
class ContentRows {
 public:
  explicit ContentRows(const RowLayout& row) : row_(row), pool_(row.stride()) {
    numbers_.find(pool_.row(0), static_cast<std::size_t>(row.stride()));
  }
  /// Number of the row with value(i) for i = first .. nx - 1 and 0 elsewhere.
  template <class Value>
  int number(int first, const Value& value) {
    scratch_.assign(static_cast<std::size_t>(row_.stride()), T{});
    for (int i = first; i < row_.nx; ++i) scratch_[static_cast<std::size_t>(row_.slot(i))] = value(i);
    const auto [number, is_new] = numbers_.find(scratch_.data(), scratch_.size());
    if (is_new) std::copy(scratch_.begin(), scratch_.end(), pool_.row(pool_.add()));
    return number;
  }
  RowPool<T> take() { return std::move(pool_); }

 private:
  RowLayout row_;
  RowPool<T> pool_;
  ContentNumbers numbers_;
  std::vector<T> scratch_;
};

}  // namespace strata
