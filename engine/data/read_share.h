#pragma once

#include <atomic>
#include <functional>

namespace zscape {

/// How much of something has been read, told in parts to whoever adds it up with others. When this ends all of it has
/// been told, whatever became of the reading.
class ReadShare {
public:
    /// \param sink gets how much more was read; may be empty, and outlives this \param all what the whole counts
    ReadShare(const std::function<void(double more)>& sink, double all) : sink_(sink), all_(all) {}
    ~ReadShare() { tell(1); }
    ReadShare(const ReadShare&) = delete;
    ReadShare& operator=(const ReadShare&) = delete;

    /// \param part of it that has been read so far, 0 to 1. From any thread.
    void tell(double part) {
        if (sink_) sink_(all_ * (part - told_.exchange(part)));
    }

private:
    const std::function<void(double more)>& sink_;
    const double all_;
    std::atomic<double> told_{0};
};

}  // namespace zscape
