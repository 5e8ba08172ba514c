#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace zscape {

/// An append-only table of doubles in chunks. One writer, any number of readers, no lock.
/// Rows below size() never change and never move.
class MetricStore {
public:
    explicit MetricStore(size_t columns);
    ~MetricStore();
    MetricStore(const MetricStore&) = delete;
    MetricStore& operator=(const MetricStore&) = delete;

    size_t columns() const { return columns_; }

    /// Writer only. `row` has columns() values. A store holds at most kMaxRows rows.
    /// \throws std::length_error beyond it
    void append(std::span<const double> row);

    /// Rows that may be read.
    int64_t size() const { return published_.load(std::memory_order_acquire); }

    double at(int64_t row, size_t column) const;

    /// The longest stretch of consecutive values of `column` that begins at `row` and lies in one chunk; empty at the
    /// end.
    std::span<const double> stretch(int64_t row, size_t column) const;

    static constexpr int64_t kRowsPerChunk = 4096;
    static constexpr int64_t kMaxChunks = 65536;
    static constexpr int64_t kMaxRows = kRowsPerChunk * kMaxChunks;

private:
    size_t columns_;
    /// Column-major inside a chunk. A slot is written once by the writer, before the row count that makes it
    /// reachable is published with release order; readers load the count with acquire order first.
    std::unique_ptr<std::unique_ptr<double[]>[]> chunks_;
    std::atomic<int64_t> published_{0};
};

}  // namespace zscape
