#include "engine/session/threads/metric_store.h"

#include <algorithm>
#include <stdexcept>

namespace zscape {

MetricStore::MetricStore(size_t columns)
    : columns_(columns),
      chunks_(std::make_unique<std::unique_ptr<double[]>[]>(kMaxChunks)) {
    if (columns == 0) throw std::length_error("MetricStore: a row without columns");
}

MetricStore::~MetricStore() = default;

void MetricStore::append(std::span<const double> row) {
    if (row.size() != columns_) throw std::length_error("MetricStore: a row of another length");
    const int64_t index = published_.load(std::memory_order_relaxed);
    if (index >= kMaxRows) throw std::length_error("MetricStore: full");
    std::unique_ptr<double[]>& chunk = chunks_[static_cast<size_t>(index / kRowsPerChunk)];
    if (!chunk) chunk = std::make_unique<double[]>(columns_ * static_cast<size_t>(kRowsPerChunk));
    const size_t within = static_cast<size_t>(index % kRowsPerChunk);
    for (size_t column = 0; column < columns_; ++column) chunk[column * kRowsPerChunk + within] = row[column];
    published_.store(index + 1, std::memory_order_release);
}

double MetricStore::at(int64_t row, size_t column) const {
    if (row < 0 || row >= size() || column >= columns_) throw std::out_of_range("MetricStore::at");
    return chunks_[static_cast<size_t>(row / kRowsPerChunk)]
                  [column * kRowsPerChunk + static_cast<size_t>(row % kRowsPerChunk)];
}

std::span<const double> MetricStore::stretch(int64_t row, size_t column) const {
    const int64_t end = size();
    if (row < 0 || row >= end || column >= columns_) return {};
    const int64_t within = row % kRowsPerChunk;
    const int64_t count = std::min(kRowsPerChunk - within, end - row);
    return {&chunks_[static_cast<size_t>(row / kRowsPerChunk)][column * kRowsPerChunk + static_cast<size_t>(within)],
            static_cast<size_t>(count)};
}

}  // namespace zscape
