#pragma once

#include "engine/data/pixel_buffer.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace zscape {

/// Reads the pixels of a run's next batches while it trains, for sets that lie on a disk. Owned by one thread, which
/// names the batches; a thread of its own reads them. What it has read is used where it is what is asked for, so that
/// nobody need tell it of another order or batch size.
class PixelPrefetcher {
public:
    explicit PixelPrefetcher(std::shared_ptr<const ImageSet> images);

    /// The pixels of these images: those that were read ahead, where this is the batch that was expected next; else
    /// all that was read ahead is thrown away, and they are read now.
    /// \throws Error as ImageSet::read(), each batch its own; asked once more, it is read once more
    PixelBuffer take(const std::vector<int64_t>& indices);
    /// The batches that will be asked for next, in this order.
    void expect(const std::vector<std::vector<int64_t>>& batches);

private:
    struct Ahead {
        enum class State { Waiting, Reading, Done };
        std::vector<int64_t> indices = {};
        State state = State::Waiting;            ///< guarded by mutex_
        std::optional<PixelBuffer> pixels = {};  ///< the reader's while Reading, the owner's when Done
        std::exception_ptr failure = {};         ///< as pixels
    };

    PixelBuffer readNow(const std::vector<int64_t>& indices) const;
    std::shared_ptr<Ahead> firstWaiting() const;
    void serve(const std::stop_token& stop);

    const std::shared_ptr<const ImageSet> images_;
    std::mutex mutex_;                          ///< never held while reading
    std::condition_variable_any changed_;       ///< of queue_ and of a batch's state
    std::deque<std::shared_ptr<Ahead>> queue_;  ///< guarded by mutex_
    std::jthread reader_;  ///< begun by the first expect(): it has the priority of the thread that trains
};

}  // namespace zscape
