#pragma once

#include "engine/model/parts.h"
#include "engine/training/trainer.h"

#include <c10/core/Event.h>

#include <chrono>
#include <deque>
#include <optional>
#include <vector>

namespace zscape {

/// The values of steps on their way from the device to the host. On a CPU they are there at once. On CUDA they are
/// gathered in a block on the device; a block that is full or 100 ms old is copied without waiting, and its rows are
/// given out once the copy has arrived: no step waits for the device.
class StepLog {
public:
    /// `terms`: rows of the ledger. A step is total, value and contribution of each term, and "left out".
    StepLog(at::Device device, int64_t terms);

    struct Entry {
        Trainer::StepRow row;
        bool skipped = false;  ///< the step changed nothing
    };

    /// `total` 0-dim, `skipped` [1] float.
    void push(int64_t step, double epoch, int64_t images, const Tensor& total, const std::vector<LossTerm>& rows,
              const Tensor& skipped);

    /// Entries that have arrived, oldest first; all that were pushed when `wait`.
    std::vector<Entry> collect(bool wait);

private:
    struct Block {
        Tensor values;  ///< [kRows, columns_] float, on the device, then (sent) pinned on the host
        std::vector<Entry> entries;
        std::chrono::steady_clock::time_point begun;
        std::optional<c10::Event> arrived;
    };

    /// Takes a step's numbers apart; `numbers` has columns_ of them.
    template <typename Number>
    void put(Entry& entry, const Number* numbers) const;
    void send();
    void unpack(Block& block);

    static constexpr int64_t kRows = 256;

    at::Device device_;
    int64_t terms_;
    int64_t columns_;  ///< 1 + 2 terms_ + 1
    std::optional<Block> open_;
    std::deque<Block> sent_;
    std::vector<Entry> ready_;
};

}  // namespace zscape
